"""Drafts and edits on Discord's side: the form, the private draft card, its controls."""
