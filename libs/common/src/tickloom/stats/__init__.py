"""The figures of a run, with their uncertainty."""
