"""A reader beside the terminal sees every tick of its market once, whatever its pace."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.runtime.clock import ManualClock
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.market.generated_source import GeneratedSource
from tickloom_terminal.market_door import MarketDoor
from tickloom_terminal.market_records import Turn, bars_in, ticks_in
from tickloom_terminal.settings import TerminalSettings

EURUSD = Symbol("EURUSD")
HOUR_NS = 3_600_000_000_000
Seen = list[tuple[str, int, int, float, float]]


class Beside:
    """A terminal and its door."""

    def __init__(self, folder: Path, *, speed: float) -> None:
        self.clock = ManualClock()
        source = GeneratedSource(
            seed=4, symbols=("EURUSD", "XAUUSD"), begins_ns=self.clock.now_ns() - 48 * HOUR_NS
        )
        settings = TerminalSettings(folder=folder, speed=speed)
        self.core = TerminalCore(source, settings, self.clock)
        self.door = MarketDoor(self.core.market, self.core.advance)

    def everything_since(self, from_ns: int) -> Seen:
        market = self.core.market
        rows: Seen = []
        for instrument in market.instruments:
            columns = self.door.ticks(str(instrument.symbol), from_ns, market.position_ns)
            rows += rows_of(Turn(position_ns=0, has_ended=False, sessions=[], parts=[columns]))
        return sorted(rows)


def rows_of(turn: Turn) -> Seen:
    rows: Seen = []
    for part in turn.parts:
        ticks = ticks_in(part).ticks
        rows += zip(
            [part.symbol] * len(ticks.time_ns), ticks.time_ns.tolist(), ticks.ordinal.tolist(),
            ticks.bid.tolist(), ticks.ask.tolist(), strict=True,
        )  # fmt: skip
    return rows


@pytest.mark.parametrize("pace", [1, 7, 900], ids=["keeps up", "sometimes", "falls behind"])
def test_a_reader_sees_every_tick_once(tmp_path: Path, pace: int) -> None:
    beside = Beside(tmp_path, speed=60)
    begin = at = beside.door.turn(None).position_ns
    seen: Seen = []
    for step in range(1_800):
        beside.clock.advance(0.02)
        beside.door.advance()
        if step % pace == 0:
            turn = beside.door.turn(at)
            seen, at = seen + rows_of(turn), turn.position_ns
    while at < beside.core.market.position_ns:
        turn = beside.door.turn(at)
        seen, at = seen + rows_of(turn), turn.position_ns
    assert len(seen) > 1_000
    assert sorted(seen) == beside.everything_since(begin)


def test_a_market_without_pauses_goes_on_as_it_is_read(tmp_path: Path) -> None:
    beside = Beside(tmp_path, speed=0)
    begin = at = beside.door.turn(None).position_ns
    seen: Seen = []
    for _ in range(20):
        turn = beside.door.turn(at)
        seen, at = seen + rows_of(turn), turn.position_ns
    assert at > begin
    assert sorted(seen) == beside.everything_since(begin)


def test_what_is_said_of_a_market_is_what_it_is(tmp_path: Path) -> None:
    beside = Beside(tmp_path, speed=1)
    sheet, turn, market = beside.door.sheet(), beside.door.turn(None), beside.core.market
    assert (sheet.mode, sheet.speed, sheet.begins_ns) == ("demo", 1.0, market.begins_ns)
    assert [info.symbol for info in sheet.instruments] == ["EURUSD", "XAUUSD"]
    assert {s.symbol: s.is_open for s in turn.sessions} == {
        str(i.symbol): market.is_open(i.symbol) for i in market.instruments
    }
    assert turn.parts == []


def test_bars_come_as_the_market_has_them(tmp_path: Path) -> None:
    beside = Beside(tmp_path, speed=1)
    market, to_ns = beside.core.market, beside.core.market.position_ns
    rows = beside.door.bars("EURUSD", "M5", None, (to_ns, 100))
    told = bars_in(rows, EURUSD, Timeframe.M5)
    assert len(told) == 100
    assert told == market.bars(EURUSD, Timeframe.M5, from_ns=None, to_ns=to_ns, limit=100)


def test_a_verb_that_is_none_is_an_error(tmp_path: Path) -> None:
    answer: Callable[..., bytes] = Beside(tmp_path, speed=1).door.answer
    with pytest.raises(KeyError, match="sell"):
        answer("sell")
