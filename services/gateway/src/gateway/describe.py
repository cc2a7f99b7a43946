"""Prints /openapi.json without starting anything: `python -m gateway.describe > openapi.json`."""

import json
import sys

from gateway.app import bare_app
from gateway.openapi import describe


def main() -> None:
    json.dump(describe(bare_app("0.1.0")), sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
