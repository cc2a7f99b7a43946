"""`tickloom data check`: what is counted, and what the exit code says."""

import io
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


# -- the local store


def test_imported_bars_are_kept_listed_and_used_by_their_symbol(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data", str(tmp_path / "store")]
    assert run(["data", "list", *folder, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"series": []}
    file = written(tmp_path, list(range(30)))
    assert run(["data", "import", "--bars", file, *folder, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["symbol"], told["timeframe"], told["bars"]) == ("EURUSD", "M1", 30)
    assert run(["data", "list", *folder, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"series": [told]}
    ema = ["--indicator", "ema(5)", "--json"]
    assert run(["indicators", "--symbol", "eurusd", *folder, *ema]) == 0
    kept = json.loads(capsys.readouterr().out)
    assert run(["indicators", "--bars", file, *ema]) == 0
    assert json.loads(capsys.readouterr().out) == kept


def test_an_import_adds_to_its_series_and_replaces_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data", str(tmp_path / "store"), "--json"]
    for minutes in ([0, 1, 2], [2, 3, 4, 5]):
        file = written(tmp_path, minutes)
        assert run(["data", "import", "--bars", file, *folder]) == 0
    assert json.loads(capsys.readouterr().out.split("}\n")[1] + "}")["bars"] == 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["data", "check"], "--bars, --symbol"),
        (["data", "check", "--symbol", "EURUSD"], "no bars of EURUSD"),
        (["data", "import"], "--bars"),
        (["backtest", "-", "--symbol", "XAUUSD"], "SPEC"),
    ],
)
def test_what_is_not_kept_is_said(
    tmp_path: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO("{"))
    monkeypatch.setenv("TICKLOOM_DATA", str(tmp_path))
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert words in told or "not JSON" in told


@pytest.mark.parametrize("command", ["list", "import"])
def test_a_folder_of_bars_that_is_none_is_refused(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, [0, 1, 2])
    bars = ["--bars", file] if command == "import" else []
    if command == "list":
        (tmp_path / "series").mkdir()
        (tmp_path / "series/files").mkdir()
        (tmp_path / "series/files/EURUSD").mkdir()
        (tmp_path / "series/files/EURUSD/M1.json").mkdir()
    folder = file if command == "import" else str(tmp_path)
    assert run(["data", command, *bars, "--data", folder]) == 2
    told = capsys.readouterr().err
    assert "--data" in told
    assert "a folder that can be read and written" in told


def test_a_broken_list_of_a_series_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data", str(tmp_path / "store")]
    assert run(["data", "import", "--bars", written(tmp_path, [0, 1, 2]), *folder]) == 0
    (broken,) = (tmp_path / "store").glob("series/*/*/M1.json")
    broken.write_text("{")
    assert run(["data", "list", *folder]) == 2
    told = capsys.readouterr().err
    assert "M1.json is not readable" in told
    assert "import the series again" in told


def test_duplicates_of_a_file_that_is_imported_again_count_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data", str(tmp_path / "store"), "--json"]
    counted: list[int] = []
    files = ([0, 1, 1, 2], [0, 1, 1, 2], [0, 1, 1, 2, 2, 3], [9, 9], [9, 9])
    for minutes in files:
        file = written(tmp_path, minutes)
        assert run(["data", "import", "--bars", file, *folder, "--timeframe", "M1"]) == 0
        counted.append(json.loads(capsys.readouterr().out)["duplicates"])
    assert counted == [1, 1, 2, 3, 3]
