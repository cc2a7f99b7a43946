"""The settings of a request as the engine's own value; raises `InvalidInput` with the field."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from tickloom.contracts.backtest import Json
from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom.engine.run_settings import AccountSettings, Intrabar, MarginMode, Road, RunSettings
from tickloom.venue.costs import (
    Commission,
    CommissionMode,
    Slippage,
    Spread,
    SpreadMode,
    Swap,
    SwapMode,
)

Word = TypeVar("Word", bound=StrEnum)


def run_settings(given: Json) -> RunSettings:
    """What is left out has the engine's default."""
    spread, commission, swap, slippage = (
        _part(given, name) for name in ("spread", "commission", "swap", "slippage")
    )
    rate = given.get("conversion_rate")
    warm_up = given.get("warm_up_bars")
    return RunSettings(
        account=AccountSettings(
            balance=_decimal("balance", given.get("balance", 10_000)),
            currency=str(given.get("currency", "USD")),
            leverage=_whole("leverage", given.get("leverage", 100)),
            stop_out_pct=_decimal("stop_out_pct", given.get("stop_out_pct", 30)),
            margin_mode=_word("account", given.get("account", "hedging"), MarginMode),
            conversion_rate=None if rate is None else _decimal("conversion_rate", rate),
        ),
        spread=Spread(
            mode=_word("spread.mode", spread.get("mode", "recorded"), SpreadMode),
            points=_whole("spread.points", spread.get("points", 0)),
            multiplier=_decimal("spread.multiplier", spread.get("multiplier", 1)),
        ),
        commission=Commission(
            mode=_word("commission.mode", commission.get("mode", "none"), CommissionMode),
            amount=_decimal("commission.amount", commission.get("amount", 0)),
            minimum=_decimal("commission.minimum", commission.get("minimum", 0)),
        ),
        swap=Swap(
            mode=_word("swap.mode", swap.get("mode", "none"), SwapMode),
            long=_decimal("swap.long", swap.get("long", 0)),
            short=_decimal("swap.short", swap.get("short", 0)),
            triple_day=_whole("swap.triple_day", swap.get("triple_day", 3)),
        ),
        slippage=Slippage(
            points=_whole("slippage.points", slippage.get("points", 0)),
            maximum_points=_whole("slippage.maximum_points", slippage.get("maximum_points", 0)),
        ),
        intrabar=_word("intrabar", given.get("intrabar", "stop_first"), Intrabar),
        server_clock=ServerClock.read(str(given.get("server_clock") or "UTC")),
        road=_word("road", given.get("road", "auto"), Road),
        warm_up_bars=None if warm_up is None else _whole("warm_up_bars", warm_up),
        entry_delay_bars=_whole("entry_delay_bars", given.get("entry_delay_bars", 0)),
        ignore_news=bool(given.get("ignore_news", False)),
        seed=_whole("seed", given.get("seed", 0)),
    )  # fmt: skip


def _part(given: Json, name: str) -> Json:
    part: Any = given.get(name) or {}
    if not isinstance(part, dict):
        raise InvalidInput(f"settings.{name}", part, "an object with a mode")
    return part  # pyright: ignore[reportUnknownVariableType]


def _decimal(field: str, value: Any) -> Decimal:  # noqa: ANN401  any JSON value
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise InvalidInput(f"settings.{field}", value, "a number") from error
    if not number.is_finite():
        raise InvalidInput(f"settings.{field}", value, "a number")
    return number


def _whole(field: str, value: Any) -> int:  # noqa: ANN401  any JSON value
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidInput(f"settings.{field}", value, "a whole number of 0 or more")
    return value


def _word(field: str, value: Any, words: type[Word]) -> Word:  # noqa: ANN401  any JSON value
    try:
        return words(str(value))
    except ValueError as error:
        raise InvalidInput(f"settings.{field}", value, f"one of {', '.join(words)}") from error
