"""The market behind a simulated terminal: generated or replayed quotes, and their history."""
