"""A member's own review: what they keep, when each item is due, what was corrected since."""
