"""What a run read besides its bars is in its header and in its key."""

from dataclasses import replace
from typing import Any

from tickloom.domain.market import Timeframe
from tickloom.engine.gates import NewsEvent
from tickloom.engine.result_document import result_document
from tickloom.engine.run import Surroundings, run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.simulation.market import Drill, Rates
from tickloom.engine.sweep_runner import SweepRunner
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.testing.markets import market
from tickloom.testing.plays import EURUSD
from tickloom.testing.roads import bound_of

BARS = market(3, count=900)
LONGER: dict[str, Any] = {
    "spec_version": 1, "symbols": [str(BARS.symbol)], "timeframe": str(BARS.timeframe),
    "entry": {"long": {"left": {"price": "close", "tf": "H1"}, "op": "gt",
                       "right": {"price": "open"}}},
    "stop_loss": {"unit": "pips", "value": 40}, "sizing": {"mode": "fixed_lots", "lots": 0.1},
}  # fmt: skip


def test_what_is_read_besides_the_bars_is_named_and_part_of_the_run_key() -> None:
    bars = BARS
    bound = bound_of(LONGER)
    assert bound is not None
    detail = Drill(
        time_ns=bars.time_ns, open=bars.open, high=bars.high, low=bars.low, spread=bars.spread
    )
    news = [NewsEvent(time_ns=int(bars.time_ns[5]), currency="EUR", impact="high")]
    hours = replace(bars, timeframe=Timeframe.H1)
    given = [
        Surroundings(), Surroundings(drill=detail), Surroundings(news=news), Surroundings(news=()),
        Surroundings(drill=replace(detail, spread=detail.spread + 1)),
        Surroundings(rates=Rates(bars=bars, is_inverse=False)),
        Surroundings(higher={Timeframe.H1: hours}),
    ]  # fmt: skip
    headers = [
        result_document(run_backtest(bound, bars, EURUSD, RunSettings(), around=around))["header"]
        for around in given
    ]
    assert len({header["run_key"] for header in headers}) == len(given)
    assert [list(header["beside"]) for header in headers] == [
        [], ["detail"], ["news"], ["news"], ["detail"], ["rates"], ["H1"]
    ]  # fmt: skip
    assert headers[0]["longer_bars"] == {"H1": "folded"}
    assert headers[-1]["longer_bars"] == {"H1": "broker"}
    assert headers[-1]["beside"] == {"H1": hours.content_hash}
    result = run_backtest(bound, bars, EURUSD, RunSettings(), around=given[-1])
    page = tear_sheet(result_document(result))
    assert "H1 bars" in page
    assert hours.content_hash in page


def test_a_sweep_names_it_as_a_run_alone_does() -> None:
    plain = LONGER["entry"]["long"] | {"left": {"price": "close"}}
    bound = bound_of(LONGER | {"entry": {"long": plain}})
    assert bound is not None
    around = Surroundings(rates=Rates(bars=BARS, is_inverse=False))
    alone = run_backtest(bound, BARS, EURUSD, RunSettings(), around=around)
    together = SweepRunner(BARS, EURUSD, RunSettings(), around=around).run(bound)
    assert list(alone.beside()) == ["rates"]
    assert together.beside() == alone.beside()
