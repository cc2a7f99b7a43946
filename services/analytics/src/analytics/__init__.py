"""Records the market once, repairs it from the terminal, and answers history."""
