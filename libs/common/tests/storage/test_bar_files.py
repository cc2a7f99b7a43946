"""Bars from files: every layout gives the same bars, and a fault is named by its row."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.storage.bar_files import bars_of, read_bar_file
from tickloom.storage.bar_times import to_server_ns, to_utc_ns

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "bars"
TIMES = [1_704_186_000 + 900 * n for n in range(3)]  # 2024-01-02 09:00, 09:15, 09:30 UTC
ROWS = [(1.1, 1.102, 1.099, 1.101, 10), (1.101, 1.103, 1.1, 1.1025, 20), (1.1025, 1.1025, 1.1, 1.1,
        5)]  # fmt: skip
MT5 = "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n" + "".join(
    f"2024.01.02\t09:{15 * n:02d}:00\t{o:.5f}\t{h:.5f}\t{low:.5f}\t{c:.5f}\t{v}\t0\t{12 + n}\n"
    for n, (o, h, low, c, v) in enumerate(ROWS)
)
MT4 = "".join(
    f"2024.01.02,09:{15 * n:02d},{o},{h},{low},{c},{v}\n"
    for n, (o, h, low, c, v) in enumerate(ROWS)
)
ISO = "Time;Open;High;Low;Close;Volume\n" + "".join(
    f"2024-01-02T09:{15 * n:02d}:00Z;{o};{h};{low};{c};{v}\n"
    for n, (o, h, low, c, v) in enumerate(ROWS)
)
EPOCH = "timestamp,open,high,low,close,volume\n" + "".join(
    f"{TIMES[n]},{o},{h},{low},{c},{v}\n" for n, (o, h, low, c, v) in enumerate(ROWS)
)
DAY_FIRST = "Date,Time,Open,High,Low,Close,Volume\n" + "".join(
    f"02/01/2024,09:{15 * n:02d},{o},{h},{low},{c},{v}\n"
    for n, (o, h, low, c, v) in enumerate(ROWS)
)

HISTDATA = "".join(
    f"20240102 09{15 * n:02d}00;{o};{h};{low};{c};{v}\n" for n, (o, h, low, c, v) in enumerate(ROWS)
)
DUKASCOPY = "Gmt time,Open,High,Low,Close,Volume\n" + "".join(
    f"02.01.2024 09:{15 * n:02d}:00.000,{o},{h},{low},{c},{v}\n"
    for n, (o, h, low, c, v) in enumerate(ROWS)
)
FLOATS = re.sub(r"(?m)^(\d{10})", r"\1.0", EPOCH)
LOCAL = DUKASCOPY.replace("Gmt time", "Local time").replace(":00.000", ":00.000 GMT+0000")
KLINES = EPOCH.replace("timestamp", "open_time").replace("00,1.1", "00000,1.1")


def frame(*, in_points: bool) -> pd.DataFrame:
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    if in_points:
        columns = [[round(p * 100_000) for p in column] for column in columns[:4]] + columns[4:]
    names = ("open", "high", "low", "close", "tick_volume")
    return pd.DataFrame({"time": TIMES, **dict(zip(names, columns, strict=True))})


def read(path: Path, *, clock: str = "UTC", digits: int = 5) -> Any:
    table = read_bar_file(path)
    return bars_of(
        table, symbol="EURUSD", timeframe=table.timeframe, digits=digits,
        file_digits=5 if table.in_points else table.point_decimals(5),
        clock=ServerClock.read(clock),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        MT5,
        MT4,
        ISO,
        EPOCH,
        DAY_FIRST,
        MT5.replace("\t", ","),
        HISTDATA,
        DUKASCOPY,
        LOCAL,
        KLINES,
        FLOATS,
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_text_layout_gives_the_same_bars(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "bars.csv"
    path.write_text(text, encoding=encoding)
    bars = read(path).bars
    assert bars.timeframe == Timeframe.M15
    assert bars.time_ns.tolist() == [second * 10**9 for second in TIMES]
    assert bars.close.tolist() == [110_100, 110_250, 110_000]
    assert bars.volume.tolist() == [10, 20, 5]
    assert bars.spread.tolist() == ([12, 13, 14] if "SPREAD" in text else [0, 0, 0])


@pytest.mark.parametrize("in_points", [True, False])
def test_parquet_holds_points_or_decimals(tmp_path: Path, in_points: bool) -> None:
    path = tmp_path / "bars.parquet"
    frame(in_points=in_points).to_parquet(path)
    bars = read(path).bars
    assert bars.high.tolist() == [110_200, 110_300, 110_250]
    assert read(path, digits=6).bars.high.tolist() == [1_102_000, 1_103_000, 1_102_500]


def test_the_ask_of_the_first_quote_makes_the_spread(tmp_path: Path) -> None:
    path = tmp_path / "bars.parquet"
    whole = frame(in_points=True)
    whole["ask_open"] = whole["open"] + [3, 0, -2]
    whole.to_parquet(path)
    assert read(path).bars.spread.tolist() == [3, 0, -2]


def test_a_time_that_stands_twice_is_kept_once_with_its_last_row(tmp_path: Path) -> None:
    path = tmp_path / "bars.csv"
    path.write_text(EPOCH + f"{TIMES[1]},1.101,1.2,1.1,1.15,99\n")
    got = read(path)
    assert got.duplicates == 1
    assert got.bars.volume.tolist() == [10, 99, 5]


def test_the_clock_of_the_file_is_moved_to_utc(tmp_path: Path) -> None:
    path = tmp_path / "bars.csv"
    path.write_text(MT5)
    winter = read(path, clock="GMT+2/eu").bars
    assert winter.time_ns[0] == (TIMES[0] - 7_200) * 10**9


def test_server_times_and_utc_are_each_others_inverse_over_a_year_of_hours() -> None:
    clock = ServerClock.read("GMT+2/us")
    utc = np.arange(1_704_067_200, 1_735_689_600, 3_600, dtype=np.int64) * 10**9
    back = to_utc_ns(to_server_ns(utc, clock), clock)
    assert (np.flatnonzero(back != utc)).size == 1, "one hour of autumn is there twice"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a,b,c\n1,2,3\n", "line 1"),
        (EPOCH.replace("1.103,1.1,1.1025", "1.1,1.1,1.1025"), "row 3"),
        (EPOCH.replace("1.1025,20", "x,20"), "line 3 close"),
        (ISO.replace("09:15", "25:15"), "line 3 time"),
        (EPOCH.splitlines()[0] + "\n", "rows"),
        (EPOCH.replace("1.1,1.102", "-1.1,1.102"), "row 2"),
        ("open,high,low,close\n1,1,1,1\n", "time"),
    ],
)
def test_a_fault_is_named_by_its_row(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bars.csv"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=words):
        read(path)


def test_broken_parquet_and_absent_files_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "bars.parquet"
    path.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(InvalidInput, match="whole parquet"):
        read(path)
    with pytest.raises(InvalidInput, match="can be read"):
        read(tmp_path / "absent")
    pd.DataFrame({"time": ["x"], "open": [1]}).to_parquet(path)
    with pytest.raises(InvalidInput, match="columns"):
        read(path)


def test_recorded_bars_of_real_markets_are_read_with_their_spread() -> None:
    path = SHARED / "M1_USDJPY_fxcm_bidask_201302.parquet"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    table = read_bar_file(path)
    got = bars_of(
        table, symbol="USDJPY", timeframe=table.timeframe, digits=3, file_digits=3,
        clock=ServerClock(),
    )  # fmt: skip
    assert (len(got.bars), got.bars.timeframe, got.duplicates) == (28_761, Timeframe.M1, 0)
    assert got.bars.spread.min() < 0 < got.bars.spread.max()


@pytest.mark.parametrize("layout", ["index", "float seconds", "float32"])
def test_a_frame_as_pandas_keeps_it_is_read(tmp_path: Path, layout: str) -> None:
    path, table = tmp_path / "bars.parquet", frame(in_points=False)
    table["spread"] = [12.4, 12.6, 14.0]
    prices = ["open", "high", "low", "close"]
    if layout == "index":
        table.index = pd.to_datetime(table.pop("time"), unit="s").rename("when")
    elif layout == "float seconds":
        table["time"] = table["time"].astype(float)
    else:
        table[prices] = table[prices].astype("float32")
    table.to_parquet(path)
    bars = read(path).bars
    assert bars.time_ns.tolist() == [second * 10**9 for second in TIMES]
    assert bars.close.tolist() == [110_100, 110_250, 110_000]


def test_fractions_of_a_spread_are_rounded_alike_in_text_and_parquet(tmp_path: Path) -> None:
    table = frame(in_points=False)
    # one price of five decimals, so that the file's points are those of the symbol
    table["high"], table["spread"] = [1.10201, 1.103, 1.1025], [12.4, 12.6, 14.0]
    table.to_parquet(tmp_path / "bars.parquet")
    table.to_csv(tmp_path / "bars.csv", index=False)
    for name in ("bars.parquet", "bars.csv"):
        assert read(tmp_path / name).bars.spread.tolist() == [12, 13, 14]


@pytest.mark.parametrize("name", ["bars.parquet", "bars.csv"])
def test_spreads_as_prices_are_refused(tmp_path: Path, name: str) -> None:
    table, path = frame(in_points=False), tmp_path / name
    table["spread"] = [0.00012, 0.00013, 0.0]
    if name == "bars.csv":
        table.to_csv(path, index=False)
    else:
        table.to_parquet(path)
    with pytest.raises(InvalidInput, match="points, not prices"):
        read(path)


def test_dates_with_the_month_first_are_refused_where_their_order_tells(tmp_path: Path) -> None:
    path = tmp_path / "bars.csv"
    rows = "".join(f"{day},1.1,1.2,1.0,1.1\n" for day in ("01/02/2024", "01/12/2024", "02/01/2024"))
    path.write_text(f"time,open,high,low,close\n{rows}")
    with pytest.raises(InvalidInput, match="with the month first"):
        read(path)
