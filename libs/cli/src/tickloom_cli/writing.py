"""Files that a command writes."""

from pathlib import Path

from tickloom.domain.errors import InvalidInput


def write_text(path: Path, text: str, option: str = "--out") -> None:
    """Write a whole file; raises `InvalidInput` that names the option."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        reason = problem.strerror or "not writable"
        raise InvalidInput(option, str(path), f"a file that can be written ({reason})") from problem
