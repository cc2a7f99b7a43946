"""Stand-ins for what is outside: a terminal that follows a script, and a desk of orders over it."""
