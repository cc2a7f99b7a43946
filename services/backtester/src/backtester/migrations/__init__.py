"""SQL of the schema backtester."""
