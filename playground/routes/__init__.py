"""The REST routes that the playground knows, by subject."""
