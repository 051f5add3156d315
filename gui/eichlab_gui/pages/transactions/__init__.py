"""The page Transactions: start, what runs, and the history."""
