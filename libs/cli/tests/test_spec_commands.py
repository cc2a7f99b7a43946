"""`tickloom spec` as a real process."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tickloom_cli.__main__ import run

RSI = {"left": {"ind": "rsi"}, "op": "lt", "right": 30}
WHOLE = {
    "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "M15", "entry": {"long": RSI},
    "stop_loss": {"unit": "pips", "value": 25}, "sizing": {"mode": "risk_pct", "pct": 1},
}  # fmt: skip
STRATEGIES = """
strategies:
  am_edge: {name: "03:17 AM Edge", entry_time: 01:00, exit_time: 03:17, timezone: MT5_SERVER}
"""


def tickloom(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tickloom_cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, check=False)


def written(folder: Path, content: Any, name: str = "spec.json") -> str:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


@pytest.mark.parametrize(
    ("document", "code"),
    [(WHOLE, 0), ({"spec_version": 1, "entry": {"long": RSI}}, 1), ({"spec_version": 1}, 2)],
)
def test_checking_answers_by_its_exit_code(tmp_path: Path, document: Any, code: int) -> None:
    done = tickloom("spec", "check", written(tmp_path, document), "--json")
    assert done.returncode == code
    told = json.loads(done.stdout)
    assert told["runnable"] == (code == 0)
    assert told["valid"] == (code < 2)
    assert (told["document_hash"] is None) == (code == 2)


def test_findings_name_place_code_and_remedy(tmp_path: Path) -> None:
    spec = "spec_version: 1\nstoploss: 3\nentry:\n  long: {time_is: 25:00}\n"
    done = tickloom("spec", "check", written(tmp_path, spec, "spec.yaml"))
    assert done.returncode == 2
    assert "/stoploss" in done.stdout
    assert "did you mean stop_loss?" in done.stdout
    assert "/entry/long/time_is" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_document_that_counts_in_pips_is_refused_for_a_symbol_without_a_pip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = written(tmp_path, WHOLE)
    assert run(["spec", "check", spec, "--symbol", "EURUSD"]) == 0
    assert run(["spec", "check", spec, "--symbol", "US500"]) == 2
    assert "US500 has no pip" in capsys.readouterr().out


def test_explaining_shows_pips_as_prices_of_the_symbol(tmp_path: Path) -> None:
    done = tickloom("spec", "explain", written(tmp_path, WHOLE), "--currency", "USD")
    assert done.returncode == 0
    assert done.stdout.strip() == (
        "On EURUSD M15: buy when RSI(14) is below 30. Stop 25 pips (0.00250). Risk 1 % of balance "
        "per trade."
    )
    gold = tickloom("spec", "explain", "-", "--symbol", "XAUUSD", "--json", stdin=json.dumps(WHOLE))
    assert "25 pips (2.50)" in json.loads(gold.stdout)["read_back"]


def test_older_strategies_are_imported_with_their_assumptions(tmp_path: Path) -> None:
    file = written(tmp_path, STRATEGIES, "strategies.yaml")
    done = tickloom("spec", "import", file, "--out", str(tmp_path / "out"), "--json")
    assert done.returncode == 0
    (told,) = json.loads(done.stdout)["strategies"]
    assert told["document_hash"].startswith("4814967fc1ac35a2")
    assert json.loads((tmp_path / "out" / "am_edge.json").read_text()) == told["document"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("spec", "check", "/nowhere/spec.json"), "can be read"),
        (("spec", "explain", "/nowhere/spec.json"), "can be read"),
        (("spec", "check"), "SPEC"),
        (("spec", "inspect", "x"), "inspect"),
        (("spec", "explain", "-", "--symbol", "?"), "symbol"),
        (("spec", "import", "-"), "YAML with strategies"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(
    arguments: Any, words: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    text = "[1, 2]" if "import" in arguments else json.dumps(WHOLE)
    for options in ((), ("--json",)):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        assert run([*arguments, *options]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert words in json.loads(told.out)["error"]["message"] or "inspect" in words
