"""Reads untrusted JSON values field by field and notes everything that is wrong.

Each method answers None after noting a finding, so that reading goes on and the caller learns of
all faults at once. Nothing unknown is ignored: a misspelt field is a fault.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from reprlib import Repr
from typing import Any, cast

from tickloom.strategy.finding import Finding, error

_NUMBER_MAX = 1e15
_SHOWN_CHARACTERS = 60
_SHORT = Repr()
_SHORT.maxlevel = 3
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 2 * _SHOWN_CHARACTERS


def child(path: str, key: str | int) -> str:
    """The JSON pointer of a member."""
    escaped = str(key).replace("~", "~0").replace("/", "~1")
    return f"{path}/{escaped}"


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint naming what was probably meant, or what there is."""
    known = list(words)
    close = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"known here: {', '.join(known)}"


def shown(value: object) -> str:
    """A value in a message: short, and however deep it is."""
    try:
        text = _SHORT.repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


class Reader:
    """The findings so far, and how many operands were met."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.operands = 0

    def note(
        self, path: str, message: str, hint: str = "", *, code: str = "invalid:schema"
    ) -> None:
        self.findings.append(error(path, code, message, hint))

    def fields(
        self, raw: object, path: str, allowed: Sequence[str], required: Sequence[str] = ()
    ) -> dict[str, Any] | None:
        """`raw` as an object; the known members of it, None when it is no object."""
        if not isinstance(raw, dict):
            self.note(path, f"{shown(raw)} is not an object", f"fields: {', '.join(allowed)}")
            return None
        members = cast("dict[Any, Any]", raw)
        for key in members:
            if key not in allowed:
                self.note(
                    child(path, key), f"there is no field {shown(key)} here",
                    nearest(str(key), allowed), code="invalid:field",
                )  # fmt: skip
        missing = [name for name in required if name not in members]
        for name in missing:
            self.note(child(path, name), f"{name} is missing", "it is required here")
        return {name: members[name] for name in allowed if name in members}

    def array(self, raw: object, path: str, *, least: int = 0, most: int) -> list[Any]:
        if not isinstance(raw, list):
            self.note(path, f"{shown(raw)} is not a list", f"a list of {least} to {most} members")
            return []
        members = cast("list[Any]", raw)
        if not least <= len(members) <= most:
            self.note(path, f"{len(members)} members are too many or too few", f"{least} to {most}")
            return members[:most]
        return members

    def word(self, raw: object, path: str, words: Sequence[str]) -> str | None:
        if isinstance(raw, str) and raw in words:
            return raw
        hint = nearest(raw, words) if isinstance(raw, str) else f"one of {', '.join(words)}"
        self.note(path, f"{shown(raw)} is not known here", hint)
        return None

    def words(
        self, raw: object, path: str, words: Sequence[str], *, once: bool = False
    ) -> tuple[str, ...]:
        """A list of known words; with `once` none may stand twice."""
        read = [
            self.word(member, child(path, index), words)
            for index, member in enumerate(self.array(raw, path, most=50))
        ]
        known = tuple(word for word in read if word is not None)
        if once and len(set(known)) < len(known):
            self.note(path, "a word stands twice", "name each once")
        return known

    def text(self, raw: object, path: str, *, most: int) -> str:
        if isinstance(raw, str) and len(raw) <= most:
            return raw
        self.note(path, f"{shown(raw)} is not usable", f"text of at most {most} characters")
        return ""

    def flag(self, raw: object, path: str) -> bool:
        if isinstance(raw, bool):
            return raw
        self.note(path, f"{shown(raw)} is not usable", "true or false")
        return False

    def number(
        self, raw: object, path: str, *, above: float | None = None, least: float | None = None,
        most: float = _NUMBER_MAX,
    ) -> int | float | None:  # fmt: skip
        floor = -_NUMBER_MAX if least is None else least
        if (
            isinstance(raw, int | float) and not isinstance(raw, bool)
            and floor <= raw <= most and (above is None or raw > above)
        ):  # fmt: skip
            return raw
        begins = f"above {above:g}" if above is not None else f"from {floor:g}"
        wanted = "a number" if (most, floor) == (_NUMBER_MAX, -_NUMBER_MAX) and above is None else (
            f"a number {begins}" + (f" to {most:g}" if most < _NUMBER_MAX else "")
        )  # fmt: skip
        self.note(path, f"{shown(raw)} is not usable", wanted)
        return None

    def integer(
        self, raw: object, path: str, *, least: int = 1, most: int = 1_000_000
    ) -> int | None:
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, int) and not isinstance(raw, bool) and least <= raw <= most:
            return raw
        self.note(path, f"{shown(raw)} is not usable", f"a whole number from {least} to {most}")
        return None
