"""A file that cannot be played as it was recorded is refused in one line that says what to do."""

from pathlib import Path

import pandas as pd
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom_terminal.market.replay_source import open_replay

TICK_HEADING = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n"
BAR_HEADING = "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"


def tick(time: str, bid: str = "1.38676", ask: str = "1.38686") -> str:
    return f"2014.05.01\t{time}\t{bid}\t{ask}\t\t\t6\n"


BAD_TEXTS = {
    "time running backward": (
        TICK_HEADING + tick("00:00:02.000") + tick("00:00:01.500"),
        "row 3 time: '2014-05-01T00:00:01.500+00:00 after 2014-05-01T00:00:02.000+00:00'"
        " is not usable; expected times that never run backward: sort the file by time",
    ),
    "text for a price": (
        TICK_HEADING + tick("00:00:01.000") + tick("00:00:02.000", bid="abc"),
        "line 3 BID: 'abc' is not usable; expected a price above 0",
    ),
    "a price of zero": (
        TICK_HEADING + tick("00:00:01.000", ask="0"),
        "line 2 ASK: '0' is not usable; expected a price above 0",
    ),
    "not a time": (
        TICK_HEADING + tick("00:00:01.000") + tick("25:00:02.000"),
        "line 3 TIME: '25:00:02.000' is not usable; expected a time like",
    ),
    "a cut last row": (
        TICK_HEADING + tick("00:00:01.000") + "2014.05.01\t00:0",
        "line 3 TIME: '00:0' is not usable",
    ),
    "a heading alone": (TICK_HEADING, "'a header without rows' is not usable"),
    "one side only": (
        TICK_HEADING + tick("00:00:01.000", ask=""),
        "expected quotes with a bid and an ask",
    ),
    "a high below the close": (
        BAR_HEADING + "2014.05.01\t00:00:00\t1.3\t1.2\t1.1\t1.3\t1\t0\t1\n",
        "row 2: 'open, high, low, close 130000, 120000, 110000, 130000 points' is not usable",
    ),
    "the same bar twice": (
        BAR_HEADING + "2014.05.01\t00:00:00\t1.2\t1.2\t1.2\t1.2\t1\t0\t1\n" * 2,
        "expected one bar for each opening time: remove the second",
    ),
    "foreign columns": (
        "<DATE>\t<TIME>\t<PRICE>\n2014.05.01\t00:00:00\t1.3\n",
        "expected MetaTrader's columns",
    ),
    "an unknown layout": (
        "hello, world\n1,2\n",
        "first line: 'hello, world' is not usable; expected parquet ticks or bars, a MetaTrader",
    ),
    "nothing": ("", "expected a file with quotes; this one is empty"),
    "half a parquet file": ("PAR1" + "x" * 100, "expected a whole parquet file"),
    "local time without its zone": (
        "Local time,Ask,Bid,AskVolume,BidVolume\n01.05.2014 00:00:00.292,1.2,1.1,1,1\n",
        "expected a local time that ends in its zone",
    ),
    "a row with too many fields": (
        "20140501 000000123,1.2,1.3,0\n20140501 000000124,1.2,1.3,0,5,6\n",
        "line 2",
    ),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_bad_text_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    text, message = BAD_TEXTS[name]
    path = tmp_path / "EURUSD.csv"
    path.write_text(text)
    with pytest.raises(InvalidInput) as refusal:
        open_replay(path)
    said = str(refusal.value)
    assert message in said
    assert "\n" not in said
    assert len(said) < 400


def test_ask_candles_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "EURUSD_Candlestick_1_M_ASK_01.05.2014.csv"
    path.write_text("Gmt time,Open,High,Low,Close,Volume\n01.05.2014 00:00:00.000,1,1,1,1,5\n")
    with pytest.raises(InvalidInput, match="export the BID side"):
        open_replay(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="expected a file that exists"):
        open_replay(tmp_path / "EURUSD.csv")
    with pytest.raises(InvalidInput, match="expected a readable file"):
        open_replay(tmp_path)


def test_a_file_without_a_symbol_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text(TICK_HEADING + tick("00:00:01.000"))
    with pytest.raises(InvalidInput, match="give --symbols NAME"):
        open_replay(path)
    with pytest.raises(InvalidInput, match="give --symbols NAME"):
        open_replay(path, symbols=["EURUSD", "GBPUSD"])


@pytest.mark.parametrize(
    ("symbol", "points", "message"),
    [
        ("EURUSD", 277_000_000_000_000, "expected points that make a price of 0.6 to 2.0"),
        ("BTCUSD", 6_000_000, "expected decimal prices, because the price range is known only of"),
    ],
)
def test_points_of_an_unknown_scale_are_refused(
    tmp_path: Path, symbol: str, points: int, message: str
) -> None:
    path = tmp_path / f"{symbol}.parquet"
    pd.DataFrame({"time_msc": [1], "bid_pts": [points], "ask_pts": [points]}).to_parquet(path)
    with pytest.raises(InvalidInput, match=message):
        open_replay(path)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"a": [1]}, "expected time_msc, bid_pts, ask_pts"),
        ({"bid": [1.1], "ask": [1.2]}, "expected a column time_msc or time"),
        ({"time_msc": [1.5], "bid": [1.1], "ask": [1.2]}, "expected whole seconds or ms of UTC"),
        ({"time_msc": [1], "bid": ["x"], "ask": [1.2]}, "expected a column of numbers"),
        ({"time_msc": [1, 2], "bid": [1.1, None], "ask": [1.2, 1.2]}, "row 2 bid"),
        ({"time_msc": [1, 2], "bid": [1.1, -1.1], "ask": [1.2, 1.2]}, "row 2 bid"),
        ({"time_msc": [2, 1], "bid": [1.1, 1.1], "ask": [1.2, 1.2]}, "row 2 time.*sort the file"),
        ({"time_msc": [], "bid": [], "ask": []}, "expected at least one quote"),
        ({"time_msc": [1], "bid": [1 / 3], "ask": [1.2]}, "more than 8 decimals"),
    ],
)
def test_bad_parquet_is_refused(
    tmp_path: Path, columns: dict[str, list[object]], message: str
) -> None:
    path = tmp_path / "EURUSD.parquet"
    pd.DataFrame(columns).to_parquet(path)
    with pytest.raises(InvalidInput, match=message) as refusal:
        open_replay(path)
    assert "\n" not in str(refusal.value)


def test_odd_quotes_are_kept_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "EURUSD.csv"
    crossed = tick("00:02:01.000", bid="1.38690", ask="1.38680")
    path.write_text(TICK_HEADING + tick("00:00:01.000") * 3 + crossed)
    quality = open_replay(path).quality
    assert (quality.rows, quality.crossed, quality.same_stamp, quality.duplicates) == (4, 1, 2, 2)
    assert quality.gaps_over_60s == 1
    assert "1 crossed" in str(quality)
