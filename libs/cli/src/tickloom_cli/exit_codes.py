"""What the command answers to the shell."""

DONE = 0
OPEN = 1
"""Done, and something is left to answer: needs of a document, faults of data."""
BAD_INPUT = 2
FAULT = 70
"""A fault of the program itself; TICKLOOM_DEBUG=1 shows where."""
INTERRUPTED = 130
