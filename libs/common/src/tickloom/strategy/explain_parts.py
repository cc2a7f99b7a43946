"""Distances, levels, targets and the other parts of a document in plain English."""

from dataclasses import dataclass
from decimal import Decimal

from tickloom.domain.instrument import Instrument
from tickloom.strategy.canonical import text_of
from tickloom.strategy.document import (
    DEFAULT_ATR_PERIOD,
    AtLevel,
    Distance,
    FixedLots,
    Limits,
    OrderRule,
    RiskPercent,
    Sizing,
    StopLevel,
    StrategyDocument,
    Target,
)
from tickloom.strategy.explain_condition import count_text, number_text, operand_text
from tickloom.strategy.nodes import Number

_SUFFIXES = {"pct": " %", "r": "R", "price": " in price"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is known about where a document runs: units are shown in price where it can be told."""

    instrument: Instrument | None = None
    currency: str = "account currency"

    def amount(self, value: int | float) -> str:
        joint = "" if len(self.currency) == 3 else "in "
        return f"{text_of(value)} {joint}{self.currency}"

    def in_price(self, value: int | float, unit: str) -> str:
        """What follows a number of pips or points, where the instrument is known: (0.00250)."""
        if self.instrument is None:
            return ""
        size = {"pips": self.instrument.pip_size, "points": self.instrument.point}.get(unit)
        if size is None:
            return ""
        price = (Decimal(str(value)) * size).quantize(self.instrument.point)
        return f" ({price:f})"

    def distance(self, distance: Distance) -> str:
        """25 pips (0.00250), 2 x ATR(14), 3R, 1.2 %, 50 USD."""
        value = number_text(distance.value)
        if distance.unit == "atr":
            period = distance.period or Number(value=DEFAULT_ATR_PERIOD)
            on = "" if distance.timeframe is None else f" on {distance.timeframe}"
            return f"{value} x ATR({number_text(period)}){on}"
        if distance.unit == "money":
            return self.amount(distance.value.value) if isinstance(
                distance.value, Number
            ) else f"{value} in {self.currency}"  # fmt: skip
        if distance.unit in _SUFFIXES:
            return value + _SUFFIXES[distance.unit]
        if not isinstance(distance.value, Number):
            return f"{value} {distance.unit}"
        unit = distance.unit if distance.value.value != 1 else distance.unit[:-1]
        return f"{value} {unit}{self.in_price(distance.value.value, distance.unit)}"


def level_text(level: StopLevel, wording: Wording) -> str:
    """Where a stop or a target stands."""
    if isinstance(level, Distance):
        return wording.distance(level)
    buffer = "" if level.buffer is None else f", {wording.distance(level.buffer)} beyond"
    if isinstance(level, AtLevel):
        return f"at {operand_text(level.operand)}{buffer}"
    return f"at the extreme of the last {count_text(level.bars, 'bar')}{buffer}"


def stop_text(level: StopLevel | None, wording: Wording) -> str:
    return "" if level is None else f"Stop {level_text(level, wording)}."


def targets_text(targets: tuple[Target, ...], wording: Wording) -> str:
    """Target 50 pips; or: Close 40 % at 1R, 30 % at 2R and the rest at 4R."""
    if not targets:
        return ""
    if len(targets) == 1 and targets[0].close_pct in {None, 100}:
        return f"Target {level_text(targets[0].level, wording)}."
    shares = _shares(targets)
    is_whole = abs(sum(shares) - 100) < 1e-9
    parts = [
        f"{text_of(share)} % {_at(target, wording)}"
        for share, target in zip(shares, targets, strict=True)
    ]
    if not is_whole:
        return f"Close {', '.join(parts)} and let the rest run."
    last = f"the rest {_at(targets[-1], wording)}"
    return f"Close {', '.join(parts[:-1])} and {last}."


def _at(target: Target, wording: Wording) -> str:
    text = level_text(target.level, wording)
    return text if text.startswith("at ") else f"at {text}"


def _shares(targets: tuple[Target, ...]) -> list[float]:
    """Percent of each target; those without share equally what the others leave."""
    named = sum(target.close_pct or 0 for target in targets)
    unnamed = sum(target.close_pct is None for target in targets)
    return [
        (100 - named) / unnamed if target.close_pct is None else target.close_pct
        for target in targets
    ]


def moves_text(document: StrategyDocument, wording: Wording) -> str:
    """Break-even and trailing."""
    sentences: list[str] = []
    if document.breakeven is not None:
        offset = document.breakeven.offset
        plus = "" if offset is None else f" plus {wording.distance(offset)}"
        trigger = wording.distance(document.breakeven.trigger)
        sentences.append(f"Move the stop to break-even{plus} after {trigger}.")
    if document.trailing is not None:
        trailing = document.trailing
        text = f"Trail the stop by {wording.distance(trailing.distance)}"
        if trailing.activate_at is not None:
            text += f" once {wording.distance(trailing.activate_at)} ahead"
        if trailing.step is not None:
            text += f", in steps of {wording.distance(trailing.step)}"
        sentences.append(f"{text}.")
    return " ".join(sentences)


def order_text(order: OrderRule, wording: Wording) -> str:
    if order.type == "market" or order.offset is None:
        return ""
    valid = "" if order.expire_bars is None else (
        f", valid for {count_text(order.expire_bars, 'bar')}"
    )  # fmt: skip
    return f"Enter by {order.type} order {wording.distance(order.offset)} from the close{valid}."


def limits_text(limits: Limits, wording: Wording) -> str:
    sentences: list[str] = []
    if limits.max_positions > 1:
        sentences.append(f"At most {limits.max_positions} positions at once.")
    if limits.max_trades_per_day is not None:
        sentences.append(f"At most {count_text(limits.max_trades_per_day, 'trade')} a day.")
    if limits.cooldown_bars:
        bars = count_text(limits.cooldown_bars, "bar")
        sentences.append(f"Wait {bars} after an entry or exit.")
    if limits.max_daily_loss_pct is not None:
        loss = text_of(limits.max_daily_loss_pct)
        sentences.append(f"No entry after a loss of {loss} % in a day.")
    if limits.max_daily_loss_money is not None:
        loss = wording.amount(limits.max_daily_loss_money)
        sentences.append(f"No entry after a loss of {loss} in a day.")
    if limits.max_consecutive_losses is not None:
        losses = limits.max_consecutive_losses
        what = "a loss" if losses == 1 else f"{losses} losses in a row"
        sentences.append(f"No entry after {what} until the next day.")
    return " ".join(sentences)


def sizing_text(sizing: Sizing | None, wording: Wording) -> str:
    if sizing is None:
        return ""
    if isinstance(sizing, FixedLots):
        return f"Trade {text_of(sizing.lots)} lots."
    if isinstance(sizing, RiskPercent):
        return f"Risk {text_of(sizing.percent)} % of {sizing.of} per trade."
    return f"Risk {wording.amount(sizing.amount)} per trade."
