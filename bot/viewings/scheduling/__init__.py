"""Group viewings that open at a time set before."""
