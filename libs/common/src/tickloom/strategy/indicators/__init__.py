"""Every indicator once: `x_init` makes its state, `x_step` takes one bar, `x_column` loops.

The column loop stands beside each step so that numba can keep it on disk; called with one bar at a
time it is the stream. State is a float64 array, so that it can be stored and taken up again.
"""
