"""The page Line: frames, counters, losses and what they hint at."""
