"""What each function of the package does, on a terminal's core; arguments are checked already.

A failure is raised as `Refused`; the package answers it with None or False and `last_error()`.
"""
