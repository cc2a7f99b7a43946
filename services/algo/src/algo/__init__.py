"""Runs strategies on closed bars; the only maker of orders."""
