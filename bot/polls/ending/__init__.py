"""What happens to polls with time: reminder, close, result, message, forgetting."""
