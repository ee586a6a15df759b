"""Watching alone: one private card, at one's own pace."""
