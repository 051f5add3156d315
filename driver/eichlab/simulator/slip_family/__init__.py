"""What the simulated meters GSH01 and DC650 have in common."""
