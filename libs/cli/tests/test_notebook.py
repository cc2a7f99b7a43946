"""The notebook interface: what it gives is what the command line gives."""

import json
import random
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom_cli import notebook
from tickloom_cli.__main__ import run
from tickloom_cli.output import BadDocument

mpl.use("Agg")
SMA = {"ind": "sma", "period": {"param": "length"}}
SPEC: dict[str, Any] = {
    "spec_version": 1, "name": "Mean",
    "params": {"length": {"default": 10, "min": 5, "max": 20, "step": 5}},
    "entry": {"long": {"left": {"price": "close"}, "op": "crosses_above", "right": SMA}},
    "exit": {"long": {"left": {"price": "close"}, "op": "crosses_below", "right": SMA}},
    "stop_loss": {"unit": "pips", "value": 20},
}  # fmt: skip


@pytest.fixture
def bars(tmp_path: Path) -> str:
    generator = random.Random(6)
    price, rows = 110_000, ["time,open,high,low,close,volume,spread"]
    for number in range(1_500):
        close = price + generator.randint(-50, 50)
        prices = (price, max(price, close) + 5, min(price, close) - 5, close)
        text = ",".join(f"{p / 100_000:.5f}" for p in prices)
        rows.append(f"{1_704_067_200 + 900 * number},{text},10,9")
        price = close
    path = tmp_path / "EURUSD.csv"
    path.write_text("\n".join(rows) + "\n")
    return str(path)


