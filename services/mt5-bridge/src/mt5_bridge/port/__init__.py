"""The border of the order path: what a trading terminal is asked, and what it answers."""
