"""Source checks: the four moves (stop, investigate, find, trace) on a single message of the server."""
