"""The functions of the package by name, for one terminal."""

from collections.abc import Callable, Mapping
from typing import Any

from tickloom_terminal.core import TerminalCore
from tickloom_terminal.functions.books import BookFunctions
from tickloom_terminal.functions.market import MarketFunctions
from tickloom_terminal.functions.requests import RequestFunctions
from tickloom_terminal.functions.symbols import SymbolFunctions
from tickloom_terminal.functions.terminal import TerminalFunctions


def functions_of(core: TerminalCore) -> Mapping[str, Callable[..., Any]]:
    """Every public method of the groups, under its own name."""
    groups = (
        TerminalFunctions(core), SymbolFunctions(core), MarketFunctions(core),
        BookFunctions(core), RequestFunctions(core),
    )  # fmt: skip
    return {
        name: getattr(group, name)
        for group in groups
        for name in vars(type(group))
        if not name.startswith("_")
    }
