"""The terminal's market for a bridge beside it: turns of new ticks, history, sessions."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from tickloom.contracts.instruments import info_of
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom_terminal.market.market_source import SymbolTicks
from tickloom_terminal.market.simulated_market import SimulatedMarket
from tickloom_terminal.market_records import (
    BarRows,
    Columns,
    MarketSheet,
    SessionState,
    Turn,
    columns_of,
    rows_of,
)

PREFIX = "market."
_TURN_SPAN_NS = 60_000_000_000
"""A reader that fell behind catches up by pieces of at most this much market time."""
_TURNS_KEPT = 512


class MarketDoor:
    """Answers the calls that begin with `market.`, and moves the market for its host.

    The newest turns are kept, so that a reader who keeps up costs no second reading of the source.
    """

    def __init__(
        self, market: SimulatedMarket, advance: Callable[[], Sequence[SymbolTicks]]
    ) -> None:
        """`advance` brings market and accounts forward by one turn and returns its ticks."""
        self._market = market
        self._advance = advance
        self._recent: OrderedDict[int, tuple[int, Sequence[SymbolTicks]]] = OrderedDict()

    def advance(self) -> Sequence[SymbolTicks]:
        """One turn of the market; what it brought is kept for the readers."""
        before_ns = self._market.position_ns
        turn = self._advance()
        after_ns = self._market.position_ns
        if after_ns > before_ns:
            self._recent[before_ns] = (after_ns, turn)
            if len(self._recent) > _TURNS_KEPT:
                self._recent.popitem(last=False)
        return turn

    def answer(self, verb: str, *arguments: Any) -> bytes:  # noqa: ANN401
        """The reply as msgpack; raises `KeyError` for a verb that is none."""
        verbs: dict[str, Callable[..., msgspec.Struct]] = {
            "sheet": self.sheet, "turn": self.turn, "ticks": self.ticks, "bars": self.bars,
        }  # fmt: skip
        return msgspec.msgpack.encode(verbs[verb](*arguments))

    def sheet(self) -> MarketSheet:
        market = self._market
        return MarketSheet(
            mode="replay" if market.mode == "replay" else "demo", description=market.description,
            speed=market.speed, begins_ns=market.begins_ns, record_from_ns=market.record_from_ns,
            instruments=[info_of(instrument) for instrument in market.instruments],
        )  # fmt: skip

    def turn(self, after_ns: int | None) -> Turn:
        """Ticks with `after_ns` <= time < the position; None: no ticks, only where it stands.

        At speed 0 the market moves by one turn when a reader has read everything.
        """
        market = self._market
        if not market.speed and after_ns is not None and after_ns >= market.position_ns:
            self.advance()
        to_ns, parts = market.position_ns, []
        if after_ns is not None and after_ns < to_ns:
            to_ns, parts = self._kept(after_ns) or self._read(after_ns, to_ns)
        return Turn(
            position_ns=to_ns, has_ended=market.has_ended and to_ns >= market.position_ns,
            sessions=self._sessions(), parts=parts,
        )  # fmt: skip

    def _kept(self, after_ns: int) -> tuple[int, list[Columns]] | None:
        """All kept turns from `after_ns` on; None when they do not reach back to it."""
        parts: list[Columns] = []
        at_ns = after_ns
        while at_ns in self._recent:
            at_ns, turn = self._recent[at_ns]
            parts += [columns_of(str(part.symbol), part.ticks) for part in turn]
        return None if at_ns == after_ns else (at_ns, parts)

    def _read(self, after_ns: int, to_ns: int) -> tuple[int, list[Columns]]:
        to_ns = min(to_ns, after_ns + max(_TURN_SPAN_NS, round(self._market.speed * 1e9)))
        parts = (self.ticks(str(each.symbol), after_ns, to_ns) for each in self._market.instruments)
        return to_ns, [part for part in parts if part.time_ns]

    def ticks(self, symbol: str, from_ns: int, to_ns: int) -> Columns:
        return columns_of(symbol, self._market.ticks(Symbol(symbol), from_ns=from_ns, to_ns=to_ns))

    def bars(
        self, symbol: str, timeframe: str, from_ns: int | None, span: tuple[int, int]
    ) -> BarRows:
        """The last bars that open from `from_ns` on; `span` is (to_ns, limit)."""
        to_ns, limit = span
        return rows_of(
            self._market.bars(
                Symbol(symbol), Timeframe(timeframe), from_ns=from_ns, to_ns=to_ns, limit=limit
            )
        )

    def _sessions(self) -> list[SessionState]:
        market = self._market
        return [
            SessionState(
                symbol=str(each.symbol), is_open=market.is_open(each.symbol),
                next_open_ns=market.next_open_ns(each.symbol),
            )
            for each in market.instruments
        ]  # fmt: skip
