"""A Discord of one's own on loopback, and its web page."""
