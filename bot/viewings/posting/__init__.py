"""What the bot does for viewings by itself: timed prompts on their minute, every message exactly once."""
