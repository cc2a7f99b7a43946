"""The real nats-server and the real PostgreSQL, started from their wheels for one machine."""
