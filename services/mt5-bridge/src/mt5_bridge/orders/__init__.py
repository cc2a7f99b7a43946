"""The order path: what is sent to a terminal, remembered before it is, and settled afterwards."""
