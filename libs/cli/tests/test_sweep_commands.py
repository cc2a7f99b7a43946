"""`tickloom sweep` and `tickloom walk-forward` on a generated market."""

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tickloom_cli.__main__ import run

MACD: dict[str, Any] = {"ind": "macd", "fast": {"param": "fast"}, "slow": {"param": "slow"}}
SPEC: dict[str, Any] = {
    "spec_version": 1,
    "params": {"fast": {"default": 5, "min": 4, "max": 16, "step": 4},
               "slow": {"default": 20, "min": 10, "max": 20, "step": 5}},
    "entry": {"long": {"left": MACD, "op": "crosses_above", "right": 0}},
    "exit": {"long": {"left": MACD, "op": "crosses_below", "right": 0}},
    "stop_loss": {"unit": "pips", "value": 20}, "sizing": {"mode": "fixed_lots", "lots": 0.1},
}  # fmt: skip


@pytest.fixture
def market(tmp_path: Path) -> list[str]:
    """A spec and four weeks of fifteen-minute bars."""
    generator = random.Random(2)
    price, rows = 110_000, ["time,open,high,low,close,volume,spread"]
    for number in range(28 * 96):
        moment = 1_704_067_200 + 900 * number
        close = price + generator.randint(-60, 60)
        high, low = max(price, close) + 10, min(price, close) - 10
        prices = ",".join(f"{p / 100_000:.5f}" for p in (price, high, low, close))
        rows.append(f"{moment},{prices},50,8")
        price = close
    bars, spec = tmp_path / "EURUSD.csv", tmp_path / "spec.json"
    bars.write_text("\n".join(rows) + "\n")
    spec.write_text(json.dumps(SPEC))
    return [str(spec), "--bars", str(bars)]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_sweep_runs_every_set_that_fits_and_ranks_them(
    market: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "sets.csv"
    made = told(capsys, "sweep", *market, "--table", str(table))
    assert made["format"] == "tickloom-sweep/1"
    # fast 4, 8, 12, 16 below slow 10, 15, 20: 2 + 3 + 4 of the 12
    assert (len(made["results"]), made["refused_sets"]) == (9, 3)
    profits = [float(row["statistics"]["net_profit"]) for row in made["results"]]
    assert profits == sorted(profits, reverse=True)
    assert made["best"] == made["results"][0]
    assert made["honesty"]["trials"] == 9
    assert 0 <= made["honesty"]["deflated_sharpe"] <= 1
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [row["digest"] for row in rows] == [row["digest"] for row in made["results"]]


def test_a_set_of_a_sweep_is_the_run_with_those_params(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    best = told(capsys, "sweep", *market)["best"]
    params = [f"--param={name}={value}" for name, value in best["params"].items()]
    alone = told(capsys, "backtest", *market, *params)
    assert alone["header"]["digest"] == best["digest"]
    assert alone["header"]["bound_hash"] == best["bound_hash"]
    assert alone["statistics"]["net_profit"] == best["statistics"]["net_profit"]


def test_a_guided_sweep_learns_and_says_the_same_whoever_works(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    space = ("--space", "fast=4:8:1", "--space", "slow=10:20:1")
    arguments = ("sweep", *market, *space, "--method", "optuna", "--trials", "40")
    made = told(capsys, *arguments)
    assert (made["method"], made["honesty"]["trials"]) == ("optuna", 40)
    chosen = [tuple(row["params"].items()) for row in made["results"]]
    assert len(set(chosen)) == 40, "no set twice"
    assert told(capsys, *arguments, "--workers", "2") == made
    assert told(capsys, *arguments, "--sweep-seed", "5") != made


def test_a_guided_sweep_tries_what_does_not_fit_and_leaves_it_out(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, "sweep", *market, "--method", "optuna", "--trials", "50")
    # the whole space has 12 sets, and 9 of them fit
    assert (len(made["results"]), made["refused_sets"]) == (9, 3)


def test_a_walk_forward_is_not_guided(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    windows = ("--in-sample", "1w", "--out-of-sample", "3d")
    assert run(["walk-forward", *market, *windows, "--method", "optuna"]) == 2
    assert "grid or random" in capsys.readouterr().err


def test_several_workers_find_what_one_finds(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("sweep", *market, "--space", "fast=4,8", "--space", "slow=15")
    assert told(capsys, *arguments, "--workers", "2") == told(capsys, *arguments)


def test_a_random_search_draws_different_sets_by_its_seed(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("sweep", *market, "--method", "random", "--trials", "3")
    first, again = (told(capsys, *arguments) for _ in range(2))
    assert first == again
    assert len(first["results"]) + first["refused_sets"] == 3


def test_a_walk_forward_trades_each_stretch_with_what_the_one_before_chose(
    market: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "windows.json"
    made = told(
        capsys, "walk-forward", *market, "--in-sample", "10d", "--out-of-sample", "6d",
        "--space", "fast=4,8", "--out", str(out),
    )  # fmt: skip
    assert json.loads(out.read_text()) == made
    assert len(made["windows"]) == 3
    assert [row["out_of_sample"]["from"][:10] for row in made["windows"]] == [
        "2024-01-11", "2024-01-17", "2024-01-23",
    ]  # fmt: skip
    for row in made["windows"]:
        assert row["in_sample"]["to"] < row["out_of_sample"]["from"]
    whole = made["out_of_sample"]
    assert whole["total_trades"] == sum(row["traded"]["total_trades"] for row in made["windows"])
    assert whole["total_trades"] > 10


def test_both_parts_of_a_window_are_warm_from_their_first_bar_on(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two days hold 192 bars, and the indicators need more than 250."""
    made = told(
        capsys, "walk-forward", *market, "--in-sample", "2d", "--out-of-sample", "2d",
        "--space", "fast=4", "--space", "slow=10", "--from", "2024-01-11",
    )  # fmt: skip
    assert len(made["windows"]) > 5
    for row in made["windows"]:
        assert row["chosen"]["total_trades"] > 0
        assert row["traded"]["total_trades"] > 0
    span = made["windows"][1]["out_of_sample"]
    alone = told(
        capsys, "backtest", *market, "--param", "fast=4", "--param", "slow=10",
        "--from", span["from"][:19], "--to", made["windows"][2]["out_of_sample"]["from"][:19],
    )  # fmt: skip
    assert alone["header"]["digest"] == made["windows"][1]["digest"]


def test_a_window_in_which_no_set_can_be_best_trades_nothing(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    windows = ("--in-sample", "2d", "--out-of-sample", "2d", "--space", "fast=4,8")
    arguments = ["walk-forward", *market, *windows, "--objective", "sharpe_ratio"]
    made = told(capsys, *arguments)
    assert {row["params"] for row in made["windows"]} == {None}
    assert {row["traded"] for row in made["windows"]} == {None}
    whole = made["out_of_sample"]
    assert (whole["net_profit"], whole["total_trades"]) == ("0.00", 0)
    assert (whole["windows_chosen"], whole["windows_won"]) == (0, 0)
    (flag,) = made["honesty"]["flags"]
    assert flag["code"] == "no_choice"
    assert (
        f"in {whole['windows']} of {whole['windows']} windows nothing was chosen"
        in (flag["message"])
    )
    assert run(arguments) == 0
    assert "no set made the 30 trades that sharpe_ratio needs" in capsys.readouterr().out


def test_a_sweep_without_enough_trades_has_no_best_by_a_ratio(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    short = ("--from", "2024-01-08", "--to", "2024-01-10")
    made = told(capsys, "sweep", *market, *short, "--objective", "profit_factor")
    assert made["best"] is None
    assert made["history_bars"] == 7 * 96
    assert {row["statistics"]["profit_factor"] for row in made["results"]} == {None}
    assert [flag["code"] for flag in made["honesty"]["flags"]] == ["no_choice"]
    by_money = told(capsys, "sweep", *market, *short)
    assert by_money["best"] == by_money["results"][0]
    assert [flag["code"] for flag in by_money["honesty"]["flags"]] == ["few_trades"]
    assert by_money["honesty"]["deflated_sharpe"] is None


def test_a_set_of_a_sweep_over_dates_is_the_run_over_them(
    market: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    dates = ("--from", "2024-01-15", "--to", "2024-01-25")
    best = told(capsys, "sweep", *market, *dates)["best"]
    params = [f"--param={name}={value}" for name, value in best["params"].items()]
    assert told(capsys, "backtest", *market, *dates, *params)["header"]["digest"] == best["digest"]


def test_the_future_of_a_window_changes_nothing_in_it(
    market: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["walk-forward", market[0], "--in-sample", "10d", "--out-of-sample", "6d",
                 "--space", "fast=4,8"]  # fmt: skip
    first = told(capsys, *arguments, "--bars", market[2])["windows"][0]
    rows = Path(market[2]).read_text().splitlines()
    stop = next(n for n, row in enumerate(rows) if row.startswith(str(1_704_067_200 + 16 * 86_400)))
    scrambled = tmp_path / "EURUSD_2.csv"
    level = "1.30000,1.30010,1.29990,1.30000,50,8"
    later = [f"{row.split(',')[0]},{level}" for row in rows[stop:]]
    scrambled.write_text("\n".join([*rows[:stop], *later]) + "\n")
    assert told(capsys, *arguments, "--bars", str(scrambled))["windows"][0] == first


@pytest.mark.parametrize(
    ("command", "options", "words"),
    [
        ("sweep", ("--space", "fast=1:2"), "MIN:MAX:STEP"),
        ("sweep", ("--space", "fat=1,2"), "fast, slow"),
        ("sweep", ("--space", "fast=4,99"), "4 to 16"),
        ("sweep", ("--space", "fast=x"), "numbers"),
        ("sweep", ("--method", "best"), "grid, random or optuna"),
        ("sweep", ("--objective", "profit"), "net_profit"),
        ("sweep", ("--workers", "0"), "1 or more"),
        ("sweep", ("--space", "fast=16", "--space", "slow=10"), "fast"),
        ("walk-forward", ("--in-sample", "10d"), "--out-of-sample"),
        ("walk-forward", ("--in-sample", "10d", "--out-of-sample", "soon"), "--out-of-sample"),
        ("walk-forward", ("--in-sample", "90d", "--out-of-sample", "9d"), "longer than"),
        (
            "walk-forward",
            ("--in-sample", "9d", "--out-of-sample", "9d", "--scheme", "x"),
            "anchored",
        ),
    ],
)
def test_bad_input_is_one_message(
    market: list[str], command: str, options: Any, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, *market, *options]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--space", "fast=4,8", "--space", "fast=4:8:1"], "one range or list for fast"),
        (["--method", "optuna", "--sweep-seed", "-1"], "--sweep-seed: -1"),
        (["--method", "optuna", "--sweep-seed", "4294967296"], "0 to 4294967295"),
    ],
)
def test_what_no_search_can_do_is_refused_by_its_option(
    market: list[str], options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sweep", *market, *options]) == 2
    assert words in capsys.readouterr().err
