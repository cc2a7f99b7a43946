"""The functions of the package by name, for one terminal, each under the faults of its script."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tickloom_terminal.core import TerminalCore
from tickloom_terminal.faults.fate import SEND, Reply
from tickloom_terminal.functions.books import BookFunctions
from tickloom_terminal.functions.market import MarketFunctions
from tickloom_terminal.functions.requests import RequestFunctions
from tickloom_terminal.functions.symbols import SymbolFunctions
from tickloom_terminal.functions.terminal import TerminalFunctions

Function = Callable[..., Reply[Any]]


def functions_of(core: TerminalCore) -> Mapping[str, Function]:
    """Every public method of the groups, under its own name."""
    groups = (
        TerminalFunctions(core), SymbolFunctions(core), MarketFunctions(core),
        BookFunctions(core), RequestFunctions(core),
    )  # fmt: skip
    plain = {
        name: getattr(group, name)
        for group in groups
        for name in vars(type(group))
        if not name.startswith("_")
    }
    send: Function = plain.pop(SEND)
    return {SEND: send} | {
        name: partial(_under_faults, core, name, function) for name, function in plain.items()
    }


def _under_faults(
    core: TerminalCore, name: str, function: Callable[..., Any], *arguments: object
) -> Reply[Any]:
    if not core.seen.has_faults:
        return Reply(value=function(*arguments))
    symbol = next((each for each in arguments if isinstance(each, str)), "")
    known = symbol if symbol in core.sheets else ""
    return core.seen.view.call(name, lambda: function(*arguments), known)
