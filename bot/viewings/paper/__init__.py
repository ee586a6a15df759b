"""What of a viewing goes on paper: a handout before it, a report after it."""
