"""What is kept about a member, its export, its deletion; what is kept of a server, and for how long."""
