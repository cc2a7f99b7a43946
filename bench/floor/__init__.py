"""The bare limits: the least that any design has to do."""
