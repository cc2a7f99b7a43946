"""Starts the computing process.

What it imports lives as long as it does: while it imports, nothing is collected, and later
collections pass over it.
"""

import gc
import sys
from pathlib import Path

from tickloom.runtime.embedded.process import die_with_parent


def main() -> None:
    """`python -m backtester.start_computing FOLDER`: the folder of the column store."""
    die_with_parent()
    gc.disable()
    from backtester.compute import serve  # noqa: PLC0415  the imports that are meant
    from tickloom.storage.columns import ColumnStore  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not mix with answers
    serve(ColumnStore(Path(sys.argv[1])), sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
