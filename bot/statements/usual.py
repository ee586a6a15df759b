"""What a round goes by where nothing else is said."""

COLLECT, CLOSES = "1d", "3d"
"""How long is collected and voted."""
