"""What can be asked of a pack, and which of it makes a good round."""
