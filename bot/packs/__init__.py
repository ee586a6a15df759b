"""What a content pack is, how it is read, and the shelf of each server."""
