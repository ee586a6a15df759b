"""The group's round: a quiz in a thread, answered in private, revealed together item by item."""
