"""Words left in the bridge's folder: they need no bus, and the bridge need not run.

Each is a file, written whole or not at all, taken in the order of their names and then removed,
whatever became of it: a word that cannot be followed is told in the log and not tried for ever.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from tickloom.domain.errors import CorrectIt, InvalidInput

FOLDER = "words"
_BYTES_MAX = 10_000
_NAME = re.compile(r"\d{1,20}-[0-9a-f]{8}\.json")

Action = Literal["clear", "clock", "lease", "symbol"]
"""clear a halt by its cause; adopt a clock rule; confirm the lease table; say what a name means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is wanted, who says so and why; `value` is the cause or the rule."""

    action: Action
    by: str
    reason: str
    value: str = ""

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise InvalidInput("by", self.by, "your name")
        if len(self.reason.strip()) < 3:
            raise InvalidInput("reason", self.reason, "why, in a few words")
        if self.action != "lease" and not self.value.strip():
            raise InvalidInput("value", self.value, "the halt's cause, or the clock's rule")
        alias, _, name = self.value.partition("=")
        if self.action == "symbol" and not (alias.strip() and name.strip()):
            raise InvalidInput("value", self.value, "NAME=SYMBOL, as XAUUSD=GOLD")


def leave(folder: Path, word: Word, *, now_us: int, token: str) -> Path:
    """Write the word where the bridge looks; `token` (8 hex digits) keeps two apart."""
    place = folder / FOLDER
    path = place / f"{now_us}-{token}.json"
    try:
        place.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(msgspec.json.encode(word))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise CorrectIt(f"the word cannot be left in {place}: {error}") from error
    return path


def take(folder: Path) -> list[Word | str]:
    """Every word that lies there, and removes it; a text for one that cannot be read."""
    try:
        paths = sorted(p for p in (folder / FOLDER).iterdir() if _NAME.fullmatch(p.name))
    except OSError:
        return []
    return [_taken(path) for path in paths]


def _taken(path: Path) -> Word | str:
    try:
        with path.open("rb") as file:
            payload = file.read(_BYTES_MAX)
        path.unlink()
        return msgspec.json.decode(payload, type=Word)
    except (OSError, msgspec.MsgspecError, InvalidInput, RecursionError) as error:
        return f"the word {path.name} cannot be read: {error}"
