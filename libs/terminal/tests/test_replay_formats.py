"""Each file format of traders, written small here, is read as the quotes it holds."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tickloom.domain.market import Timeframe
from tickloom_terminal.market.replay_source import Replay, open_replay

SECOND_NS = 1_000_000_000
# 2014-05-01 00:00 UTC, a Thursday.
MAY_NS = 1_398_902_400 * SECOND_NS

METATRADER_TICKS = (
    "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n"
    "2014.05.01\t00:00:00.250\t1.38676\t\t\t\t2\n"
    "2014.05.01\t00:00:00.292\t1.38676\t1.38686\t\t\t6\n"
    "2014.05.01\t00:00:01.000\t\t1.38690\t\t\t4\n"
    "2014.05.01\t00:00:01.000\t1.38677\t\t\t\t2\n"
)
METATRADER_BARS = (
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
    "2014.05.01\t00:00:00\t1.38700\t1.38750\t1.38690\t1.38740\t100\t0\t7\n"
    "2014.05.01\t00:01:00\t1.38740\t1.38760\t1.38600\t1.38610\t90\t0\t9\n"
)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def all_quotes(replay: Replay) -> list[tuple[float, float, float]]:
    """Seconds after May began, bid, ask."""
    assert replay.ends_ns is not None
    ticks = replay.ticks(
        replay.instruments[0].symbol, from_ns=replay.begins_ns, to_ns=replay.ends_ns
    )
    seconds = ((ticks.time_ns - MAY_NS) / SECOND_NS).tolist()
    return list(zip(seconds, ticks.bid.tolist(), ticks.ask.tolist(), strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_metatrader_ticks_repeat_the_side_that_is_empty(tmp_path: Path, encoding: str) -> None:
    replay = open_replay(write(tmp_path / "EURUSD.csv", METATRADER_TICKS, encoding))
    assert all_quotes(replay) == [
        (0.292, 1.38676, 1.38686),
        (1.0, 1.38676, 1.38690),
        (1.0, 1.38677, 1.38690),
    ]
    assert replay.quality.same_stamp == 1
    assert "broker's clock" in replay.description


def test_metatrader_bars_walk_open_low_high_close_when_they_rise(tmp_path: Path) -> None:
    replay = open_replay(write(tmp_path / "EURUSD_M1.csv", METATRADER_BARS))
    assert all_quotes(replay) == [
        (0.0, 1.387, 1.38707),
        (20.0, 1.3869, 1.38697),
        (40.0, 1.3875, 1.38757),
        (59.999, 1.3874, 1.38747),
        (60.0, 1.3874, 1.38749),
        (80.0, 1.3876, 1.38769),
        (100.0, 1.386, 1.38609),
        (119.999, 1.3861, 1.38619),
    ]


def test_daily_metatrader_bars_have_no_time_column(tmp_path: Path) -> None:
    text = (
        "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
        "2014.05.01\t101.1\t102.5\t100.9\t102.1\t100\t0\t7\n"
        "2014.05.02\t102.1\t102.6\t100.5\t100.7\t90\t0\t9\n"
    )
    replay = open_replay(write(tmp_path / "USDJPY_Daily.csv", text))
    bars = replay.bars(
        replay.instruments[0].symbol, Timeframe.D1, from_ns=None,
        to_ns=MAY_NS + 3 * 86_400 * SECOND_NS, limit=5,
    )  # fmt: skip
    assert [(bar.open, bar.high, bar.low, bar.close) for bar in bars] == [
        (101.1, 102.5, 100.9, 102.1),
        (102.1, 102.6, 100.5, 100.7),
    ]
    # The sheet has three digits, the file one: its spread of 7 points is 0.7.
    assert bars[0].spread_points == 700


def test_histdata_ticks_are_five_hours_later_in_utc(tmp_path: Path) -> None:
    text = "20140501 000000123,1.38676,1.38686,0\n20140501 000001000,1.38677,1.38690,0\n"
    replay = open_replay(write(tmp_path / "DAT_ASCII_EURUSD_T_201405.csv", text))
    assert all_quotes(replay) == [
        (18_000.123, 1.38676, 1.38686),
        (18_001.0, 1.38677, 1.38690),
    ]
    assert "EST" in replay.description


def test_histdata_summer_time_does_not_shift_the_clock(tmp_path: Path) -> None:
    text = "20140101 000000123,1.38,1.39,0\n20140701 000000123,1.38,1.39,0\n"
    replay = open_replay(write(tmp_path / "EURUSD.csv", text))
    times = replay.ticks(
        replay.instruments[0].symbol, from_ns=replay.begins_ns, to_ns=2 * MAY_NS
    ).time_ns
    assert (times // (3_600 * SECOND_NS) % 24).tolist() == [5, 5]


def test_histdata_minute_bars(tmp_path: Path) -> None:
    text = (
        "20140501 000000;1.38700;1.38750;1.38690;1.38740;0\n"
        "20140501 000100;1.38740;1.38760;1.38600;1.38610;0\n"
    )
    replay = open_replay(write(tmp_path / "DAT_ASCII_EURUSD_M1_201405.csv", text))
    quotes = all_quotes(replay)
    assert [bid for _, bid, _ in quotes[:4]] == [1.387, 1.3869, 1.3875, 1.3874]
    assert quotes[0][0] == 18_000
    # No spread in the file: one ten-thousandth of the price.
    assert replay.quality.crossed == 0
    assert round((quotes[0][2] - quotes[0][1]) * 100_000) == 13


@pytest.mark.parametrize(
    ("heading", "stamp"),
    [
        ("Gmt time", "01.05.2014 00:00:00.292"),
        ("Local time", "01.05.2014 02:00:00.292 GMT+0200"),
        ("Local time", "30.04.2014 19:30:00.292 GMT-0430"),
    ],
)
def test_dukascopy_ticks_have_the_ask_first(tmp_path: Path, heading: str, stamp: str) -> None:
    text = f"{heading},Ask,Bid,AskVolume,BidVolume\n{stamp},1.38686,1.38676,1.5,0.75\n"
    replay = open_replay(write(tmp_path / "EURUSD_Ticks_01.05.2014.csv", text))
    assert all_quotes(replay) == [(0.292, 1.38676, 1.38686)]


def test_dukascopy_candles_without_volume_are_left_out(tmp_path: Path) -> None:
    text = (
        "Gmt time,Open,High,Low,Close,Volume\n"
        "01.05.2014 00:00:00.000,1.387,1.3875,1.3869,1.3874,120.5\n"
        "01.05.2014 00:01:00.000,1.3874,1.3874,1.3874,1.3874,0\n"
        "01.05.2014 00:02:00.000,1.3874,1.3876,1.386,1.3861,90\n"
    )
    replay = open_replay(write(tmp_path / "EURUSD_Candlestick_1_M_BID_01.05.2014.csv", text))
    assert [seconds for seconds, _, _ in all_quotes(replay)][::4] == [0, 120]


def test_parquet_points_and_prices_are_the_same_quotes(tmp_path: Path) -> None:
    time_msc = [1_398_902_400_292, 1_398_902_401_000]
    points = pd.DataFrame({
        "time_msc": time_msc, "bid_pts": np.array([138_676, 138_677], dtype=np.int32),
        "ask_pts": np.array([138_686, 138_690], dtype=np.int32),
    })  # fmt: skip
    prices = pd.DataFrame({
        "time_msc": time_msc, "bid": [1.38676, 1.38677], "ask": [1.38686, 1.38690]
    })  # fmt: skip
    points.to_parquet(tmp_path / "EURUSD_points.parquet")
    # The ending says nothing: content does.
    prices.to_parquet(tmp_path / "EURUSD_prices.dat")
    expected = [(0.292, 1.38676, 1.38686), (1.0, 1.38677, 1.38690)]
    assert all_quotes(open_replay(tmp_path / "EURUSD_points.parquet")) == expected
    assert all_quotes(open_replay(tmp_path / "EURUSD_prices.dat")) == expected


@pytest.mark.parametrize(
    ("symbol", "points", "price", "digits"),
    [
        ("XAUUSD", 172_497, 1_724.97, 2),  # gold in hundredths
        ("XAUUSD", 1_724_970, 1_724.97, 3),  # the same in thousandths
        ("EURUSD", 138_676, 1.38676, 5),
        ("EURUSD", 13_867, 1.3867, 5),  # four digits on a sheet of five
        ("USDJPY", 91_715, 91.715, 3),
        ("GBPJPY", 191_715, 191.715, 3),
    ],
)
def test_the_scale_of_points_follows_from_the_symbols_price_range(
    tmp_path: Path, symbol: str, points: int, price: float, digits: int
) -> None:
    frame = pd.DataFrame({"time_msc": [1], "bid_pts": [points], "ask_pts": [points + 1]})
    frame.to_parquet(tmp_path / f"{symbol}.parquet")
    replay = open_replay(tmp_path / f"{symbol}.parquet")
    assert replay.instruments[0].digits == digits
    assert all_quotes(replay)[0][1] == price


def test_bars_with_both_sides_keep_each_spread(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "time": [1_398_902_400], "open": [138_700], "high": [138_750], "low": [138_690],
        "close": [138_740], "ask_open": [138_710], "ask_high": [138_749], "ask_low": [138_700],
        "ask_close": [138_752],
    })  # fmt: skip
    frame.to_parquet(tmp_path / "EURUSD.parquet")
    replay = open_replay(tmp_path / "EURUSD.parquet")
    assert [round((ask - bid) * 100_000) for _, bid, ask in all_quotes(replay)] == [10, 10, -1, 12]
    assert replay.quality.crossed == 1


def test_unchanged_bars_go_the_other_way_than_the_bar_before(tmp_path: Path) -> None:
    rows = ["1.2\t1.3\t1.1\t1.25", "1.2\t1.3\t1.1\t1.2", "1.2\t1.3\t1.1\t1.2"]
    lines = [f"2014.05.01\t00:0{i}:00\t{row}\t9\t0\t5\n" for i, row in enumerate(rows)]
    heading = METATRADER_BARS.splitlines(keepends=True)[0]
    replay = open_replay(write(tmp_path / "EURUSD.csv", heading + "".join(lines)))
    seconds = [bid for _, bid, _ in all_quotes(replay)][1::4]
    assert seconds == [1.1, 1.3, 1.1]


def test_the_symbol_may_be_given_when_the_name_does_not_tell(tmp_path: Path) -> None:
    path = write(tmp_path / "quotes.txt", METATRADER_TICKS)
    assert open_replay(path, symbols=["EURUSD.m"]).instruments[0].symbol == "EURUSD.m"
