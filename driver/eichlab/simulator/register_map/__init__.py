"""Simulated meters whose registers are merely read: six with tables of their own, and any map's."""
