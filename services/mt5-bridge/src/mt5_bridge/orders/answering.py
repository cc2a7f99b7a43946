"""From the answer of a send to the next state of the command. Pure; `orders.md` 4."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.retcodes import Meaning, Outcome, Retcode, meaning_of, meaning_of_error
from mt5_bridge.orders.states import TABLE, Event
from mt5_bridge.orders.venue_codes import Filling, TradeAction
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import ZERO, SendAnswer, VenueRequest
from tickloom.domain.order import Side


def answered(
    record: CommandRecord,
    request: VenueRequest,
    answer: SendAnswer | CallFailed,
    *,
    now_us: int,
    may_retry: bool,
    may_fix: bool,
) -> CommandRecord:
    """The record after an attempt; a missing or unclear answer is UNKNOWN."""
    if isinstance(answer, SendAnswer):
        answer = replace(answer, volume=_finite(answer.volume), price=_finite(answer.price))
    else:
        meaning = meaning_of_error(answer.code)
        event = Event.NO_ANSWER if answer.may_have_acted else Event.REJECTED
        words = meaning.words
        if not answer.may_have_acted and meaning.outcome is Outcome.UNKNOWN:
            words = "the request did not reach the terminal; nothing was sent"
        return record.after(
            event, now_us=now_us, retcode=None, reason=meaning.reason,
            detail=f"{words} ({answer.code} {answer.text})",
        )  # fmt: skip
    meaning = meaning_of(answer.retcode)
    event = _event(record, request, answer, meaning, may_retry=may_retry, may_fix=may_fix)
    if event not in TABLE[record.state]:
        return record  # UNKNOWN stays UNKNOWN
    changes: dict[str, Any] = {
        "retcode": answer.retcode, "reason": meaning.reason, "detail": _detail(meaning, answer),
    }  # fmt: skip
    if event is Event.TRY_AGAIN:
        name = "retries" if meaning.outcome is Outcome.RETRY else "fixes"
        changes[name] = getattr(record, name) + 1
    if answer.order:
        changes["order"] = answer.order
    if event in {Event.FILLED, Event.PARTLY_FILLED, Event.PLACED}:
        changes |= _fill(record, request, answer)
    return record.after(event, now_us=now_us, **changes)


def _event(
    record: CommandRecord,
    request: VenueRequest,
    answer: SendAnswer,
    meaning: Meaning,
    *,
    may_retry: bool,
    may_fix: bool,
) -> Event:
    match meaning.outcome:
        case Outcome.RETRY:
            return Event.TRY_AGAIN if may_retry else Event.REJECTED
        case Outcome.FIX:
            return Event.TRY_AGAIN if may_fix else Event.REJECTED
        case Outcome.REFUSED | Outcome.HALT | Outcome.NOT_SENT:
            return Event.REJECTED
        case Outcome.CLOSED:
            is_close = record.instruction.verb == "close"
            return Event.CARRIED_OUT if is_close else Event.REJECTED
        case Outcome.UNKNOWN:
            return Event.NO_ANSWER
        case Outcome.DONE | Outcome.PARTIAL | Outcome.ACCEPTED:
            return _good_event(request, answer, meaning.outcome)


def _good_event(request: VenueRequest, answer: SendAnswer, outcome: Outcome) -> Event:
    """A yes means different things to a deal, a pending order and a change."""
    if request.action == TradeAction.PENDING:
        is_placed = answer.order != 0 and answer.retcode != Retcode.NO_CHANGES
        return Event.PLACED if is_placed else Event.NO_ANSWER
    if request.action not in {TradeAction.DEAL, TradeAction.CLOSE_BY}:
        return Event.CARRIED_OUT if outcome is Outcome.DONE else Event.NO_ANSWER
    if answer.retcode == Retcode.NO_CHANGES:
        return Event.NO_ANSWER
    if outcome is Outcome.ACCEPTED or (answer.deal == 0 and answer.volume <= 0):
        return Event.PLACED if answer.order else Event.NO_ANSWER
    if outcome is Outcome.DONE and not ZERO < answer.volume < request.volume:
        return Event.FILLED
    rest_may_work = request.type_filling == Filling.RETURN and answer.order != 0
    return Event.PLACED if rest_may_work else Event.PARTLY_FILLED


def _fill(record: CommandRecord, request: VenueRequest, answer: SendAnswer) -> dict[str, Any]:
    """What the answer says of the volume done and its price.

    With 10008 the volume is what was asked, not what was done: only a deal tells of a fill.
    """
    is_only_accepted = answer.deal == 0 and (answer.retcode == Retcode.PLACED or answer.volume <= 0)
    if request.action == TradeAction.PENDING or is_only_accepted:
        return {}
    is_entry = record.instruction.verb == "new"
    price = answer.price if answer.price > 0 else None
    changes: dict[str, Any] = {
        "filled": answer.volume if answer.volume > 0 else request.volume,
        "price": price,
        "slippage_points": slippage_points(record, price),
        "is_protection_due": is_entry,
    }
    if is_entry and record.is_hedging and answer.order:
        changes["position"] = answer.order
    return changes


def slippage_points(record: CommandRecord, price: Decimal | None) -> Decimal | None:
    """How much worse (above 0) or better than asked the fill was; None where it cannot be told."""
    if price is None or record.asked_price is None or record.point <= 0 or record.side is None:
        return None
    worse = price - record.asked_price if record.side is Side.BUY else record.asked_price - price
    return worse / record.point


def _finite(value: Decimal) -> Decimal:
    """A server may answer nonsense; after a send nothing may fail on it."""
    return value if value.is_finite() else ZERO


def _detail(meaning: Meaning, answer: SendAnswer) -> str:
    said = answer.comment.strip()
    if meaning.outcome is Outcome.DONE or not said:
        return meaning.words
    return f"{meaning.words} (the broker says: {said})"
