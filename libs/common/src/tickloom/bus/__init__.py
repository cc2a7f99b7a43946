"""How it is said: a small typed port, and NATS behind it."""
