"""Quotes from parquet, as recorded: crossed ones and equal times included."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.storage.tick_files import holds_ticks, read_tick_file

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "ticks"


def written(folder: Path, **columns: Any) -> Path:
    path = folder / "ticks.parquet"
    whole = {"time_msc": [5, 5, 9], "bid_pts": [100, 101, 102], "ask_pts": [103, 100, 104]}
    pd.DataFrame(whole | columns).to_parquet(path)
    return path


def test_crossed_quotes_and_equal_times_are_kept(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert holds_ticks(path)
    ticks = read_tick_file(path)
    assert ticks.time_ns.tolist() == [5_000_000, 5_000_000, 9_000_000]
    assert (ticks.ask - ticks.bid).tolist() == [3, -1, 2]


@pytest.mark.parametrize(
    ("columns", "words"),
    [({"time_msc": [5, 4, 9]}, "row 2"), ({"bid_pts": [1, 0, 1]}, "above 0")],
)
def test_times_that_go_back_and_prices_of_nothing_are_refused(
    tmp_path: Path, columns: Any, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_tick_file(written(tmp_path, **columns))


def test_what_holds_no_ticks_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"PAR1 nothing")
    assert not holds_ticks(path)
    assert not holds_ticks(tmp_path / "absent")
    with pytest.raises(InvalidInput, match="time_msc"):
        read_tick_file(path)


def test_recorded_quotes_are_read() -> None:
    path = SHARED / "EURUSD_fxcm_20140501_20140509.parquet"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    ticks = read_tick_file(path)
    assert len(ticks.time_ns) == 675_401
    assert int((ticks.ask < ticks.bid).sum()) == 69_354
