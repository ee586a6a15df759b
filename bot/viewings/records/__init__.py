"""What stays of a viewing: summary, journal, the facilitator's export, and its deletion."""
