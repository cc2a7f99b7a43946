"""What loads a server: a feeder of ticks, and the clients that receive them."""
