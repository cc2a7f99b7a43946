"""Compiles kernels, and takes what was compiled before without waking the compiler.

Before numba looks into its cache it loads all that it can compile: a seventh of a worker's start.
What lies in the cache needs none of it. A kernel that is not there is compiled as ever.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba
from numba.core.caching import FunctionCache
from numba.core.runtime import nrt

P = ParamSpec("P")
R = TypeVar("R")
_MEMORY: Any = nrt.rtsys
_COMPILE: Any = numba.njit


class _Cache(FunctionCache):
    """numba's own cache, asked at once."""

    def load_overload(self, sig: object, target_context: object) -> object:
        _MEMORY.initialize(target_context)  # what kernels that allocate are given theirs by
        own: Any = self
        with own._guard_against_spurious_io_errors():
            return own._load_overload(sig, target_context)
        return None


def njit(**options: object) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """As numba's decorator of this name, always cached."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        dispatcher: Any = _COMPILE(**options)(function)
        dispatcher._cache = _Cache(function)
        compiled: Callable[P, R] = dispatcher
        return compiled

    return decorate
