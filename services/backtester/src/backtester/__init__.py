"""A pool of workers: backtests, sweeps, walk-forwards."""
