"""`tickloom-kill`: makes an account flat with nothing but a terminal, and proves it.

Needs no bus, no database and no running bridge. Exit codes: 0 flat was proven (or the release was
left), 1 it was not, 2 wrong use.
"""

import argparse
import getpass
import os
import secrets
import sys
from importlib import import_module
from pathlib import Path
from typing import cast

from mt5_bridge.adapters.owned_terminal import OwnedTerminal
from mt5_bridge.adapters.owner_thread import OwnerThread
from mt5_bridge.adapters.package.surface import PackageModule
from mt5_bridge.adapters.package.terminal import PackageTerminal, TerminalLogin
from mt5_bridge.kill.flattening import FlatReport, Flattening, FlattenSettings
from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_order import KillOrder, release_of
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from tickloom.domain.errors import CorrectIt, InvalidInput, TickloomError
from tickloom.runtime.clock import LiveClock

_FLAT, _NOT_FLAT, _WRONG_USE = 0, 1, 2


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The whole command; says what it does as it does it."""
    asked = _parser().parse_args(arguments)
    try:
        file = KillFile(asked.folder)
        if asked.release:
            return _release(file, asked)
        is_written = _throw(file, asked)
        if asked.file_only:
            return _FLAT if is_written else _NOT_FLAT
        return _flatten(asked)
    except TickloomError as error:
        _say(f"tickloom-kill: {error.detail}")
        return _WRONG_USE


def _parser() -> argparse.ArgumentParser:
    data = Path(os.environ.get("TICKLOOM_DATA_DIR", "data"))
    venue = os.environ.get("TICKLOOM_VENUE", "demo")
    module = "MetaTrader5" if sys.platform == "win32" else "tickloom_terminal"
    parser = argparse.ArgumentParser(
        prog="tickloom-kill", description="Cancel every order, close every position, prove it.",
        epilog="Exit code 0 means that two reads found the account flat.",
    )  # fmt: skip
    add = parser.add_argument
    add("--folder", type=Path, default=data / "bridge" / venue, help="the bridge's folder")
    add("--module", choices=("MetaTrader5", "tickloom_terminal"), default=module)
    books = (data / "terminal" / venue).absolute()
    simulated = str(books) if module == "tickloom_terminal" and books.is_dir() else None
    add(
        "--terminal",
        default=simulated,
        help="path of terminal64.exe, or the folder of a simulated terminal",
    )
    add("--login", type=int, help="refuse to touch any other account")
    add("--server", default="", help="the server of --login")
    add("--password-file", type=Path, help="only where the terminal has not saved the password")
    add("--keep-positions", action="store_true", help="only cancel the waiting orders")
    add("--wait", type=float, default=120.0, metavar="SECONDS", help="how long to go on trying")
    add("--settle", type=float, default=2.0, metavar="SECONDS", help="between the two reads")
    add("--by", default="", help="your name")
    add("--reason", default="", help="why, in a few words")
    add("--file-only", action="store_true", help="stop the bridge, touch nothing else")
    add("--release", action="store_true", help="let orders go out again; needs --by and --reason")
    return parser


def _throw(file: KillFile, asked: argparse.Namespace) -> bool:
    """The file first: from now on a living bridge refuses. The work goes on without it."""
    clock = LiveClock()
    order = KillOrder(
        id=f"command-{clock.now_us()}-{secrets.token_hex(4)}", at_us=clock.now_us(), path="command",
        by=asked.by.strip() or _user(), reason=asked.reason.strip() or "tickloom-kill",
        flatten=not asked.keep_positions,
    )  # fmt: skip
    try:
        file.write(order)
    except OSError as error:
        _say(f"WARNING: {file.path} cannot be written ({error}): the bridge is not stopped by it")
        return False
    _say(f"{file.path} is written: the bridge refuses new orders from now on, over restarts too")
    return True


def _release(file: KillFile, asked: argparse.Namespace) -> int:
    order = file.read(LiveClock().now_us())
    if order is None:
        raise CorrectIt(f"there is no {file.path}: the switch is off, or --folder is another one")
    file.ask_release(release_of(order.id, by=asked.by, reason=asked.reason))
    _say(f"release of {order.id!r} is left for the bridge, which takes it within a second")
    return _FLAT


def _flatten(asked: argparse.Namespace) -> int:
    clock = LiveClock()
    module = cast(PackageModule, _module(asked.module))
    thread = OwnerThread(clock)
    port = OwnedTerminal(PackageTerminal(module, _login(asked)), thread)
    _say(f"connecting to the terminal through {asked.module} ...")
    reached = port.connect()
    if isinstance(reached, CallFailed):
        _say(f"the terminal cannot be reached: {reached.text} ({reached.code}); trying on")
    else:
        _say(f"account {reached.login} at {reached.server}")
    settings = FlattenSettings(
        budget_s=asked.wait, settle_s=asked.settle, flatten=not asked.keep_positions
    )
    try:
        report = Flattening(port, clock, settings, say=_say, reconnect=port.connect).run()
    except KeyboardInterrupt:
        _say("stopped by hand: NOT PROVEN FLAT; the kill file stays")
        return _NOT_FLAT
    finally:
        thread.stop(patience_s=1.0)
    return _told(report, is_flatten=settings.flatten)


def _told(report: FlatReport, *, is_flatten: bool) -> int:
    _say(
        f"{len(report.cancelled)} orders cancelled, {len(report.closed)} positions closed in "
        f"{report.seconds:.1f} s and {report.rounds} reads"
    )
    if report.is_proven:
        what = "FLAT: no position and no order" if is_flatten else "NO ORDER WAITS"
        _say(f"{what} at account {report.account}, read twice. The kill file stays until released.")
        return _FLAT
    _say("NOT PROVEN FLAT. Look at the terminal now.")
    for words in report.left:
        _say(f"  still there: {words}")
    for words in report.problems:
        _say(f"  problem: {words}")
    return _NOT_FLAT


def _module(name: str) -> object:
    try:
        return import_module(name)
    except ImportError as error:
        raise CorrectIt(f"the package {name} is not installed here: {error}") from error


def _login(asked: argparse.Namespace) -> TerminalLogin:
    for field, value in (("--wait", asked.wait), ("--settle", asked.settle)):
        if not 0 < value < 86_400:
            raise InvalidInput(field, value, "a number of seconds above 0")
    account = None
    if asked.login is not None:
        if not asked.server.strip():
            raise InvalidInput("--server", asked.server, "the server's name, as --login is given")
        account = ExpectedAccount(login=asked.login, server=asked.server)
    return TerminalLogin(path=asked.terminal, account=account, password=_password(asked))


def _password(asked: argparse.Namespace) -> str | None:
    """From a file, never from the command line: that is seen by everybody on the host."""
    if asked.password_file is None:
        return None
    try:
        return asked.password_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectIt(f"--password-file {asked.password_file} cannot be read: {error}") from error


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
