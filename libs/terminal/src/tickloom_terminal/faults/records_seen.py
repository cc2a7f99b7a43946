"""Faults of what queries show: late, emptied, with other comments or without the magic."""

from dataclasses import replace
from typing import TypeVar

from tickloom_terminal.faults.fault import Fault, Records
from tickloom_terminal.faults.occasions import Occasions
from tickloom_terminal.trade.records import Deal, Order, Position

_SECOND_NS = 1_000_000_000
T = TypeVar("T", Order, Position, Deal)


class Late(Fault):
    """What is younger than `seconds` is not shown yet."""

    def __init__(self, occasions: Occasions, *, seconds: float, also_positions: bool) -> None:
        super().__init__(occasions)
        self._late_ns = round(seconds * _SECOND_NS)
        self._also_positions = also_positions

    def on_records(self, records: Records, now_ns: int) -> Records:
        if not self._occasions.is_felt(now_ns):
            return records
        until_ns = now_ns - self._late_ns
        shown = replace(
            records,
            done_orders=tuple(o for o in records.done_orders if o.time_done_ns <= until_ns),
            deals=tuple(d for d in records.deals if d.time_ns <= until_ns),
        )
        if not self._also_positions:
            return shown
        return replace(
            shown, positions=tuple(p for p in records.positions if p.time_ns <= until_ns)
        )


class EmptyHistory(Fault):
    """History says that there is nothing, while the fault is on; not an error: an empty answer."""

    def on_records(self, records: Records, now_ns: int) -> Records:
        if not self._occasions.is_felt(now_ns):
            return records
        return replace(records, done_orders=(), deals=())


class Comments(Fault):
    """The broker writes another comment, a part of it, or none. Its own stay (sl, tp, so)."""

    def __init__(self, occasions: Occasions, *, text: str | None, keeps: int) -> None:
        super().__init__(occasions)
        self._text = text
        self._keeps = keeps

    def on_records(self, records: Records, now_ns: int) -> Records:
        if not self._occasions.is_felt(now_ns):
            return records
        return Records(
            positions=tuple(self._other(each) for each in records.positions),
            orders=tuple(self._other(each) for each in records.orders),
            done_orders=tuple(self._other(each) for each in records.done_orders),
            deals=tuple(self._other(each) for each in records.deals),
        )

    def _other(self, record: T) -> T:
        if not record.comment or record.comment.startswith(("sl ", "tp ", "so ", "expired")):
            return record
        text = record.comment[: self._keeps] if self._text is None else self._text
        return replace(record, comment=text)


class MagicLost(Fault):
    """Deals and finished orders do not carry the magic; positions and waiting orders still do."""

    def __init__(self, occasions: Occasions, *, also_positions: bool) -> None:
        super().__init__(occasions)
        self._also_positions = also_positions

    def on_records(self, records: Records, now_ns: int) -> Records:
        if not self._occasions.is_felt(now_ns):
            return records
        positions, orders = records.positions, records.orders
        if self._also_positions:
            positions = tuple(replace(p, magic=0) for p in positions)
            orders = tuple(replace(o, magic=0) for o in orders)
        return Records(
            positions=positions, orders=orders,
            done_orders=tuple(replace(o, magic=0) for o in records.done_orders),
            deals=tuple(replace(d, magic=0) for d in records.deals),
        )  # fmt: skip
