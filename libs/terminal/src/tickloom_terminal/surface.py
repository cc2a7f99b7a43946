"""How the package's functions take their arguments, as their C code does: two decorators.

The names of a function that takes no keywords are no part of it; Python's own words for a call
that breaks this are those of C functions.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")


def without_arguments(function: Callable[[], T]) -> Callable[[], T]:
    """A function that takes nothing; TypeError for anything."""
    name = function.__name__

    @wraps(function)
    def called(*positional: Any, **named: Any) -> T:  # noqa: ANN401
        if named:
            raise TypeError(f"{name}() takes no keyword arguments")
        if positional:
            raise TypeError(f"{name}() takes no arguments ({len(positional)} given)")
        return function()

    return called


def without_names(function: Callable[..., T]) -> Callable[..., T]:
    """A function of unnamed arguments only; TypeError for a named one."""
    name = function.__name__

    @wraps(function)
    def called(*positional: Any, **named: Any) -> T:  # noqa: ANN401
        if named:
            raise TypeError(f"{name}() takes no keyword arguments")
        return function(*positional)

    return called
