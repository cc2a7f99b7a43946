"""A real terminal's market for the feed: each tick once with its name, bars on the grid of UTC."""

import threading
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from mt5_bridge.adapters.package.terminal import PackageTerminal
from mt5_bridge.adapters.package.translation import symbol_of
from mt5_bridge.adapters.polled_market.columns import bars_of, columns_of
from mt5_bridge.adapters.polled_market.instruments import instrument_of, instruments_of
from mt5_bridge.adapters.polled_market.polled_market import PolledMarket
from tickloom.domain.errors import InvalidInput, NotFound, Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import LiveClock, ManualClock
from tickloom_terminal import dtypes
from tickloom_terminal.market.instruments import sheet_for
from tickloom_terminal.structures import SymbolInfo, Tick

EURUSD = Symbol("EURUSD")
SUMMER_S = 1_783_036_800  # 2026-07-03 00:00 UTC, a Friday
NEW_YORK = ServerClock.read("GMT+2/us")


def sheet(row: Any, **more: Any) -> Any:
    return symbol_of(
        row(
            SymbolInfo, **{
                "name": "EURUSD", "digits": 5, "point": 0.00001, "trade_tick_size": 0.00001,
                "trade_contract_size": 100_000.0, "volume_min": 0.01, "volume_max": 50.0,
                "volume_step": 0.01, "visible": True, "path": "Forex\\Majors\\EURUSD", **more,
            },
        )
    )  # fmt: skip


