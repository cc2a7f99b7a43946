"""Where the lowest bit of a word stands: one instruction, which numba has no name for."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core import cgutils, types
from numba.extending import intrinsic

_CODE: Any = cgutils
_CERTAIN = _CODE.true_bit


def _lowest(typing_context: object, word: object) -> tuple[Any, Any]:  # noqa: ARG001
    """The signature, and what writes the instruction."""

    def generate(context: object, builder: Any, signature: object, arguments: Any) -> object:  # noqa: ANN401, ARG001  numba's own
        return builder.cttz(arguments[0], _CERTAIN)

    made: Any = types.uint64
    return made(types.uint64), generate


_MADE: Any = intrinsic(_lowest)
lowest_bit: Callable[[np.uint64], np.uint64] = _MADE
"""The place of the lowest bit that is set; undefined where none is."""
