"""Polls of a study group: what they hold, how they are counted, how they are kept."""
