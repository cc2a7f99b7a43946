"""`tickloom backtest` as a real process on a generated market, and on recorded bars."""

import csv
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tickloom_cli.__main__ import run

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "bars"
EMA: dict[str, Any] = {
    "spec_version": 1,
    "params": {"fast": {"default": 5, "min": 3, "max": 9, "step": 2},
               "slow": {"default": 20, "min": 15, "max": 25, "step": 5}},
    "entry": {
        "long": {"left": {"ind": "ema", "period": {"param": "fast"}}, "op": "crosses_above",
                 "right": {"ind": "ema", "period": {"param": "slow"}}},
        "short": {"left": {"ind": "ema", "period": {"param": "fast"}}, "op": "crosses_below",
                  "right": {"ind": "ema", "period": {"param": "slow"}}},
    },
    "exit": {"opposite_signal": True},
    "stop_loss": {"unit": "atr", "value": 2}, "take_profit": [{"unit": "r", "value": 2}],
}  # fmt: skip


@pytest.fixture
def bars(tmp_path: Path) -> str:
    """Three weeks of five-minute bars of a random walk, with a spread."""
    generator = random.Random(4)
    price, rows = 110_000, ["time,open,high,low,close,volume,spread"]
    for number in range(3 * 7 * 288):
        moment = 1_704_153_600 + 300 * number
        if (moment // 86_400 + 3) % 7 >= 5:
            continue
        close = price + generator.randint(-40, 40)
        high = max(price, close) + generator.randint(0, 15)
        low = min(price, close) - generator.randint(0, 15)
        prices = ",".join(f"{p / 100_000:.5f}" for p in (price, high, low, close))
        rows.append(f"{moment},{prices},{generator.randint(1, 90)},8")
        price = close
    path = tmp_path / "EURUSD_M5.csv"
    path.write_text("\n".join(rows) + "\n")
    return str(path)


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(EMA))
    return str(path)


