"""What each server has set: channel, roles, time zone, and who counts as a moderator."""
