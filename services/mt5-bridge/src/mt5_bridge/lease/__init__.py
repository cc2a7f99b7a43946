"""Fencing: an account takes orders of the newest holder of its lease only."""
