"""`tickloom data check`: what is counted, and what the exit code says."""

import json
from pathlib import Path

import pytest

from tickloom_cli.__main__ import run

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "bars"
HEADING = "time,open,high,low,close\n"


def written(folder: Path, minutes: list[int]) -> str:
    path = folder / "EURUSD.csv"
    rows = [f"2024-01-02 09:{m:02d},1.10000,1.10010,1.09990,1.10000" for m in minutes]
    path.write_text(HEADING + "\n".join(rows) + "\n")
    return str(path)


@pytest.mark.parametrize(
    ("minutes", "code", "gaps", "duplicates"),
    [([0, 1, 2, 3], 0, 0, 0), ([0, 1, 5], 1, 1, 0), ([0, 1, 1, 2], 1, 0, 1)],
)
def test_faults_are_counted_and_told_by_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], minutes: list[int], code: int, gaps: int,
    duplicates: int,
) -> None:  # fmt: skip
    assert run(["data", "check", "--bars", written(tmp_path, minutes), "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert (told["gaps"], told["duplicates"]) == (gaps, duplicates)
    assert (told["symbol"], told["timeframe"]) == ("EURUSD", "M1")
    assert told["zero_spreads"] is None


def test_unknown_counts_are_a_dash_in_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["data", "check", "--bars", written(tmp_path, [0, 1, 2])]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["zero", "spreads", "-"] for line in lines)


def test_recorded_bars_of_the_servers_clock_have_no_weekend(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = SHARED / "H4_EURUSD_mt5_ejtrader.parquet"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    clocks = ["--file-clock", "GMT+2/eu", "--server-clock", "GMT+2/eu"]
    assert run(["data", "check", "--bars", str(path), *clocks, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["bars"], told["weekend_bars"], told["digits"]) == (14_400, 0, 5)