def ticks(*stamps: tuple[int, float]) -> Any:
    """Server milliseconds and bids."""
    rows = np.zeros(len(stamps), dtype=dtypes.TICKS)
    for place, (ms, bid) in enumerate(stamps):
        rows[place] = (ms // 1000, bid, bid + 0.0002, 0.0, 0, ms, 6, 0.0)
    return rows


def market(module: Any, row: Any, clock: ManualClock) -> PolledMarket:
    module.answers |= {
        "symbol_select": True,
        "symbol_info_tick": row(Tick, bid=1.1, ask=1.1002, time_msc=server_ms(clock) - 60_000),
    }
    instrument = instrument_of(sheet(row))
    return PolledMarket(
        PackageTerminal(module), (instrument,), clock, NEW_YORK, description="a terminal"
    )


def server_ms(clock: ManualClock) -> int:
    return NEW_YORK.to_server_ns(clock.now_ns()) // 1_000_000


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock((SUMMER_S + 36_000) * 1_000_000_000)


def test_times_of_the_server_become_utc_and_equal_stamps_are_numbered(
    scripted_module: Any, row: Any, clock: ManualClock
) -> None:
    feed = market(scripted_module, row, clock)
    now_ms = server_ms(clock)
    scripted_module.answers["copy_ticks_range"] = ticks((now_ms, 1.1), (now_ms, 1.1))
    feed.turn()
    scripted_module.answers["copy_ticks_range"] = ticks(
        (now_ms, 1.1), (now_ms, 1.1), (now_ms, 1.2), (now_ms + 5, 1.3)
    )
    feed.turn()
    parts = feed.take()
    names = [
        (int(time_ns), int(ordinal))
        for part in parts
        for time_ns, ordinal in zip(part.ticks.time_ns, part.ticks.ordinal, strict=True)
    ]
    utc_ns = clock.now_ns()
    assert names == [(utc_ns, 0), (utc_ns, 1), (utc_ns, 2), (utc_ns + 5_000_000, 0)]
    last = feed.last_tick(EURUSD)
    assert last is not None
    assert (last.bid, last.ordinal) == (1.3, 0)


def test_a_failed_poll_moves_nothing_and_says_so(
    scripted_module: Any, row: Any, clock: ManualClock
) -> None:
    feed = market(scripted_module, row, clock)
    before_ns = feed.position_ns
    scripted_module.fails("copy_ticks_range", -10004, "No IPC connection")
    clock.advance(10)
    feed.turn()
    assert list(feed.take()) == []
    assert (feed.position_ns, feed.is_connected) == (before_ns, False)
    scripted_module.answers["copy_ticks_range"] = ticks((server_ms(clock), 1.1))
    feed.turn()
    assert len(feed.take()) == 1
    assert feed.is_connected
    assert feed.position_ns > before_ns


def test_the_position_stands_a_settling_time_behind_now(
    scripted_module: Any, row: Any, clock: ManualClock
) -> None:
    feed = market(scripted_module, row, clock)
    scripted_module.answers["copy_ticks_range"] = ticks()
    clock.advance(10)
    feed.turn()
    feed.take()
    assert feed.position_ns == clock.now_ns() - 2_000_000_000


def test_a_quiet_market_has_the_price_that_was_there_before(
    scripted_module: Any, row: Any, clock: ManualClock
) -> None:
    feed = market(scripted_module, row, clock)
    last = feed.last_tick(EURUSD)
    assert last is not None
    assert last.time_ns == clock.now_ns() - 60_000_000_000
    assert feed.is_open(EURUSD)
    clock.advance(3_600)
    assert not feed.is_open(EURUSD)


def test_what_is_no_quote_is_left_out_by_every_reader_alike() -> None:
    rows = ticks((1000, 1.1), (1000, float("nan")), (1000, 0.0), (1000, -1.0), (1000, 1.2))
    columns, place = columns_of(rows, ServerClock(), digits=5)
    assert columns.bid.tolist() == [1.1, 1.2]
    assert columns.ordinal.tolist() == [0, 1]
    assert place == (1000, 2)


def hours(first_s: int, count: int) -> Any:
    rows = np.zeros(count, dtype=dtypes.RATES)
    for place in range(count):
        price = 1.0 + place / 100
        rows[place] = (first_s + place * 3_600, price, price + 0.5, price - 0.5, price, 10, 2, 0)
    return rows


def test_days_of_the_server_are_folded_into_days_of_utc() -> None:
    server_midnight_s = SUMMER_S  # on the server's clock, 21:00 of the day before in UTC
    bars = bars_of(hours(server_midnight_s, 27), EURUSD, Timeframe.D1, NEW_YORK)
    assert [bar.time_ns // 10**9 for bar in bars] == [SUMMER_S - 86_400, SUMMER_S]
    assert [bar.tick_volume for bar in bars] == [30, 240]
    assert (bars[1].open, bars[1].close, bars[1].high, bars[1].low) == (1.03, 1.26, 1.76, 0.53)


def test_history_never_goes_beyond_the_position(
    scripted_module: Any, row: Any, clock: ManualClock
) -> None:
    feed = market(scripted_module, row, clock)
    open_hour_s = NEW_YORK.to_server_ns(clock.now_ns()) // 10**9 - 3_600
    scripted_module.answers["copy_rates_range"] = hours(open_hour_s - 7_200, 4)
    bars = feed.bars(EURUSD, Timeframe.H1, from_ns=None, to_ns=2**62, limit=2)
    assert [bar.end_ns <= feed.position_ns for bar in bars] == [True, True]
    late = ticks((server_ms(clock) - 5_000, 1.1), (server_ms(clock), 1.2))
    scripted_module.answers["copy_ticks_range"] = late
    columns = feed.ticks(EURUSD, from_ns=0, to_ns=2**62)
    assert columns.bid.tolist() == [1.1]


def test_an_unanswered_history_is_an_error_and_not_an_empty_past(
    scripted_module: Any, row: Any, clock: ManualClock
) -> None:
    feed = market(scripted_module, row, clock)
    for call in ("copy_ticks_range", "copy_rates_range"):
        scripted_module.fails(call, -10005, "IPC timeout")
    with pytest.raises(Unavailable, match="IPC timeout"):
        feed.ticks(EURUSD, from_ns=0, to_ns=10**18)
    with pytest.raises(Unavailable, match="IPC timeout"):
        feed.bars(EURUSD, Timeframe.M1, from_ns=None, to_ns=10**18, limit=5)
    with pytest.raises(NotFound):
        feed.ticks(Symbol("NOSUCH"), from_ns=0, to_ns=1)


def test_symbols_that_cannot_be_followed_are_named_with_the_reason(row: Any) -> None:
    sheets = [sheet(row), sheet(row, name="ESZ6", trade_calc_mode=33), sheet(row, name="HIDDEN",
              visible=False)]  # fmt: skip
    shown = instruments_of(sheets)
    assert [instrument.symbol for instrument in shown.known] == ["EURUSD"]
    assert "calc_mode" in shown.skipped["ESZ6"]
    asked = instruments_of(sheets, ("HIDDEN", "eurusd"))
    assert [instrument.symbol for instrument in asked.known] == ["HIDDEN"]
    assert "upper and lower case" in asked.skipped["eurusd"]


def test_a_sheet_without_a_volume_step_is_no_instrument(row: Any) -> None:
    with pytest.raises(InvalidInput, match="volume_step"):
        instrument_of(sheet(row, volume_step=0.0))


@pytest.mark.parametrize("calc_mode", [0, 2, 4])
@pytest.mark.parametrize(("digits", "point"), [(2, 0.01), (3, 0.001)])
def test_gold_on_a_terminal_has_the_pip_of_the_built_in_sheet(
    row: Any, calc_mode: int, digits: int, point: float
) -> None:
    """Whatever mode a broker counts it in: a stop of 25 pips is 2.50 everywhere."""
    gold = sheet(
        row, name="XAUUSD.raw", trade_calc_mode=calc_mode, digits=digits, point=point,
        trade_tick_size=point, currency_base="XAU", currency_margin="XAU",
    )  # fmt: skip
    assert instrument_of(gold).pip_size == Decimal("0.10") == sheet_for("XAUUSD").pip_size


def test_a_pair_on_a_terminal_has_pips_of_ten_points_and_an_index_has_none(row: Any) -> None:
    assert instrument_of(sheet(row)).pip_size == Decimal("0.0001")
    index = sheet(row, name="US500", trade_calc_mode=3, currency_base="USD")
    assert instrument_of(index).pip_size is None


def test_over_the_simulated_terminal_polls_and_history_name_the_same_ticks(
    package_terminal: PackageTerminal,
) -> None:
    symbol = package_terminal.symbol("EURUSD")
    instrument = instrument_of(symbol)  # pyright: ignore[reportArgumentType]
    clock = ManualClock(LiveClock().now_ns() - 300 * 10**9)
    feed = PolledMarket(
        package_terminal, (instrument,), clock, ServerClock(), description="simulated"
    )
    from_ns, polled = feed.position_ns, list[tuple[int, int, float]]()
    for _ in range(5):
        clock.advance((LiveClock().now_ns() - clock.now_ns()) / 10**9)
        feed.turn()
        polled += [
            (int(time_ns), int(ordinal), float(bid))
            for part in feed.take()
            for time_ns, ordinal, bid in zip(
                part.ticks.time_ns, part.ticks.ordinal, part.ticks.bid, strict=True
            )
        ]
        threading.Event().wait(0.2)
    to_ns = feed.position_ns
    history = feed.ticks(EURUSD, from_ns=from_ns, to_ns=to_ns)
    named = list(
        zip(history.time_ns.tolist(), history.ordinal.tolist(), history.bid.tolist(), strict=True)
    )
    assert named
    assert [tick for tick in polled if tick[0] < to_ns] == named


def test_the_feed_never_waits_for_the_terminal(
    scripted_module: Any, row: Any, clock: ManualClock
) -> None:
    feed = market(scripted_module, row, clock)
    hanging, asked = threading.Event(), threading.Event()

    def hangs(*_: Any) -> Any:
        asked.set()
        hanging.wait(20.0)
        return ticks()

    scripted_module.answers["copy_ticks_range"] = hangs
    assert list(feed.poll()) == []
    assert asked.wait(20.0), "the thread polls"
    assert list(feed.poll()) == []
    hanging.set()
    feed.close()
