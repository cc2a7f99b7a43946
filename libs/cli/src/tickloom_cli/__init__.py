"""The `tickloom` command: strategies, backtests and data on one machine, without a server."""
