"""The expert adviser beside the terminal: heartbeats to it, its state from it, in shared files."""
