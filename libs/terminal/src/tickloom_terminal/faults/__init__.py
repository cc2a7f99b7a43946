"""Named misbehaviour of terminals, brokers and feeds, played from a script and a seed."""
