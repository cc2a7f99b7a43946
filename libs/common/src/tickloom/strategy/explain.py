"""A document in plain English, by templates; no model is involved."""

from tickloom.strategy.document import (
    AtLevel,
    Distance,
    FixedLots,
    Limits,
    RiskPercent,
    Sizing,
    StopLevel,
    StrategyDocument,
    Target,
)
from tickloom.strategy.explain_condition import condition_text, number_text, operand_text


def explain(document: StrategyDocument) -> str:
    """The whole document as one paragraph."""
    return " ".join(
        sentence
        for sentence in (
            _where(document) + _entries(document) + ".", _exits(document),
            _stop(document.stop_loss), _targets(document.take_profit), _moves(document),
            _filters(document), _limits(document.limits), _sizing(document.sizing),
        )
        if sentence
    )  # fmt: skip


def _where(document: StrategyDocument) -> str:
    symbols = ", ".join(document.symbols)
    place = " ".join(word for word in (symbols, document.timeframe or "") if word)
    return f"On {place}: " if place else ""


def _entries(document: StrategyDocument) -> str:
    named = (("buy", document.entry_long), ("sell", document.entry_short))
    sides = [f"{verb} when {condition_text(c)}" for verb, c in named if c is not None]
    text = "; ".join(sides)
    return text if _where(document) else text[:1].upper() + text[1:]


def _exits(document: StrategyDocument) -> str:
    exits = document.exits
    ways = [
        f"close {side} when {condition_text(condition)}"
        for side, condition in (("longs", exits.long), ("shorts", exits.short))
        if condition is not None
    ]
    if exits.opposite_signal:
        ways.append("close when the opposite signal comes")
    if exits.max_bars is not None:
        ways.append(f"close after {exits.max_bars} bars")
    if exits.max_minutes is not None:
        ways.append(f"close after {exits.max_minutes} minutes")
    if exits.at_time is not None:
        ways.append(f"close at {exits.at_time}")
    if exits.before_weekend:
        ways.append("close before the weekend")
    return " ".join(f"{way[:1].upper()}{way[1:]}." for way in ways)


def distance_text(distance: Distance) -> str:
    """25 pips, 2 x ATR(14), 3R, 1.2 %."""
    value = number_text(distance.value)
    if distance.unit == "atr":
        period = "14" if distance.period is None else number_text(distance.period)
        on = "" if distance.timeframe is None else f" on {distance.timeframe}"
        return f"{value} x ATR({period}){on}"
    suffix = {"pct": " %", "r": "R", "price": " in price", "money": " in account currency"}
    return value + suffix.get(distance.unit, f" {distance.unit}")


def _level(level: StopLevel) -> str:
    if isinstance(level, Distance):
        return distance_text(level)
    buffer = "" if level.buffer is None else f", {distance_text(level.buffer)} beyond"
    if isinstance(level, AtLevel):
        return f"at {operand_text(level.operand)}{buffer}"
    return f"at the extreme of the last {level.bars} bars{buffer}"


def _stop(level: StopLevel | None) -> str:
    return "No stop." if level is None else f"Stop {_level(level)}."


def _targets(targets: tuple[Target, ...]) -> str:
    parts = [
        _level(target.level)
        + ("" if target.close_pct is None else f" (closes {target.close_pct:g} %)")
        for target in targets
    ]
    return f"Target {', '.join(parts)}." if parts else ""


def _moves(document: StrategyDocument) -> str:
    sentences: list[str] = []
    if document.breakeven is not None:
        sentences.append(f"Break-even after {distance_text(document.breakeven.trigger)}.")
    if document.trailing is not None:
        sentences.append(f"Trailing stop {distance_text(document.trailing.distance)}.")
    if document.order.type != "market" and document.order.offset is not None:
        offset = distance_text(document.order.offset)
        sentences.append(f"Entry by {document.order.type} order, {offset} away.")
    return " ".join(sentences)


def _filters(document: StrategyDocument) -> str:
    filters = document.filters
    words: list[str] = []
    if filters.sessions:
        words.append(f"in the sessions {', '.join(filters.sessions)}")
    if filters.exclude_sessions:
        words.append(f"outside {', '.join(filters.exclude_sessions)}")
    for prefix, windows in (("from", filters.windows), ("not from", filters.exclude_windows)):
        words += [f"{prefix} {window.start} to {window.end}" for window in windows]
    if filters.weekdays:
        words.append(f"on {', '.join(filters.weekdays)}")
    if filters.exclude_weekdays:
        words.append(f"not on {', '.join(filters.exclude_weekdays)}")
    for value, unit in ((filters.max_spread_points, "points"), (filters.max_spread_pips, "pips")):
        if value is not None:
            words.append(f"while the spread is at most {value:g} {unit}")
    if filters.news_blackout is not None:
        words.append("away from news")
    return f"Entries only {', '.join(words)}." if words else ""


def _limits(limits: Limits) -> str:
    sentences: list[str] = []
    if limits.max_trades_per_day is not None:
        sentences.append(f"At most {limits.max_trades_per_day} trades a day.")
    if limits.cooldown_bars:
        sentences.append(f"Wait {limits.cooldown_bars} bars after an entry or exit.")
    if limits.max_positions > 1:
        sentences.append(f"Up to {limits.max_positions} positions at once.")
    return " ".join(sentences)


def _sizing(sizing: Sizing | None) -> str:
    if sizing is None:
        return ""
    if isinstance(sizing, FixedLots):
        return f"Always {sizing.lots:g} lots."
    if isinstance(sizing, RiskPercent):
        return f"Risk {sizing.percent:g} % of {sizing.of} per trade."
    return f"Risk {sizing.amount:g} in account currency per trade."
