"""What the real platform refuses in a body, with its own codes and places."""