def test_a_run_needs_no_server_and_leaves_its_whole_result(
    spec: str, bars: str, tmp_path: Path
) -> None:
    out, trades = tmp_path / "result.json", tmp_path / "trades.csv"
    command = [
        sys.executable, "-m", "tickloom_cli", "backtest", spec, "--bars", bars, "--lots", "0.1",
        "--commission", "3.5/lot", "--out", str(out), "--trades", str(trades),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "On EURUSD M5: buy when EMA(5) crosses above EMA(20)" in done.stdout
    kept = json.loads(out.read_text())
    assert kept["format"] == "tickloom-result/1"
    assert kept["statistics"]["total_trades"] == len(kept["trades"]) > 10
    rows = list(csv.DictReader(trades.read_text().splitlines()))
    assert len(rows) == len(kept["trades"])
    net = sum(round(100 * float(row["net"])) for row in rows)
    assert net == round(100 * float(kept["statistics"]["net_profit"]))
    assert kept["header"]["command"].startswith("tickloom backtest ")
    assert not any(flag["code"] == "zero_costs" for flag in kept["honesty"]["flags"])


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_same_run_gives_the_same_digest_and_another_param_another(
    spec: str, bars: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("backtest", spec, "--bars", bars, "--lots", "0.1")
    first, again = (told(capsys, *arguments)["header"] for _ in range(2))
    other = told(capsys, *arguments, "--param", "fast=7")["header"]
    assert first["digest"] == again["digest"] != other["digest"]
    assert first["run_key"] == again["run_key"] != other["run_key"]
    dear = told(capsys, *arguments, "--commission", "7")["header"]
    assert dear["bound_hash"] == first["bound_hash"]
    assert dear["run_key"] != first["run_key"]


def test_dates_cut_the_run(spec: str, bars: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("backtest", spec, "--bars", bars, "--risk-pct", "1", "--from", "2024-01-08")
    header = told(capsys, *arguments, "--to", "2024-01-13")["header"]
    assert (header["from"], header["to"]) == ("2024-01-08T00:00:00Z", "2024-01-12T23:55:00Z")


def test_bars_before_the_first_date_warm_up_and_are_told_of(
    spec: str, bars: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("backtest", spec, "--bars", bars, "--lots", "0.1", "--from", "2024-01-08")
    made = told(capsys, *arguments)
    header = made["header"]
    assert header["first_bar_time"] == header["from"] == made["equity"]["time"][0]
    assert header["history_from"] == "2024-01-02T00:00:00Z"
    assert header["history_bars"] == 4 * 288  # Tuesday to Friday
    assert all(trade["time_open"] >= header["from"] for trade in made["trades"])
    assert min(trade["time_open"] for trade in made["trades"]) < "2024-01-09"
    assert "warm_up" not in {flag["code"] for flag in made["honesty"]["flags"]}
    assert run(list(arguments)) == 0
    assert "warmed up by 1152 bars before it" in capsys.readouterr().out


def test_a_range_at_the_beginning_of_the_bars_says_what_the_warm_up_took(
    spec: str, bars: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, "backtest", spec, "--bars", bars, "--lots", "0.1", "--to", "2024-01-04")
    assert made["header"]["history_bars"] == 0
    assert made["header"]["history_from"] is None
    flag = next(each for each in made["honesty"]["flags"] if each["code"] == "warm_up")
    assert flag["severity"] == "warning"
    assert "of 576 bars" in flag["message"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "need:sizing"),
        (("--lots", "0.1", "--risk-pct", "1"), "one way to size"),
        (("--lots", "0"), "/sizing/lots"),
        (("--lots", "0.1", "--param", "fats=3"), "params: fast, slow"),
        (("--lots", "0.1", "--param", "fast=11"), "outside 3 to 9"),
        (("--lots", "0.1", "--balance", "-5"), "--balance"),
        (("--lots", "0.1", "--currency", "CHF"), "conversion"),
        (("--lots", "0.1", "--intrabar", "drill_down"), "--detail"),
        (("--lots", "0.1", "--news", "/nowhere"), "--news"),
        (("--lots", "0.1", "--stop-out-pct", "-1"), "--stop-out-pct"),
        (("--lots", "0.1", "--out", "/nowhere/result.json"), "--out"),
    ],
)
def test_bad_input_is_one_message(
    spec: str, bars: str, options: Any, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["backtest", spec, "--bars", bars, *options]) == 2
    assert words in capsys.readouterr().err


def test_a_document_of_another_market_is_not_run_by_mistake(
    bars: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(EMA | {"symbols": ["XAUUSD"], "timeframe": "M5"}))
    arguments = ["backtest", str(path), "--bars", bars, "--lots", "0.1"]
    assert run(arguments) == 2
    assert "XAUUSD, as the document says" in capsys.readouterr().err
    assert run([*arguments, "--symbol", "EURUSD"]) == 0


def test_recorded_bars_run_on_the_servers_clock(
    spec: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = SHARED / "H4_XAUUSD_mt5_ejtrader.parquet"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    clocks = ("--file-clock", "GMT+2/eu", "--server-clock", "GMT+2/eu")
    made = told(
        capsys, "backtest", spec, "--bars", str(path), *clocks, "--lots", "0.1", "--spread", "30"
    )
    assert made["header"]["bars"] == 14_400
    assert made["header"]["data_quality"]["weekend_bars"] == 0
    assert made["header"]["settings"]["server_clock"] == "GMT+2/eu"
    assert made["statistics"]["total_trades"] > 100


# -- what a run reads besides its bars


def hourly(bars: str) -> str:
    """The same market as whole hours, the last bar of each as its detail."""
    heading, *rows = Path(bars).read_text().splitlines()
    hours: dict[int, list[list[str]]] = {}
    for row in rows:
        cells = row.split(",")
        hours.setdefault(int(cells[0]) // 3_600 * 3_600, []).append(cells)
    path = Path(bars).parent / "EURUSD_H1.csv"
    folded = [
        ",".join((str(hour), part[0][1], max(c[2] for c in part), min(c[3] for c in part),
                  part[-1][4], "50", "8"))
        for hour, part in hours.items()
    ]  # fmt: skip
    path.write_text("\n".join([heading, *folded]) + "\n")
    return str(path)


def test_shorter_bars_decide_what_came_first_inside_a_bar(
    spec: str, bars: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("backtest", spec, "--bars", hourly(bars), "--lots", "0.1", "--warm-up", "30")
    plain = told(capsys, *arguments)
    drilled = told(capsys, *arguments, "--intrabar", "drill_down", "--detail", bars)
    assert drilled["header"]["settings"]["intrabar"] == "drill_down"
    assert len(drilled["trades"]) == len(plain["trades"])
    assert float(drilled["statistics"]["net_profit"]) >= float(plain["statistics"]["net_profit"])


def test_longer_bars_of_the_broker_are_those_that_the_run_would_fold(
    bars: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "higher.json"
    slow = {"ind": "sma", "period": 3, "tf": "H1"}
    entry = {"long": {"left": {"price": "close"}, "op": "crosses_above", "right": slow}}
    path.write_text(json.dumps(EMA | {"entry": entry, "params": {}}))
    arguments = ("backtest", str(path), "--bars", bars, "--lots", "0.1")
    folded = told(capsys, *arguments)["header"]["digest"]
    assert told(capsys, *arguments, "--higher", hourly(bars))["header"]["digest"] == folded


def test_a_calendar_keeps_entries_away_from_its_events(
    bars: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, news = tmp_path / "news.json", tmp_path / "news.csv"
    blackout = {"before_min": 600, "after_min": 600}
    path.write_text(json.dumps(EMA | {"filters": {"news_blackout": blackout}}))
    arguments = ("backtest", str(path), "--bars", bars, "--lots", "0.1")
    assert run([*arguments]) == 2
    assert "calendar" in capsys.readouterr().err
    news.write_text("time,currency,impact\n2024-01-10T12:00,USD,high\n2024-01-12,JPY,high\n")
    made = told(capsys, *arguments, "--news", str(news))
    opened = [trade["time_open"] for trade in made["trades"]]
    assert not [time for time in opened if "2024-01-10T02:00" <= time < "2024-01-10T22:00"]
    assert [time for time in opened if time.startswith("2024-01-12")]


def test_a_rate_counts_an_account_in_another_currency(
    spec: str, bars: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rate = tmp_path / "USDCHF.csv"
    heading, *rows = Path(bars).read_text().splitlines()
    cells = [",".join([row.split(",")[0], *["0.90000"] * 4, "9", "0"]) for row in rows]
    rate.write_text("\n".join([heading, *cells]) + "\n")
    arguments = ("backtest", spec, "--bars", bars, "--lots", "0.1")
    dollars = told(capsys, *arguments)["statistics"]
    francs = told(capsys, *arguments, "--currency", "CHF", "--rates", str(rate))["statistics"]
    assert float(francs["net_profit"]) == pytest.approx(
        0.9 * float(dollars["net_profit"]), abs=0.01 * len(rows)
    )
    assert run([*arguments, "--currency", "JPY", "--rates", str(rate)]) == 2
    assert "USDJPY" in capsys.readouterr().err


def test_ticks_decide_what_came_first_inside_a_bar(
    spec: str, bars: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each five-minute bar as four quotes: the same detail as the bars, so the same trades."""
    rows = [row.split(",") for row in Path(bars).read_text().splitlines()[1:]]
    points = [[round(float(cell) * 100_000) for cell in row[1:5]] for row in rows]
    path = tmp_path / "ticks.parquet"
    pd.DataFrame(
        {
            "time_msc": [int(row[0]) * 1_000 + n for row in rows for n in (0, 1, 2, 3)],
            "bid_pts": [bar[n] for bar in points for n in (0, 1, 2, 3)],
            "ask_pts": [bar[n] + 8 for bar in points for n in (0, 1, 2, 3)],
        }
    ).to_parquet(path)
    arguments = ("backtest", spec, "--bars", hourly(bars), "--lots", "0.1", "--warm-up", "30",
                 "--intrabar", "drill_down")  # fmt: skip
    ticks = told(capsys, *arguments, "--detail", str(path))
    assert ticks["statistics"]["total_trades"] > 5
    assert run([*arguments, "--detail", hourly(bars)]) == 2
    assert "shorter than H1" in capsys.readouterr().err


def test_fixed_lots_that_the_margin_cuts_are_counted(
    spec: str, bars: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """At 1:5 a balance of 5000 carries about 0.22 lots of 110 000 dollars each."""
    arguments = ["backtest", spec, "--bars", bars, "--balance", "5000", "--leverage", "5", "--json"]
    told: dict[str, Any] = {}
    for lots in ("0.1", "0.5"):
        assert run([*arguments, "--lots", lots]) == 0
        told[lots] = json.loads(capsys.readouterr().out)
    flags = {lots: {f["code"]: f["message"] for f in made["honesty"]["flags"]}
             for lots, made in told.items()}  # fmt: skip
    assert "lots_cut" not in flags["0.1"]
    entries = [deal for deal in told["0.5"]["deals"] if deal["entry"] == "in"]
    cut = sum(float(deal["volume"]) < 0.5 for deal in entries)
    assert cut > 0
    words = f"{cut} of {len(entries)} entries are smaller than 0.5 lots"
    assert flags["0.5"]["lots_cut"].startswith(words)
