"""`python -m tickloom_terminal.run script.py`: a script that imports MetaTrader5, as it is.

The name MetaTrader5 means this package in the script's process, and nothing else changes.
"""

import runpy
import sys

import tickloom_terminal


def main(arguments: list[str]) -> int:
    """Exit code 2 without a script; else the script's own."""
    if not arguments:
        sys.stderr.write("usage: python -m tickloom_terminal.run script.py [arguments]\n")
        return 2
    sys.modules["MetaTrader5"] = tickloom_terminal
    sys.argv = arguments
    runpy.run_path(arguments[0], run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
