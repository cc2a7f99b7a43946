"""The page about the command line tells every command and every option."""

import re
from pathlib import Path
from typing import Any

from typer.main import get_command

from tickloom_cli import exit_codes
from tickloom_cli.__main__ import app_of

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "cli.md").read_text()


def commands(command: Any, name: str) -> Any:
    """Every command with its full name."""
    if hasattr(command, "commands"):
        for word, inner in command.commands.items():
            yield from commands(inner, f"{name} {word}")
    else:
        yield name, command


WHOLE = dict(commands(get_command(app_of([])), "tickloom"))


def test_every_command_and_option_is_described() -> None:
    assert len(WHOLE) == 11
    missing = [name for name in WHOLE if f"`{name}" not in PAGE]
    options = {option for c in WHOLE.values() for p in c.params for option in p.opts}
    missing += [
        option for option in options
        if option.startswith("--") and option != "--help"
        and not re.search(f"{option}(?![a-z-])", PAGE)
    ]  # fmt: skip
    assert missing == []


def test_no_option_is_described_that_is_not_there() -> None:
    options = {option for c in WHOLE.values() for p in c.params for option in p.opts}
    named = set(re.findall(r"`(--[a-z-]+)", PAGE))
    assert named - options == set()


def test_every_command_says_what_it_does_and_takes_json() -> None:
    for name, command in WHOLE.items():
        assert command.help, name
        assert "--json" in {option for p in command.params for option in p.opts}, name
        assert all(p.help for p in command.params if p.opts[0].startswith("--")), name


def test_every_exit_code_is_described() -> None:
    codes = {value for name, value in vars(exit_codes).items() if name.isupper()}
    assert all(re.search(rf"^\| {code} \|", PAGE, re.MULTILINE) for code in codes)
