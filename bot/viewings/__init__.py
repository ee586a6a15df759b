"""Guided viewings: a group, or one member alone, watches a film critically with the prompts of a guide."""
