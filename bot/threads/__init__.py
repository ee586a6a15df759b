"""Groups that meet in a thread: where it may be, how it is opened once, who is in it, what is posted there."""
