"""Benchmarks: our design, the bare limit and the usual alternatives, side by side in one run."""
