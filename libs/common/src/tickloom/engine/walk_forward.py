"""Walk-forward: where the in-sample and out-of-sample parts of a history begin and end.

Rows are half-open. Between the two parts lies an embargo, because a position opened at the end of
the one would still be open in the other. The out-of-sample parts meet, so that together they cover
the rest of the history once; each in-sample part ends where its out-of-sample part begins.
"""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import DAY_NS

Scheme = Literal["rolling", "anchored"]
_LENGTH = re.compile(r"(\d+)\s*(d|w|m|y|bars?)", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """So many bars, or so many days of the calendar."""

    bars: int = 0
    days: int = 0

    @classmethod
    def read(cls, text: str, field: str = "length") -> "Length":
        """`5000bars`, `90d`, `12w`, `6m`, `1y`; raises `InvalidInput`."""
        found = _LENGTH.fullmatch(text.strip())
        if found is None or int(found[1]) == 0:
            raise InvalidInput(field, text, "a length like 5000bars, 90d, 12w, 6m or 1y")
        number, unit = int(found[1]), found[2].lower()
        return cls(bars=number) if unit.startswith("b") else cls(days=number * _DAYS[unit])


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Rows of one window: optimise on [in_first, in_stop), then run on [out_first, out_stop)."""

    in_first: int
    in_stop: int
    out_first: int
    out_stop: int


def splits_of(
    time_ns: npt.NDArray[np.int64], *, in_sample: Length, out_of_sample: Length,
    scheme: Scheme = "rolling", embargo_bars: int = 0,
) -> tuple[Split, ...]:  # fmt: skip
    """The windows that fit; a last out-of-sample part may be shorter, but not below half.

    Raises `InvalidInput` when the history holds not even one.
    """
    count = len(time_ns)
    found: list[Split] = []
    out_first = _after(time_ns, 0, in_sample) + embargo_bars
    while out_first < count:
        whole_stop = _after(time_ns, out_first, out_of_sample)
        if not _is_long_enough(time_ns, out_first, whole_stop, out_of_sample):
            break
        in_stop, out_stop = out_first - embargo_bars, min(whole_stop, count)
        in_first = 0 if scheme == "anchored" else _before(time_ns, in_stop, in_sample)
        found.append(
            Split(in_first=in_first, in_stop=in_stop, out_first=out_first, out_stop=out_stop)
        )
        out_first = max(out_stop, out_first + 1)
    if not found:
        raise InvalidInput(
            "walk-forward", f"{count} bars", "a history longer than in-sample plus out-of-sample"
        )
    return tuple(found)


def _after(time_ns: npt.NDArray[np.int64], first: int, length: Length) -> int:
    """The row at which a part of `length` that begins at `first` ends; may lie beyond the data."""
    if length.bars:
        return first + length.bars
    if first >= len(time_ns):
        return first
    end_ns = int(time_ns[first]) + length.days * DAY_NS
    if end_ns > int(time_ns[-1]):
        return len(time_ns)
    return int(np.searchsorted(time_ns, end_ns))


def _before(time_ns: npt.NDArray[np.int64], stop: int, length: Length) -> int:
    """The row at which a part of `length` that ends before `stop` begins."""
    if length.bars:
        return max(0, stop - length.bars)
    begin_ns = int(time_ns[stop]) - length.days * DAY_NS
    return min(int(np.searchsorted(time_ns, begin_ns)), stop - 1)


def _is_long_enough(
    time_ns: npt.NDArray[np.int64], first: int, whole_stop: int, length: Length
) -> bool:
    """Whether at least half of an out-of-sample part lies within the data."""
    count = len(time_ns)
    if length.bars:
        return whole_stop <= count or 2 * (count - first) >= length.bars
    covered_ns = int(time_ns[-1]) - int(time_ns[first])
    return 2 * covered_ns >= length.days * DAY_NS
