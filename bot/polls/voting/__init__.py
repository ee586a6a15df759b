"""Ballots: how they are cast, many at once, and how they are kept."""
