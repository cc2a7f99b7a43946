"""`tickloom indicators` as a real process, and what people type for an operand."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tickloom.domain.errors import InvalidInput
from tickloom_cli.__main__ import run
from tickloom_cli.indicator_text import operand_of

CLOSES = [1.1 + 0.001 * (n % 7) for n in range(40)]


def tickloom(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tickloom_cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def bars(tmp_path: Path) -> Path:
    path = tmp_path / "EURUSD_M5.csv"
    rows = [
        f"2024-01-02 {9 + n // 12:02d}:{n % 12 * 5:02d},{c:.5f},{c + 0.0005:.5f},{c - 0.0005:.5f},"
        f"{c:.5f},10"
        for n, c in enumerate(CLOSES)
    ]
    path.write_text("time,open,high,low,close,volume\n" + "\n".join(rows) + "\n")
    return path


def test_values_are_written_beside_the_bars_and_empty_until_warmed_up(
    bars: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    done = tickloom(
        "indicators", "--bars", str(bars), "--indicator", "sma(period=3)", "--indicator",
        "bbands(20, 2)", "--out", str(out),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert len(rows) == 40
    assert rows[1]["SMA(3)"] == ""
    assert float(rows[2]["SMA(3)"]) == pytest.approx(sum(CLOSES[:3]) / 3, abs=1e-12)
    assert {"Bollinger(20,2) upper", "Bollinger(20,2) middle", "Bollinger(20,2) lower"} <= set(
        rows[0]
    )


def test_dates_cut_what_is_shown_and_not_what_the_values_know(
    bars: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["indicators", "--bars", str(bars), "--indicator", "ema(5)", "--json"]
    assert run(arguments) == 0
    whole = json.loads(capsys.readouterr().out)
    assert run([*arguments, "--from", "2024-01-02T10:00"]) == 0
    part = json.loads(capsys.readouterr().out)
    assert part["time"][0] == "2024-01-02T10:00:00Z"
    assert part["values"]["EMA(5)"] == whole["values"]["EMA(5)"][12:]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--indicator", "emma(20)"), "did you mean ema?"),
        (("--indicator", "ema()"), "needs a length"),
        (("--indicator", "ema(20, 30)"), "at most 1 numbers"),
        (("--indicator", "ema(x)"), "a number"),
        (("--indicator", "rsi(14).k"), "no line"),
        (("--indicator", "{"), "JSON"),
        (("--indicator", "ema(20)", "--from", "soon"), "--from"),
        (("--indicator", "ema(20)", "--from", "2030-01-01"), "2024-01-02"),
        (("--indicator", "ema(20)", "--timeframe", "M7"), "timeframe"),
        (("--indicator", "ema(20)", "--file-clock", "MT5"), "server_clock"),
        (("--indicator", "ema(20)", "--out", "/nowhere/x.csv"), "--out"),
        ((), "--indicator"),
    ],
)
def test_bad_input_is_one_message(
    bars: Path, arguments: Any, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["indicators", "--bars", str(bars), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_file_that_names_no_symbol_asks_for_it(
    bars: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unnamed = bars.rename(bars.parent / "quotes.csv")
    assert run(["indicators", "--bars", str(unnamed), "--indicator", "ema(5)"]) == 2
    assert "--symbol" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "operand"),
    [
        ("ema(period=20)", {"ind": "ema", "period": 20}),
        ("ema(20)", {"ind": "ema", "period": 20}),
        ("macd(12, 26, 9).signal", {"ind": "macd", "fast": 12, "slow": 26, "signal": 9,
                                    "line": "signal"}),
        ("obv", {"ind": "obv"}),
        ("close", {"price": "close"}),
        ("volume", {"field": "volume"}),
        ("bbands(20, mult=2.5).upper", {"ind": "bbands", "period": 20, "mult": 2.5,
                                        "line": "upper"}),
        ("sma(5, source=high)", {"ind": "sma", "period": 5, "source": "high"}),
        ("sma(5, source=rsi(14))", {"ind": "sma", "period": 5,
                                    "source": {"ind": "rsi", "period": 14}}),
        ("atr(14, form=wilder)", {"ind": "atr", "period": 14, "form": "wilder"}),
        ('{"ind": "ema", "period": 3}', {"ind": "ema", "period": 3}),
    ],
)  # fmt: skip
def test_the_short_form_is_the_operand_of_a_document(text: str, operand: dict[str, Any]) -> None:
    assert operand_of(text) == operand


@pytest.mark.parametrize(
    "text", ["__import__('os')", "ema(20", "ema 20", "ema(20).line.x", "x" * 900]
)
def test_what_is_no_operand_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        operand_of(text)


@pytest.mark.parametrize(
    "text", ["ema(20, period=30)", "ema(period=20, period=20)", "macd(line=signal).main"]
)
def test_a_parameter_given_twice_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="one value for"):
        operand_of(text)


def test_columns_have_the_names_of_their_lines(
    bars: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("adx(5)", "adx(5).plus_di", "macd(3,6,2)", "sma(3)")
    arguments = [word for text in asked for word in ("--indicator", text)]
    assert run(["indicators", "--bars", str(bars), *arguments, "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["values"]) == [
        "ADX(5) adx", "ADX(5) plus_di", "ADX(5) minus_di", "MACD(3,6,2) main",
        "MACD(3,6,2) signal", "MACD(3,6,2) hist", "SMA(3)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "operand",
    [
        {"ind": "ema", "period": {"param": "x"}},
        {"ind": "ema", "period": 3, "source": {"ind": "rsi", "period": {"param": "x"}}},
    ],
)
def test_a_param_outside_a_document_is_refused(
    bars: Path, operand: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--indicator", json.dumps(operand)]
    assert run(["indicators", "--bars", str(bars), *arguments]) == 2
    assert "'x' is not usable; expected a number" in capsys.readouterr().err
