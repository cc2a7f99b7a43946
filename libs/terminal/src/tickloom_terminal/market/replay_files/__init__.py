"""Recorded quotes in the file formats that traders have: each read into the same columns."""
