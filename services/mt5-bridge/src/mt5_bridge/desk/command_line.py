"""`tickloom-desk`: what halts the account, and a person's word that it may go on.

Works on the bridge's folder alone. Exit codes: 0 done or left, 1 something halts (list), 2 wrong
use.
"""

import argparse
import os
import secrets
import sqlite3
import sys
from pathlib import Path

from mt5_bridge.desk.words import Word, leave
from mt5_bridge.halts.halts import Halt, read_halts
from tickloom.domain.errors import CorrectIt, TickloomError
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import LiveClock

_DONE, _HALTED, _WRONG_USE = 0, 1, 2


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    try:
        if asked.action == "list":
            return _list(asked.folder)
        if asked.action == "clock":
            ServerClock.read(asked.value)
        word = Word(
            action=asked.action, value=getattr(asked, "value", ""), by=asked.by,
            reason=asked.reason,
        )  # fmt: skip
        leave(asked.folder, word, now_us=LiveClock().now_us(), token=secrets.token_hex(4))
    except TickloomError as error:
        _say(f"tickloom-desk: {error.detail}")
        return _WRONG_USE
    _say("left for the bridge, which takes it within seconds, or when it starts")
    return _DONE


def _parser() -> argparse.ArgumentParser:
    data = Path(os.environ.get("TICKLOOM_DATA_DIR", "data"))
    venue = os.environ.get("TICKLOOM_VENUE", "demo")
    parser = argparse.ArgumentParser(prog="tickloom-desk", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=data / "bridge" / venue, help="the bridge's folder"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="what halts the account")
    clear = actions.add_parser("clear", help="entries may go on in spite of a cause")
    clear.add_argument("value", metavar="CAUSE")
    clock = actions.add_parser("clock", help="the broker's clock keeps this rule from now on")
    clock.add_argument("value", metavar="RULE", help="such as America/New_York+7, Europe/Athens")
    lease = actions.add_parser("lease", help="the lease table that counts anew is the right one")
    symbol = actions.add_parser("symbol", help="a name means this symbol of the broker")
    symbol.add_argument("value", metavar="NAME=SYMBOL", help="such as XAUUSD=GOLD")
    for action in (clear, clock, lease, symbol):
        action.add_argument("--by", required=True, help="your name")
        action.add_argument("--reason", required=True, help="why, in a few words")
    return parser


def _list(folder: Path) -> int:
    """What the bridge itself holds to; read beside a running one."""
    halts = _halts(folder / "kept.sqlite")
    if (folder / "KILL").exists():
        _say("the kill switch is on: tickloom-kill --release --by NAME --reason WHY")
    for halt in halts:
        ends = " (ends by itself once the terminal looks right)" if halt.ends_by_itself else ""
        _say(f"{halt.cause}: {halt.detail}{ends}")
    if not halts:
        _say("nothing halts the account")
    return _HALTED if halts else _DONE


def _halts(path: Path) -> tuple[Halt, ...]:
    if not path.exists():
        return ()
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            row = connection.execute("SELECT value FROM kept WHERE name = 'halts'").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise CorrectIt(f"{path} cannot be read: {error}") from error
    return read_halts(None if row is None else row[0])


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
