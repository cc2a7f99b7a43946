"""Where the lengths and levels of a document stand in the tables that kernels read."""

STOP, STOP_BUFFER, TARGET = 0, 1, 2
"""The first of up to five targets; the others follow."""
TRAIL, TRAIL_ACTIVATE, TRAIL_STEP = 7, 8, 9
EVEN_TRIGGER, EVEN_OFFSET, ORDER_OFFSET = 10, 11, 12
LENGTHS = 13
