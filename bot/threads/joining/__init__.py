"""Who takes part in a group: being added to its thread, being pinged there, leaving."""
