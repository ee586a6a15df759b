"""What a person may do here, and what the bot lacks to do it."""
