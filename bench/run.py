"""Finds a benchmark by its name; `dev.py bench NAME` ends here."""

import sys
from importlib import import_module
from pathlib import Path

from tickloom.runtime.kernel_cache import use_kernel_cache

NAMES = ("fanout", "e2e", "ingest", "codec", "backtest", "kill_switch")


def main(argv: list[str]) -> int:
    """Run the benchmark `argv[0]` with the rest of the arguments."""
    if not argv or argv[0] not in NAMES:
        print(f"usage: dev.py bench {{{'|'.join(NAMES)}}} [--quick]", file=sys.stderr)
        return 0 if argv and argv[0] in ("-h", "--help") else 2
    use_kernel_cache(Path(sys.prefix))  # before numba is imported; what is started inherits it
    return int(import_module(f"bench.{argv[0]}").main(argv[1:]))
