"""The account, the costs and the modes of a run, as options; and the settings they make."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom.engine.run_settings import (
    AccountSettings,
    Intrabar,
    MarginMode,
    Road,
    RunSettings,
)
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
_COMMISSION = re.compile(r"([\d.]+)\s*(%|/\s*(lot|round|million|deal))?")
_COMMISSIONS = {
    "lot": CommissionMode.PER_LOT, "round": CommissionMode.ROUND_TURN,
    "million": CommissionMode.PER_MILLION, "deal": CommissionMode.PER_DEAL,
}  # fmt: skip
_POINTS_MAX = 1_000_000
_MONEY_MAX = Decimal(10**12)
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """Everything of a run that is neither the document nor the bars."""

    balance: Annotated[str, typer.Option(help="Deposit.")] = "10000"
    currency: Annotated[str, typer.Option(help="Account currency.")] = "USD"
    leverage: Annotated[int, typer.Option(help="Account leverage, 100 for 1:100.")] = 100
    account: Annotated[str, typer.Option(help="hedging or netting.")] = "hedging"
    conversion_rate: Annotated[
        str | None,
        typer.Option(help="Account currency for one unit of the profit currency, where the "
                     "symbol does not tell it."),
    ] = None  # fmt: skip
    stop_out_pct: Annotated[
        str, typer.Option(help="Margin level at which positions are closed.")
    ] = "30"
    spread: Annotated[
        str, typer.Option(help="recorded, recorded*2, or a fixed number of points.")
    ] = "recorded"
    commission: Annotated[
        str, typer.Option(help="7/lot (each side), 14/round, 30/million, 2/deal, 0.05%.")
    ] = "0"
    commission_minimum: Annotated[str, typer.Option(help="The least a deal pays.")] = "0"
    swap_mode: Annotated[
        str,
        typer.Option(help="points, money_deposit, money_base, money_margin, interest_current, "
                     "interest_open."),
    ] = "points"  # fmt: skip
    swap_long: Annotated[str, typer.Option(help="A lot of a buy, each night.")] = "0"
    swap_short: Annotated[str, typer.Option(help="A lot of a sell, each night.")] = "0"
    triple_day: Annotated[str, typer.Option(help="The day whose night counts three.")] = "wed"
    slippage: Annotated[str, typer.Option(help="Points, or a range like 0:5.")] = "0"
    intrabar: Annotated[str, typer.Option(help="stop_first, one_minute_ohlc or drill_down.")] = (
        "stop_first"
    )
    road: Annotated[str, typer.Option(help="auto, event or reference.")] = "auto"
    warm_up: Annotated[
        int | None, typer.Option(help="Bars before the first signal; what is needed if left out.")
    ] = None
    entry_delay: Annotated[int, typer.Option(help="Stress: signals act so many bars later.")] = 0
    ignore_news: Annotated[
        bool, typer.Option("--ignore-news", help="Run without the news filter; flagged.")
    ] = False
    seed: Annotated[int, typer.Option(help="For slippage that is drawn.")] = 0

    def settings(self, clock: ServerClock) -> RunSettings:
        """The settings; raises `InvalidInput` for the first option that cannot be."""
        return RunSettings(
            account=AccountSettings(
                balance=_money("--balance", self.balance), currency=_currency(self.currency),
                leverage=self.leverage, margin_mode=_word("--account", self.account, MarginMode),
                conversion_rate=None if self.conversion_rate is None
                else _money("--conversion-rate", self.conversion_rate),
                stop_out_pct=_share("--stop-out-pct", self.stop_out_pct),
            ),
            spread=_spread(self.spread),
            commission=_commission(self.commission, self.commission_minimum), swap=self._swap(),
            slippage=_slippage(self.slippage),
            intrabar=_word("--intrabar", self.intrabar, Intrabar),
            server_clock=clock, road=_word("--road", self.road, Road),
            warm_up_bars=None if self.warm_up is None else _count("--warm-up", self.warm_up),
            entry_delay_bars=_count("--entry-delay", self.entry_delay),
            ignore_news=self.ignore_news, seed=self.seed,
        )  # fmt: skip

    def _swap(self) -> Swap:
        long, short = _amount("--swap-long", self.swap_long), _amount(
            "--swap-short", self.swap_short
        )  # fmt: skip
        day = self.triple_day.lower()[:3]
        if day not in _DAYS:
            raise InvalidInput("--triple-day", self.triple_day, f"one of {', '.join(_DAYS)}")
        mode = _word("--swap-mode", self.swap_mode, SwapMode)
        if not long and not short:
            return Swap()
        return Swap(mode=mode, long=long, short=short, triple_day=_DAYS.index(day))


def _word(option: str, text: str, words: type[Word]) -> Word:
    try:
        return words(text.lower())
    except ValueError as problem:
        raise InvalidInput(option, text, f"one of {', '.join(words)}") from problem


def _amount(option: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as problem:
        raise InvalidInput(option, text, "a number") from problem
    if not value.is_finite():
        raise InvalidInput(option, text, "a number")
    return value


def _money(option: str, text: str) -> Decimal:
    value = _amount(option, text)
    if not 0 < value <= _MONEY_MAX:
        raise InvalidInput(option, text, f"an amount above 0, up to {_MONEY_MAX}")
    return value


def _share(option: str, text: str) -> Decimal:
    value = _amount(option, text)
    if value < 0:
        raise InvalidInput(option, text, "0 or more percent")
    return value


def _count(option: str, value: int) -> int:
    if value < 0:
        raise InvalidInput(option, value, "0 or more")
    return value


def _currency(text: str) -> str:
    word = text.upper()
    if not (len(word) == 3 and word.isascii() and word.isalpha()):
        raise InvalidInput("--currency", text, "three letters, for example USD")
    return word


def _spread(text: str) -> Spread:
    word, _, factor = text.partition("*")
    if word.strip().lower() == "recorded":
        multiplier = _money("--spread", factor) if factor else Decimal(1)
        return Spread(multiplier=multiplier)
    points = _amount("--spread", text)
    if points != int(points) or not 0 <= points <= _POINTS_MAX:
        raise InvalidInput(
            "--spread", text,
            f"recorded, recorded*2, or a whole number of points up to {_POINTS_MAX}",
        )  # fmt: skip
    return Spread(mode=SpreadMode.FIXED, points=int(points))


def _commission(text: str, minimum: str) -> Commission:
    found = _COMMISSION.fullmatch(text.strip())
    if found is None:
        raise InvalidInput("--commission", text, "7/lot, 14/round, 30/million, 2/deal or 0.05%")
    amount, least = _amount("--commission", found[1]), _amount("--commission-minimum", minimum)
    if least < 0:
        raise InvalidInput("--commission-minimum", minimum, "0 or more")
    if not amount and not least:
        return Commission()
    mode = CommissionMode.PERCENT if found[2] == "%" else _COMMISSIONS[found[3] or "lot"]
    return Commission(mode=mode, amount=amount, minimum=least)


def _slippage(text: str) -> Slippage:
    low, mark, high = text.partition(":")
    least, most = (_amount("--slippage", part or "0") for part in (low, high if mark else low))
    is_whole = least == int(least) and most == int(most)
    if not (is_whole and 0 <= least <= most <= _POINTS_MAX):
        raise InvalidInput(
            "--slippage", text, f"whole points up to {_POINTS_MAX}, or a range like 0:5"
        )
    return Slippage(points=int(least), maximum_points=int(most) if mark else 0)


def params_of(texts: list[str]) -> dict[str, int | float]:
    """`name=value` options as numbers; raises `InvalidInput`."""
    values: dict[str, int | float] = {}
    for text in texts:
        name, mark, value = text.partition("=")
        number = _amount("--param", value) if mark else None
        if number is None or not name.strip():
            raise InvalidInput("--param", text, "NAME=VALUE, for example length=30")
        if name.strip() in values:
            raise InvalidInput("--param", text, f"one value for {name.strip()}")
        values[name.strip()] = int(number) if number == int(number) else float(number)
    return values
