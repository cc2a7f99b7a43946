"""Asks the processor for memory that will be read soon.

Entries are far apart: each is on pages and lines that nobody has touched for long, and a kernel
that waits for one of them after the other does nothing else in the meantime.
"""

from collections.abc import Callable
from typing import Any

import numpy.typing as npt
from numba.core import cgutils, types
from numba.extending import intrinsic

_CODE: Any = cgutils
_WORD, _BYTES = _CODE.int32_t, _CODE.voidptr_t
_PREFETCH = _CODE.ir.FunctionType(_CODE.ir.VoidType(), [_BYTES, _WORD, _WORD, _WORD])
_TO_READ, _KEEP, _DATA = _WORD(0), _WORD(3), _WORD(1)


def _fetch(typing_context: object, column: object, place: object) -> tuple[Any, Any]:  # noqa: ARG001
    """The signature for these types, and what writes the instruction."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401  numba's own
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        address = builder.bitcast(builder.gep(array.data, [arguments[1]]), _BYTES)
        asked = builder.module.declare_intrinsic("llvm.prefetch", [_BYTES], _PREFETCH)
        builder.call(asked, [address, _TO_READ, _KEEP, _DATA])
        return context.get_dummy_value()

    made: Any = types.none
    return made(column, types.intp), generate


_MADE: Any = intrinsic(_fetch)
fetch: Callable[[npt.NDArray[Any], int], None] = _MADE
"""Have `column[place]` brought near; it is not read, and need not exist."""
