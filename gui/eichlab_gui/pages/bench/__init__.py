"""The page Bench: meter cards beside the course of their values."""
