"""The terminal's door: ticks and fills out, orders in, with the last check."""
