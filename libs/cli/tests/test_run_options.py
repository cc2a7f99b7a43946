"""Options of a run become its settings, and what cannot be is refused by its option."""

from decimal import Decimal
from typing import Any

import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom.engine.run_settings import Intrabar, MarginMode, Road, RunSettings
from tickloom.venue.costs import CommissionMode, SpreadMode, SwapMode
from tickloom_cli.run_options import RunOptions, params_of

UTC = ServerClock()


def settings(**options: Any) -> RunSettings:
    return RunOptions(**options).settings(UTC)


def test_without_options_a_run_has_the_librarys_defaults() -> None:
    assert settings() == RunSettings()


def test_every_option_reaches_its_setting() -> None:
    made = settings(
        balance="5000.50", currency="eur", leverage=30, account="netting", conversion_rate="0.9",
        spread="12", commission="7/lot", commission_minimum="1", swap_long="-5.1",
        swap_short="1.2", triple_day="Friday", slippage="1:4", intrabar="one_minute_ohlc",
        road="reference", warm_up=300, entry_delay=1, ignore_news=True, seed=7,
    )  # fmt: skip
    assert made.account.balance == Decimal("5000.50")
    assert (made.account.currency, made.account.leverage) == ("EUR", 30)
    assert made.account.margin_mode is MarginMode.NETTING
    assert (made.spread.mode, made.spread.points) == (SpreadMode.FIXED, 12)
    assert (made.commission.mode, made.commission.amount) == (CommissionMode.PER_LOT, Decimal(7))
    assert (made.swap.mode, made.swap.long, made.swap.triple_day) == (
        SwapMode.POINTS, Decimal("-5.1"), 5,
    )  # fmt: skip
    assert (made.slippage.points, made.slippage.maximum_points) == (1, 4)
    assert (made.intrabar, made.road) == (Intrabar.ONE_MINUTE_OHLC, Road.REFERENCE)
    assert (made.warm_up_bars, made.entry_delay_bars, made.ignore_news, made.seed) == (
        300, 1, True, 7,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("7", CommissionMode.PER_LOT), ("14/round", CommissionMode.ROUND_TURN),
        ("30/million", CommissionMode.PER_MILLION), ("2/deal", CommissionMode.PER_DEAL),
        ("0.05%", CommissionMode.PERCENT), ("0", CommissionMode.NONE),
    ],
)  # fmt: skip
def test_commissions_say_what_they_are_counted_on(text: str, mode: CommissionMode) -> None:
    assert settings(commission=text).commission.mode is mode


def test_a_recorded_spread_can_be_multiplied() -> None:
    assert settings(spread="recorded*2").spread.multiplier == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"balance": "0"}, "--balance"), ({"balance": "NaN"}, "--balance"),
        ({"currency": "dollar"}, "--currency"), ({"leverage": 0}, "leverage"),
        ({"account": "nettin"}, "hedging, netting"), ({"spread": "-1"}, "--spread"),
        ({"spread": "1.5"}, "--spread"), ({"commission": "7/year"}, "--commission"),
        ({"swap_long": "-1", "triple_day": "xyz"}, "--triple-day"),
        ({"slippage": "4:1"}, "--slippage"), ({"intrabar": "best"}, "stop_first"),
        ({"road": "fast"}, "--road"), ({"warm_up": -1}, "--warm-up"),
        ({"conversion_rate": "x"}, "--conversion-rate"),
        ({"commission_minimum": "x"}, "--commission-minimum"),
        ({"commission": "1/lot", "commission_minimum": "-5"}, "0 or more"),
        ({"triple_day": "foo"}, "--triple-day"), ({"swap_mode": "foo"}, "--swap-mode"),
        ({"balance": "1e30"}, "--balance"), ({"conversion_rate": "1e30"}, "--conversion-rate"),
        ({"spread": "1e10"}, "--spread"), ({"spread": "recorded*1e30"}, "--spread"),
        ({"slippage": "1e10"}, "--slippage"), ({"slippage": "0:1e10"}, "--slippage"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_option(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        settings(**options)


def test_params_are_names_with_numbers() -> None:
    assert params_of(["length=30", "stretch = -2.5"]) == {"length": 30, "stretch": -2.5}
    for text in ("length", "=3", "length=x", "length=nan"):
        with pytest.raises(InvalidInput):
            params_of([text])


def test_a_param_given_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="one value for length"):
        params_of(["length=30", "length = 31"])
