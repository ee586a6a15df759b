"""Common ground: members' own statements, collected unsigned, released together, voted on."""
