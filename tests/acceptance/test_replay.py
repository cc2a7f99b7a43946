"""Two weeks of real quotes, or a day of them: what is recorded equals the file."""

from pathlib import Path
from typing import Any

import asyncpg
import pandas as pd
import pytest

FREQUENCIES = {"M1": "1min", "M5": "5min", "H1": "1h", "D1": "1D"}


def first_days(source: Path, target: Path, *, rows: int) -> pd.DataFrame:
    """The first `rows` ticks of a real recording, written beside the test."""
    ticks = pd.read_parquet(source).iloc[:rows]
    ticks.to_parquet(target)
    return ticks


def independent_bars(ticks: pd.DataFrame, frequency: str) -> pd.DataFrame:
    """Bars of bid points by pandas alone."""
    moments = pd.to_datetime(ticks["time_msc"], unit="ms", utc=True)
    grouped = ticks["bid_pts"].groupby(moments.dt.floor(frequency))
    bars = grouped.agg(["first", "max", "min", "last", "count"])
    bars.columns = pd.Index(["open", "high", "low", "close", "volume"])
    return bars


@pytest.mark.parametrize("speed", ["0", "20000"])
async def test_what_is_recorded_equals_the_file(
    start_platform: Any, shared_data: Path, tmp_path: Path, speed: str
) -> None:
    file = tmp_path / "EURUSD_oanda_part.parquet"
    ticks = first_days(
        shared_data / "ticks" / "EURUSD_oanda_20140501_20140515.parquet", file, rows=60_000
    )
    platform = await start_platform("--replay", str(file), "--speed", speed)

    async def is_recorded() -> bool:
        rows = (await platform.get("coverage"))["symbols"]
        return any(row["ticks"] >= len(ticks) for row in rows)

    await platform.eventually(is_recorded, within_s=120, what="every tick recorded")
    connection = await asyncpg.connect(platform.run["postgres_dsn"])
    try:
        await check_ticks(connection, ticks)
        for timeframe, frequency in FREQUENCIES.items():
            await check_bars(connection, timeframe, independent_bars(ticks, frequency))
    finally:
        await connection.close()


async def check_ticks(connection: Any, ticks: pd.DataFrame) -> None:
    """No tick lost, none doubled, each quote exact."""
    rows = await connection.fetch(
        "SELECT ts, n, bid, ask FROM analytics.ticks WHERE symbol = 'EURUSD' ORDER BY ts, n"
    )
    assert len(rows) == len(ticks)
    recorded = pd.DataFrame([dict(row) for row in rows])
    assert (recorded["ts"] // 1000).tolist() == ticks["time_msc"].tolist()
    assert (recorded["bid"] * 100_000).round().astype(int).tolist() == ticks["bid_pts"].tolist()
    assert (recorded["ask"] * 100_000).round().astype(int).tolist() == ticks["ask_pts"].tolist()


async def check_bars(connection: Any, timeframe: str, expected: pd.DataFrame) -> None:
    rows = await connection.fetch(
        "SELECT time, open, high, low, close, volume FROM analytics.bars "
        "WHERE symbol = 'EURUSD' AND timeframe = $1 ORDER BY time",
        timeframe,
    )
    recorded = pd.DataFrame([dict(row) for row in rows])
    recorded.index = pd.to_datetime(recorded.pop("time"), unit="us", utc=True)
    for column in ("open", "high", "low", "close"):
        points = (recorded[column] * 100_000).round().astype(int)
        assert points.tolist() == expected[column].tolist(), (timeframe, column)
    assert recorded.index.tolist() == expected.index.tolist(), timeframe
    assert recorded["volume"].tolist() == expected["volume"].tolist(), timeframe
