"""What polls keep about members and servers, and its deletion."""
