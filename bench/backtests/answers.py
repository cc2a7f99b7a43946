"""What a program of the other environment says, and whether it made the same trades as we did.

A ratio of two programs that trade differently says nothing. Every entry has to be the same: the
bar that decided it, its side and its price. Exits may differ in one of a hundred, as engines have
rules of their own for a bar that reaches both the stop and the target; a position that is still
open when the data end is closed by us and left open by the peers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import msgspec

from tickloom.domain.market import MINUTE_NS
from tickloom.engine.bars import Bars
from tickloom.engine.result import Positions

Trade = tuple[int, int, int, int, int]
"""Begin of the minute that decided it, side, price; of the minute that closed it (0: open), price.

Times in nanoseconds, prices in points.
"""
_EXITS_APART = 0.01


class WrongAnswer(ValueError):
    """What was printed is not an answer, or the trades are not those that were asked for."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a program measured and did."""

    version: str
    cpu_s: list[float]
    trades: list[Trade]

    @property
    def seconds(self) -> float:
        return median(self.cpu_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How many trades each made, how many were entered alike, how many closed alike, too."""

    ours: int
    theirs: int
    entries: int
    whole: int

    def __str__(self) -> str:
        return (
            f"ours {self.ours}, theirs {self.theirs}, entries the same {self.entries}, "
            f"exits too {self.whole}"
        )


def answer_of(printed: str) -> Answer:
    """The last line that a program printed; raises `WrongAnswer`."""
    lines = printed.strip().splitlines()
    if not lines:
        raise WrongAnswer("the program printed nothing")
    try:
        answer = msgspec.json.decode(lines[-1], type=Answer)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise WrongAnswer(f"the program's last line is no answer: {error}") from error
    if not answer.cpu_s or min(answer.cpu_s) <= 0:
        raise WrongAnswer(f"seconds of CPU time are above 0, not {answer.cpu_s}")
    return answer


def trades_of(bars: Bars, held: Positions) -> list[Trade]:
    """Our own trades as a program would tell them."""
    times = bars.time_ns
    columns = (
        times[held.decision_bar], held.side, held.price_open, times[held.bar_close],
        held.price_close,
    )  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))


def required_alike(own: Sequence[Trade], theirs: Sequence[Trade]) -> Likeness:
    """The likeness; raises `WrongAnswer` where trades differ beyond what is explained."""
    entries = {trade[:3] for trade in own} & {trade[:3] for trade in theirs}
    is_last_open = bool(theirs) and theirs[-1][3] == 0
    whole = len({_by_minute(trade) for trade in own} & {_by_minute(trade) for trade in theirs})
    found = Likeness(ours=len(own), theirs=len(theirs), entries=len(entries), whole=whole)
    if not own or not found.ours == found.theirs == found.entries:
        raise WrongAnswer(f"not the same entries: {found}")
    if found.ours - found.whole - is_last_open > _EXITS_APART * found.ours:
        raise WrongAnswer(f"too many exits differ: {found}")
    return found


def _by_minute(trade: Trade) -> Trade:
    """An exit is told by its minute: ours keep the bar, ticks know the moment."""
    return (*trade[:3], trade[3] // MINUTE_NS * MINUTE_NS, trade[4])
