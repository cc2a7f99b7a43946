"""What `python -m tickloom_terminal` is told; a folder remembers it for the next start.

A script that finds no terminal starts one with nothing but the folder. It then gets the terminal
that the folder had before: the same market, clock and accounts.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom_terminal.settings import TerminalSettings

OPTIONS_FILE = "terminal.options.json"
_SUFFIX_LENGTH_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of this start; `options` is without the folder and how it is started."""

    folder: Path
    detach: bool
    options: tuple[str, ...]

    def save(self) -> None:
        """Remember them, whole or not at all."""
        new = self.folder / (OPTIONS_FILE + ".new")
        new.write_text(json.dumps(self.options))
        new.replace(self.folder / OPTIONS_FILE)


def given_or_saved(arguments: list[str]) -> Asked:
    """The options given, or those of the folder's last terminal where none are."""
    parser = argparse.ArgumentParser(prog="tickloom-terminal", add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--detach", action="store_true")
    known, rest = parser.parse_known_args(arguments)
    if "--help" in rest or "-h" in rest:
        _options().parse_args(["--help"])
    if known.data is None:
        raise InvalidInput("--data", "nothing", "the folder of the terminal")
    folder = Path(known.data).absolute()
    return Asked(
        folder=folder, detach=known.detach,
        options=_from_anywhere(rest) if rest else _saved(folder),
    )  # fmt: skip


def _from_anywhere(options: list[str]) -> tuple[str, ...]:
    """The options with the replay's whole path: the next start may be in another directory."""
    known, rest = _replay_option().parse_known_args(options)
    return (
        tuple(rest) if known.replay is None else (*rest, "--replay", str(known.replay.absolute()))
    )


def _replay_option() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--replay", type=Path)
    return parser


def _saved(folder: Path) -> tuple[str, ...]:
    try:
        options = json.loads((folder / OPTIONS_FILE).read_text())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise InvalidInput(
            OPTIONS_FILE, str(folder), "a list of options; remove the file to start with none"
        ) from error
    return tuple(str(option) for option in options)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tickloom-terminal", description="A simulated MetaTrader 5 terminal in one folder.",
        usage="python -m tickloom_terminal --data DIR [options]",
    )  # fmt: skip
    add = parser.add_argument
    add("--replay", type=Path, help="a file of ticks or bars; without it the market is generated")
    add("--speed", type=float, default=1.0, help="market seconds a second; 0: as ticks are read")
    add("--symbols", default="", help="comma-separated; default: all it knows")
    add("--seed", type=int, default=1, help="of the generated market")
    add("--suffix", default="", help="what the broker hangs on names, such as .m")
    add("--closings", action="store_true", help="the generated market closes at weekends")
    add("--clock", default="UTC", help="the server's clock: UTC, GMT+2/eu, GMT+2/us, a zone")
    return parser


def read_settings(asked: Asked) -> TerminalSettings:
    """Raises `InvalidInput` for a value that cannot be; argparse ends for an unknown option."""
    given = _options().parse_args(asked.options)
    if not 0 <= given.speed <= 1e6:
        raise InvalidInput("--speed", given.speed, "0 (as ticks are read) to 1,000,000")
    return TerminalSettings(
        folder=asked.folder, seed=given.seed, replay_file=given.replay, speed=given.speed,
        symbols=tuple(name for name in given.symbols.split(",") if name),
        clock=ServerClock.read(given.clock), suffix=_suffix(given.suffix),
        has_closings=given.closings,
    )  # fmt: skip


def _suffix(text: str) -> str:
    if len(text) > _SUFFIX_LENGTH_MAX or any(letter.isspace() for letter in text):
        raise InvalidInput("--suffix", text, "up to 12 characters without spaces, such as .m")
    return text
