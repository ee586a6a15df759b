"""What is done by itself: jobs in rows, posts that come once, cards that follow, one pace for all requests."""
