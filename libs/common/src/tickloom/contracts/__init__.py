"""What is said: every message, subject and stream of the platform."""
