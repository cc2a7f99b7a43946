"""A document in plain English, by templates; no model is involved."""

from tickloom.domain.instrument import Instrument
from tickloom.strategy.canonical import text_of
from tickloom.strategy.document import ParamRange, StrategyDocument
from tickloom.strategy.explain_clock import clock_notes, filters_text, joined, zone_text
from tickloom.strategy.explain_condition import condition_text, count_text
from tickloom.strategy.explain_parts import (
    Wording,
    limits_text,
    moves_text,
    order_text,
    sizing_text,
    stop_text,
    targets_text,
)
from tickloom.strategy.nodes import TimeIs


def explain(
    document: StrategyDocument, *, instrument: Instrument | None = None, currency: str = ""
) -> str:
    """The whole document as one paragraph; pips and points as prices where the symbol is known."""
    wording = Wording(instrument=instrument, currency=currency or "account currency")
    sentences = (
        _where(document) + _entries(document) + ".", order_text(document.order, wording),
        _exits(document), stop_text(document.stop_loss, wording),
        targets_text(document.take_profit, wording), moves_text(document, wording),
        filters_text(document, wording), limits_text(document.limits, wording),
        sizing_text(document.sizing, wording), _params(document), clock_notes(document),
    )  # fmt: skip
    return " ".join(sentence for sentence in sentences if sentence)


def _where(document: StrategyDocument) -> str:
    symbols = ", ".join(document.symbols)
    place = " ".join(word for word in (symbols, document.timeframe or "") if word)
    return f"On {place}: " if place else ""


def _entries(document: StrategyDocument) -> str:
    named = (("buy", document.entry_long), ("sell", document.entry_short))
    zone = zone_text(document)
    sides = [
        f"{verb}{'' if isinstance(c, TimeIs) else ' when'} {condition_text(c, zone)}"
        for verb, c in named
        if c is not None
    ]
    text = "; ".join(sides)
    return text if _where(document) else text[:1].upper() + text[1:]


def _exits(document: StrategyDocument) -> str:
    exits, zone = document.exits, zone_text(document)
    ways = [
        f"Close {side} when {condition_text(condition, zone)}."
        for side, condition in (("longs", exits.long), ("shorts", exits.short))
        if condition is not None
    ]
    if exits.opposite_signal:
        ways.append("Close when the opposite signal comes.")
    if exits.max_bars is not None:
        ways.append(f"Close after {count_text(exits.max_bars, 'bar')}.")
    if exits.max_minutes is not None:
        ways.append(f"Close after {count_text(exits.max_minutes, 'minute')}.")
    if exits.at_time is not None:
        ways.append(f"Close at {exits.at_time} {zone}.")
    if exits.before_weekend:
        ways.append("Close before the weekend.")
    return " ".join(ways)


def _params(document: StrategyDocument) -> str:
    texts = [_param(param) for param in document.params]
    return f"Here {joined(texts, 'and')}." if texts else ""


def _param(param: ParamRange) -> str:
    text = f"{param.name} is {text_of(param.default)}"
    if param.minimum is None or param.maximum is None:
        return text
    step = "" if param.step is None else f" in steps of {text_of(param.step)}"
    return f"{text} ({text_of(param.minimum)} to {text_of(param.maximum)}{step})"
