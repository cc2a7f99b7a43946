"""Values of an operand over bars, as a chart wants them: those that the engine would use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar


@dataclass(frozen=True, slots=True, kw_only=True)
class OperandValues:
    """The lines of one operand ("" for one without line names), NaN where not warmed up."""

    name: str
    pane: Literal["price", "below"]
    lines: dict[str, npt.NDArray[np.float64]]


def operand_values(
    operand: Mapping[str, Any], bars: Sequence[Bar], instrument: Instrument
) -> OperandValues:
    """All lines of `operand` (as in a document), or only the one it names.

    Raises `InvalidInput` for an operand that a document could not hold.
    """
    raise NotImplementedError


def operand_warm_up_bars(operand: Mapping[str, Any]) -> int:
    """Bars to read before the first one shown, so that recursive values are settled."""
    raise NotImplementedError
