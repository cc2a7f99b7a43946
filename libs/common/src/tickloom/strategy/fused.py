"""A multiplication and an addition in one step, rounded once.

An average waits for its own last value: fused, the step from bar to bar takes half as long, and
is nearer to the true value. It is asked for by name, never made by the compiler of its own accord:
every driver and every machine rounds at the same place.
"""

from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.extending import intrinsic


def _fused(typing_context: object, a: object, b: object, c: object) -> tuple[Any, Any]:  # noqa: ARG001
    """The signature, and what writes the instruction."""

    def generate(context: object, builder: Any, signature: object, arguments: Any) -> object:  # noqa: ANN401, ARG001  numba's own
        return builder.fma(*arguments)

    made: Any = types.float64
    return made(types.float64, types.float64, types.float64), generate


_MADE: Any = intrinsic(_fused)
fused: Callable[[float, float, float], float] = _MADE
"""a * b + c."""
