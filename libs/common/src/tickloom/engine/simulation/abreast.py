"""Sixteen bars looked at with one instruction each for compare, least and most.

Written as a loop, the compiler takes one bar after the other here: it does not know that the bars
after the one that is looked for may be read.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core import cgutils, types
from numba.extending import intrinsic

from tickloom.engine.simulation.shapes import Points

ABREAST = 16
_CODE: Any = cgutils
_IR = _CODE.ir
_BIT, _HALF, _WORD = _IR.IntType(1), _IR.IntType(ABREAST), _IR.IntType(32)
_WORDS = _IR.VectorType(_WORD, ABREAST)
_UNKNOWN = _IR.Constant(_WORDS, _IR.Undefined)
_STEPS = _IR.Constant(_WORDS, list(range(ABREAST)))
_LOWEST, _HIGHEST = -(2**31), 2**31 - 1
_TOUCHED = tuple[np.int32, np.int32, np.int32]


def _wide(context: Any, builder: Any, kind: Any, column: Any, place: Any) -> Any:  # noqa: ANN401  numba's own
    """Sixteen entries of a column, from `place` on."""
    array = context.make_array(kind)(context, builder, column)
    address = builder.gep(array.data, [place])
    words = builder.load(builder.bitcast(address, _WORDS.as_pointer()))
    words.align = 4
    return words


def _all_of(builder: Any, value: Any) -> Any:  # noqa: ANN401
    """One number sixteen times."""
    first = builder.insert_element(_UNKNOWN, value, _WORD(0))
    return builder.shuffle_vector(first, _UNKNOWN, _IR.Constant(_WORDS, [0] * ABREAST))


def _reduced(builder: Any, word: str, values: Any) -> Any:  # noqa: ANN401
    """The least (`smin`) or the most (`smax`) of sixteen."""
    name = f"llvm.vector.reduce.{word}.v{ABREAST}i32"
    kind = _IR.FunctionType(_WORD, [_WORDS])
    return builder.call(builder.module.declare_intrinsic(name, [], kind), [values])


def _first_of(builder: Any, truths: Any) -> Any:  # noqa: ANN401
    """The place of the first truth, or sixteen."""
    bits = builder.zext(builder.bitcast(truths, _HALF), _WORD)
    bits = builder.or_(bits, _WORD(1 << ABREAST))
    kind = _IR.FunctionType(_WORD, [_WORD, _BIT])
    return builder.call(
        builder.module.declare_intrinsic("llvm.cttz", [_WORD], kind), [bits, _BIT(1)]
    )


def _touch(
    typing_context: object, lows: Any, highs: Any, lifts: Any, place: object, lower: object,  # noqa: ANN401, ARG001
    upper: object, lifted: object,  # noqa: ARG001
) -> tuple[Any, Any]:  # fmt: skip
    """The signature for these types, and what writes the instructions."""
    given = (lows, highs, lifts, types.intp, types.int32, types.int32, types.int32)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        columns = zip(given[:3], arguments[:3], strict=True)
        low, high, lift = (
            _wide(context, builder, kind, column, arguments[3]) for kind, column in columns
        )
        below, above, mask = (_all_of(builder, value) for value in arguments[4:])
        lift = builder.and_(lift, mask)
        low, high = builder.add(low, lift), builder.add(high, lift)
        is_met = builder.or_(
            builder.icmp_signed("<=", low, below), builder.icmp_signed(">=", high, above)
        )
        first = _first_of(builder, is_met)
        is_before = builder.icmp_signed("<", _STEPS, _all_of(builder, first))
        highest, lowest = (_IR.Constant(_WORDS, [bound] * ABREAST) for bound in (_HIGHEST, _LOWEST))
        least = _reduced(builder, "smin", builder.select(is_before, low, highest))
        most = _reduced(builder, "smax", builder.select(is_before, high, lowest))
        return context.make_tuple(builder, signature.return_type, [first, least, most])

    made: Any = types.UniTuple(types.int32, 3)
    return made(*given), generate


_MADE: Any = intrinsic(_touch)
touch_abreast: Callable[[Points, Points, Points, int, np.int32, np.int32, np.int32], _TOUCHED] = (
    _MADE
)
"""Of the sixteen bars from `place` on: how many come before the first that meets a level, and
their lowest low and highest high.

A bar meets `lower` with a low at or under it, `upper` with a high at or over it. `lifted` is -1
where every price is lifted by its bar's entry of `lifts` first, and 0 where none is. Without a bar
before, the lowest is the highest that there is, and the other way round. All sixteen are read.
"""
