"""The JSON of a result: exact, complete, and honest about what is unknown."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tickloom.domain.instrument import ContractOrigin
from tickloom.domain.server_time import ServerClock
from tickloom.engine.data_quality import DataQuality
from tickloom.engine.honesty import History, flags_of_windows
from tickloom.engine.result_document import FORMAT, result_document
from tickloom.engine.result_figures import curve_of
from tickloom.engine.result_series import extremes
from tickloom.engine.run_settings import Intrabar, RunSettings
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.strategy.finding import warning
from tickloom.testing.results import hand_made_result
from tickloom.venue.costs import Commission, CommissionMode

QUALITY = DataQuality(
    bars=4, gaps=1, missing_minutes=60, duplicates=0, spikes=2, zero_spreads=None,
    negative_spreads=3, weekend_bars=0,
)  # fmt: skip


def document(**options: Any) -> Any:
    """As another program would get it."""
    return json.loads(json.dumps(result_document(hand_made_result(), **options), allow_nan=False))


def flags(**options: Any) -> dict[str, str]:
    """Their messages by code."""
    return {flag["code"]: flag["message"] for flag in document(**options)["honesty"]["flags"]}


def test_money_and_prices_are_decimal_strings_and_times_are_utc() -> None:
    got = document()
    assert got["format"] == FORMAT
    first, second = got["trades"]
    assert (first["price_open"], first["price_close"]) == ("1.10000", "1.10020")
    assert (first["profit"], first["commission"], first["net"]) == ("2.00", "-1.40", "0.60")
    assert (first["time_open"], first["volume"]) == ("2024-01-01T00:00:00Z", "0.10")
    assert first["result_r"] == 2
    assert (first["mfe"], first["mae"], first["mfe_money"]) == (25, -5, "2.50")
    assert (second["stop_loss"], second["achieved_r"], second["result_r"]) == (None, None, None)
    assert got["deals"][1]["balance"] == "10000.60"
    assert got["deals"][2]["reason"] == "reversal"


def test_the_header_names_everything_that_the_run_was_made_of() -> None:
    header = document(history=History(quality=QUALITY), command="tickloom backtest x")["header"]
    assert (header["symbol"], header["timeframe"], header["bars"]) == ("EURUSD", "H1", 4)
    assert header["settings"]["account"]["balance"] == "10000"
    assert header["settings"]["server_clock"] == "UTC"
    assert header["document"]["entry"]["long"]["left"] == {"ind": "rsi", "period": 14}
    assert header["read_back"].startswith("On EURUSD H1: buy when RSI(14) is below 30.")
    assert header["data_quality"]["spikes"] == 2
    assert header["command"] == "tickloom backtest x"
    assert len(header["run_key"]) == 64


def test_another_cost_is_another_run() -> None:
    dear = RunSettings(commission=Commission(mode=CommissionMode.PER_LOT))
    keys = {
        result_document(hand_made_result(settings))["header"]["run_key"]
        for settings in (None, dear, RunSettings(seed=1))
    }
    assert len(keys) == 3


def test_statistics_have_their_names_and_unknown_ones_are_null() -> None:
    statistics = document()["statistics"]
    assert statistics["net_profit"] == "-0.45"
    assert (statistics["total_trades"], statistics["total_deals"]) == (2, 4)
    assert statistics["total_swap"] == "-0.05"
    assert statistics["sharpe_ratio"] is None
    assert statistics["margin_level_minimum_pct"] == 900
    assert statistics["exposure_pct"] == 50


def test_honesty_says_what_a_reader_should_know() -> None:
    codes = set(flags(history=History(quality=QUALITY)))
    assert codes >= {"few_trades", "no_stop", "spikes", "crossed_quotes"}
    assert "zero_costs" not in codes
    assert not codes & {"duplicates", "zero_spreads", "weekend_bars"}
    assert "zero_costs" in flags(history=History(has_spread=False))
    tried = document(trials=50, trials_variance=0.01)["honesty"]
    assert tried["trials"] == 50
    assert any(flag["code"] == "many_trials" for flag in tried["flags"])
    assert "overfitting" in flags(pbo=0.51)
    assert "overfitting" not in flags(pbo=0.5)


def test_bars_that_could_not_be_looked_into_are_told() -> None:
    drilled = hand_made_result(RunSettings(intrabar=Intrabar.DRILL_DOWN))
    shares = (0.0, 0.9996, 1.0)
    told = [
        {flag.code: flag.message for flag in flags_of_windows([drilled], History(detail_cover=s),
                                                              trials=1)}
        for s in shares
    ]  # fmt: skip
    assert "no_detail" in told[0]
    assert "99.9 % of the bars" in told[1]["partial_detail"]
    assert not told[2].keys() & {"no_detail", "partial_detail"}
    assert not flags(history=History()).keys() & {"no_detail", "partial_detail"}


def test_what_is_wrong_with_a_document_on_its_symbol_is_told_with_the_result() -> None:
    result = hand_made_result()
    found = warning("/filters/max_spread_points", "warn:spread_cap", "5 is below 8", "raise it")
    result = replace(result, bound=replace(result.bound, warnings=(found,)))
    (told,) = [
        flag for flag in result_document(result)["honesty"]["flags"]
        if flag["code"] == "spread_cap"
    ]  # fmt: skip
    assert told["message"] == "/filters/max_spread_points: 5 is below 8; raise it"
    assert told["severity"] == "warning"


def test_windows_laid_end_to_end_say_each_thing_once() -> None:
    windows = [hand_made_result()] * 20
    told = [flag.code for flag in flags_of_windows(windows, History(quality=QUALITY), trials=9)]
    assert len(told) == len(set(told))
    assert set(told) >= {"many_trials", "no_stop", "no_exit", "spikes"}
    assert "few_trades" not in told
    assert flags_of_windows(windows[:1], History(), trials=1)[0].code == "few_trades"


def test_every_fault_of_the_data_has_a_flag() -> None:
    bad = replace(QUALITY, bars=1_000, duplicates=3, zero_spreads=20, weekend_bars=7)
    result = hand_made_result(RunSettings(server_clock=ServerClock.read("GMT+2")))
    made = result_document(result, history=History(quality=bad))
    found = {flag["code"]: flag for flag in made["honesty"]["flags"]}
    assert found["duplicates"]["message"].startswith("3 bars")
    assert found["zero_spreads"]["severity"] == "warning"
    assert "20 bars (2.0 %)" in found["zero_spreads"]["message"]
    assert "7 bars lie on a Saturday or Sunday" in found["weekend_bars"]["message"]
    assert str(ServerClock.read("GMT+2")) in found["weekend_bars"]["message"]
    few = document(history=History(quality=replace(bad, zero_spreads=2)))["honesty"]["flags"]
    assert next(f for f in few if f["code"] == "zero_spreads")["severity"] == "info"


@pytest.mark.parametrize(
    ("origin", "flag"),
    [("stated", None), ("built_in", ("built_in_contract", "info")),
     ("assumed", ("assumed_contract", "danger"))],
)  # fmt: skip
def test_who_stated_the_contract_is_told(origin: str, flag: tuple[str, str] | None) -> None:
    result = hand_made_result()
    sheet = replace(result.instrument, origin=ContractOrigin(origin))
    made = result_document(replace(result, instrument=sheet))
    told = {f["code"]: f for f in made["honesty"]["flags"] if f["code"].endswith("_contract")}
    assert {(f["code"], f["severity"]) for f in told.values()} == ({flag} if flag else set())
    assert made["header"]["instrument"]["contract_size"] == "100000"
    assert made["header"]["instrument"]["origin"] == origin
    assert f"lots 0.01 to 500 by 0.01 ({origin.replace('_', ' ')})" in tear_sheet(made)


def test_the_calendar_adds_up_to_the_result() -> None:
    (month,) = document()["monthly"]
    assert (month["year"], month["month"], month["trades"]) == (2024, 1, 2)
    assert month["profit"] == "-0.45"
    assert month["return_pct"] == -0.0045


def test_a_long_curve_is_drawn_from_its_extremes() -> None:
    values = np.random.default_rng(1).integers(0, 10**6, 50_000)
    kept = extremes(values, 2_000)
    assert len(kept) <= 2_000
    assert {0, 49_999, int(values.argmin()), int(values.argmax())} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()
    assert extremes(values[:10], 2_000).tolist() == list(range(10))


def test_what_makes_a_year_is_stated() -> None:
    found = document()["annualisation"]
    assert found["periods"] == 1
    assert found["periods_per_year"] == 365.25
    assert "UTC" in found["calendar"]


def test_exposure_counts_each_bar_once() -> None:
    curve = curve_of(hand_made_result())
    assert curve is not None
    assert curve.exposed_bars == 2
    assert curve.margin_level_minimum_pct == 900
