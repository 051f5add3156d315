"""What only the simulated bench has: a guided tour, trying to cheat, and a show without end."""
