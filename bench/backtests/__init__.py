"""The backtest benchmark: one workload, our engine, the floor, and named peers."""