def test_a_run_in_a_notebook_is_the_run_of_the_command_line(
    bars: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(SPEC))
    made = notebook.backtest(SPEC, notebook.load(bars), lots=0.1, balance=5_000, leverage=30)
    arguments = ["--lots", "0.1", "--balance", "5000", "--leverage", "30", "--json"]
    assert run(["backtest", str(spec), "--bars", bars, *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    assert made.document["header"]["digest"] == told["header"]["digest"]
    assert made.statistics["net_profit"] == float(told["statistics"]["net_profit"])
    assert len(made.trades) == told["statistics"]["total_trades"]
    assert made.equity["balance"].iloc[-1] == pytest.approx(5_000 + made.statistics["net_profit"])
    assert len(made.deals) == 2 * len(made.trades)
    assert made.flags


def test_loaded_bars_are_a_frame_with_the_engines_indicators(bars: str) -> None:
    market = notebook.load(bars, end="2024-01-05")
    assert len(market.frame) == 4 * 96
    values: Any = market.indicator("sma(5)")["SMA(5)"]
    assert np.allclose(values.iloc[10:], market.frame["close"].rolling(5).mean().iloc[10:])
    assert market.quality["gaps"] == 0


def test_bars_before_the_first_date_warm_up_a_run_and_its_indicators(
    bars: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    market = notebook.load(bars, begin="2024-01-05", end="2024-01-09")
    assert market.frame.index[0].isoformat() == "2024-01-05T00:00:00+00:00"
    whole = notebook.load(bars)
    values = market.indicator("ema(50)")["EMA(50)"]
    assert np.array_equal(values, whole.indicator("ema(50)")["EMA(50)"][values.index])
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(SPEC))
    made = notebook.backtest(SPEC, market, lots=0.1)
    arguments = ["--lots", "0.1", "--from", "2024-01-05", "--to", "2024-01-09", "--json"]
    assert run(["backtest", str(spec), "--bars", bars, *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.pop("findings") == made.warnings == []
    assert made.document == told | {"header": told["header"] | {"command": ""}}
    assert made.document["header"]["history_bars"] == 4 * 96


def test_a_sweep_says_when_its_best_is_none(bars: str) -> None:
    short = notebook.load(bars, begin="2024-01-05", end="2024-01-06")
    (flag,) = notebook.sweep(SPEC, short, lots=0.1, objective="profit_factor").attrs["flags"]
    assert "nothing was chosen" in flag
    (flag,) = notebook.sweep(SPEC, short, lots=0.1).attrs["flags"]
    assert "too few for ratios" in flag
    assert notebook.sweep(SPEC, notebook.load(bars), lots=0.1).attrs["flags"] == []


def test_a_sweep_is_a_frame_best_first(bars: str) -> None:
    found = notebook.sweep(SPEC, notebook.load(bars), lots=0.1)
    assert sorted(found["length"].tolist()) == [5, 10, 15, 20]
    profits = found["net_profit"].tolist()
    assert profits == sorted(profits, reverse=True)
    few = notebook.sweep(SPEC, notebook.load(bars), space={"length": (5, 6)}, lots=0.1)
    assert len(few) == 2


def test_pictures_and_words(bars: str, tmp_path: Path) -> None:
    made = notebook.backtest(SPEC, notebook.load(bars), lots=0.1, params={"length": 20})
    assert made.plot_equity().axes[0].get_title(loc="left") == "Mean, EURUSD M15"
    assert made.plot_trades().axes
    made.to_html(tmp_path / "run.html")
    assert "<svg" in (tmp_path / "run.html").read_text()
    assert notebook.read_back(SPEC).startswith("Buy when close crosses above SMA(length).")


def test_unknown_options_and_broken_documents_are_refused(bars: str) -> None:
    market = notebook.load(bars)
    with pytest.raises(InvalidInput, match="one of balance"):
        notebook.backtest(SPEC, market, lots=0.1, balanze=1)
    with pytest.raises(BadDocument, match="entry is missing"):
        notebook.document({"spec_version": 1})
    with pytest.raises(InvalidInput):
        notebook.load(bars, begin="2030-01-01")


def test_numbers_of_numpy_and_timestamps_are_those_of_python(bars: str) -> None:
    market = notebook.load(bars, begin=pd.Timestamp("2024-01-02"))
    assert market.frame.equals(notebook.load(bars, begin="2024-01-02").frame)
    plain = notebook.backtest(
        SPEC, market, params={"length": 7}, lots=0.25, spread=12, balance=5_000, leverage=30
    )
    seven: Any = np.int64(7)
    numpys = notebook.backtest(
        SPEC, market, params={"length": seven}, lots=np.float64(0.25), spread=np.int64(12),
        balance=np.int64(5_000), leverage=np.int64(30),
    )  # fmt: skip
    assert numpys.result.digest == plain.result.digest
    assert numpys.document["statistics"] == plain.document["statistics"]
    space: Any = {"length": tuple(np.arange(5, 9))}
    swept = notebook.sweep(SPEC, market, space=space, lots=0.1)
    assert sorted(swept["length"]) == [5, 6, 7, 8]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"leverage": "x"}, "leverage: 'x'"), ({"leverage": 2.5}, "a whole number"),
        ({"spread": None}, "spread: None"), ({"swap_short": None}, "swap_short: None"),
        ({"lots": "many"}, "lots: 'many'"), ({"ignore_news": 1}, "True or False"),
        ({"seed": True}, "seed: True"),
    ],
)  # fmt: skip
def test_an_option_of_another_type_is_refused_by_its_name(
    bars: str, options: dict[str, Any], words: str
) -> None:
    sizes: dict[str, Any] = {"lots": 0.1} | options
    with pytest.raises(InvalidInput, match=words):
        notebook.backtest(SPEC, notebook.load(bars), **sizes)


def test_a_space_without_values_is_refused(bars: str) -> None:
    with pytest.raises(InvalidInput, match="space length: 'no value'"):
        notebook.sweep(SPEC, notebook.load(bars), space={"length": ()}, lots=0.1)


def test_lines_of_an_indicator_have_their_own_names(bars: str) -> None:
    market = notebook.load(bars)
    columns = ["ADX(14) adx", "ADX(14) plus_di", "ADX(14) minus_di"]
    assert list(market.indicator("adx(14)").columns) == columns
    assert list(market.indicator("adx(14).plus_di").columns) == [columns[1]]


def test_a_run_on_a_finer_grid_says_so(bars: str) -> None:
    made = notebook.backtest(SPEC, notebook.load(bars, digits=6), lots=0.1)
    assert any(flag.startswith("prices have 6 decimals") for flag in made.flags)
