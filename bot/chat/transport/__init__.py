"""What reaches into discord.py's insides, read against the one version that is pinned."""
