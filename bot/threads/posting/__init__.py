"""What stands in the threads of groups: each message posted once, in order, and drawn anew when it tells too little."""
