"""What a user says of a bars file is held to it: its timeframe, the decimals of a point."""

import json
from pathlib import Path
from typing import Any

import pytest

from tickloom_cli.__main__ import run

SPEC: dict[str, Any] = {
    "spec_version": 1,
    "entry": {"long": {"left": {"price": "close"}, "op": "gt", "right": 0}},
    "stop_loss": {"unit": "points", "value": 300}, "sizing": {"mode": "fixed_lots", "lots": 0.1},
}  # fmt: skip


def written(folder: Path, decimals: int, minutes: int = 60, *, name: str = "EURUSD") -> list[str]:
    """A document and thirty bars of a slow climb; every price needs five decimals."""
    rows = ["time,open,high,low,close,spread"]
    for number in range(30):
        price = 1.10001 + number / 10_000
        prices = ",".join(
            f"{p:.{decimals}f}" for p in (price, price + 0.0002, price - 0.0001, price + 0.0001)
        )
        rows.append(f"{1_704_067_200 + 60 * minutes * number},{prices},12")
    bars, spec = folder / f"{name}.csv", folder / "spec.json"
    bars.write_text("\n".join(rows) + "\n")
    spec.write_text(json.dumps(SPEC))
    return ["backtest", str(spec), "--bars", str(bars), "--warm-up", "1"]


def made(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> Any:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("timeframe", "minutes"), [("H4", 60), ("D1", 60), ("M5", 60), ("M30", 15), ("W1", 1440)]
)
def test_bars_of_another_timeframe_are_refused_with_the_distance_that_they_have(
    tmp_path: Path, timeframe: str, minutes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*written(tmp_path, 5, minutes), "--timeframe", timeframe]
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert f"--timeframe: '{timeframe}'" in told
    assert f"most open {minutes} minutes after" in told


def test_days_are_days_though_one_of_them_is_short(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = written(tmp_path, 5, 1_440)
    bars = tmp_path / "EURUSD.csv"
    last = bars.read_text().splitlines()[-1]
    start, prices = last.split(",", 1)
    bars.write_text(f"{bars.read_text()}{int(start) + 23 * 3_600},{prices}\n")
    assert made(capsys, arguments)["header"]["timeframe"] == "H12"
    assert made(capsys, [*arguments, "--timeframe", "D1"])["header"]["timeframe"] == "D1"


@pytest.mark.parametrize("decimals", [6, 7, 8])
def test_zeros_at_the_end_of_every_price_change_nothing(
    tmp_path: Path, decimals: int, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = made(capsys, written(tmp_path, 5))
    longer = made(capsys, written(tmp_path, decimals))
    assert longer["header"]["digest"] == plain["header"]["digest"]
    assert longer["honesty"] == plain["honesty"]


def test_a_finer_grid_is_said_and_digits_choose_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = written(tmp_path, 5)
    plain, finer = made(capsys, arguments), made(capsys, [*arguments, "--digits", "6"])
    assert "other_digits" not in {flag["code"] for flag in plain["honesty"]["flags"]}
    (flag,) = [f for f in finer["honesty"]["flags"] if f["code"] == "other_digits"]
    assert "a point is 0.000001" in flag["message"]
    assert finer["statistics"]["net_profit"] != plain["statistics"]["net_profit"]
    assert run([*arguments, "--digits", "4"]) == 2
    assert "--digits: 4 is not usable; expected 5 or more" in capsys.readouterr().err


def test_a_sweep_says_a_finer_grid_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, spec, *rest = written(tmp_path, 5)
    spread = ["--space", "x=300:400:100"]
    document = SPEC | {
        "params": {"x": {"default": 300, "min": 100, "max": 500}},
        "stop_loss": {"unit": "points", "value": {"param": "x"}},
    }
    Path(spec).write_text(json.dumps(document))
    assert run(["sweep", spec, *rest, *spread, "--digits", "6", "--json"]) == 0
    assert "warning: prices have 6 decimals" in capsys.readouterr().err
