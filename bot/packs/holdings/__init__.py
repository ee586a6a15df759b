"""What a server brought to its shelf, every change of it, and the way back."""
