"""Real files of brokers, against bars built from them by pandas without any code of ours."""

from pathlib import Path

import pandas as pd
import pytest

from tickloom.domain.bar_builder import BarBuilder
from tickloom.domain.market import Bar, Tick, Timeframe
from tickloom_terminal.market.replay_source import open_replay

DATA = Path(__file__).parents[4] / "shared" / "data"
FILES = {
    "EURUSD_oanda_20140501_20140515": (100_000, 532_903, 0),
    "EURUSD_fxcm_20140501_20140509": (100_000, 675_401, 69_354),
    "XAUUSD_oanda_20140501_20140509": (1_000, 1_312_635, 0),
}
SPANS_MS = {
    Timeframe.M1: 60_000,
    Timeframe.M5: 300_000,
    Timeframe.H1: 3_600_000,
    Timeframe.D1: 86_400_000,
}


def require(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"real quotes are absent: {path.name} is not in ../shared/data")
    return path


def bars_by_pandas(path: Path, span_ms: int, points_per_unit: int) -> list[tuple[object, ...]]:
    raw = pd.read_parquet(path)
    quotes = pd.DataFrame({
        "opened_ms": raw["time_msc"] // span_ms * span_ms,
        "bid": raw["bid_pts"] / points_per_unit,
        "spread": raw["ask_pts"] - raw["bid_pts"],
    })  # fmt: skip
    grouped = quotes.groupby("opened_ms")
    bid = grouped["bid"]
    columns = (
        bid.first(), bid.max(), bid.min(), bid.last(), bid.count(), grouped["spread"].min(),
    )  # fmt: skip
    opens = columns[0].index.to_list()
    return list(zip(opens, *(column.to_list() for column in columns), strict=True))


def rows_of(bars: list[Bar]) -> list[tuple[object, ...]]:
    return [
        (
            b.time_ns // 1_000_000, b.open, b.high, b.low, b.close, b.tick_volume,
            b.spread_points,
        )
        for b in bars
    ]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_bar_of_a_real_file_is_what_pandas_finds(name: str) -> None:
    path = require(DATA / "ticks" / f"{name}.parquet")
    points_per_unit, rows, crossed = FILES[name]
    replay = open_replay(path)
    assert (replay.quality.rows, replay.quality.crossed) == (rows, crossed)
    symbol, end = replay.instruments[0].symbol, replay.ends_ns
    assert end is not None
    ticks = replay.ticks(symbol, from_ns=replay.begins_ns, to_ns=end)
    builder = BarBuilder(symbol, points_per_unit=points_per_unit, timeframes=SPANS_MS)
    built: list[Bar] = []
    columns = (ticks.time_ns.tolist(), ticks.bid.tolist(), ticks.ask.tolist())
    for time_ns, bid, ask in zip(*columns, strict=True):
        built += builder.on_tick(Tick(symbol=symbol, time_ns=time_ns, bid=bid, ask=ask))
    built += builder.finish()
    for timeframe, span_ms in SPANS_MS.items():
        expected = bars_by_pandas(path, span_ms, points_per_unit)
        assert rows_of([bar for bar in built if bar.timeframe is timeframe]) == expected
        listed = replay.bars(
            symbol, timeframe, from_ns=None, to_ns=timeframe.end_ns(end), limit=100_000
        )
        assert rows_of(listed) == expected


@pytest.mark.parametrize(
    ("name", "timeframe", "points_per_unit"),
    [
        ("H1_EURUSD_oanda_bidask_2007_2018", Timeframe.H1, 100_000),
        ("H1_XAUUSD_mt5_ejtrader", Timeframe.H1, 100),
        ("H1_XAUUSD_oanda_bidask_2006_2019", Timeframe.H1, 1_000),
        ("H4_USDJPY_mt5_ejtrader", Timeframe.H4, 1_000),
        ("D1_GBPUSD_oanda_bidask", Timeframe.D1, 100_000),
        ("M1_USDJPY_fxcm_bidask_201302", Timeframe.M1, 1_000),
    ],
)
def test_bars_played_as_ticks_become_the_same_bars(
    name: str, timeframe: Timeframe, points_per_unit: int
) -> None:
    path = require(DATA / "bars" / f"{name}.parquet")
    replay = open_replay(path)
    raw = pd.read_parquet(path)
    assert replay.ends_ns is not None
    bars = replay.bars(
        replay.instruments[0].symbol, timeframe, from_ns=None, to_ns=2 * replay.ends_ns,
        limit=100_000,
    )  # fmt: skip
    sides = [(raw[side] / points_per_unit).tolist() for side in ("open", "high", "low", "close")]
    times = (raw["time"] * 1_000_000_000).tolist()
    assert [(b.time_ns, b.open, b.high, b.low, b.close) for b in bars] == list(
        zip(times, *sides, strict=True)
    )
