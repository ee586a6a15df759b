"""The seam to Discord: client and error door, cards, text, limits."""
