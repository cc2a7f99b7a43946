"""What the account was worth when the day began, made of the deals since then.

The balance is exact. The equity takes each position that was open at that minute at the price of
the minute before; where a price is missing, the larger of balance and equity now stands in.
"""

from collections.abc import Iterable
from decimal import Decimal

from mt5_bridge.limits.day import Day
from mt5_bridge.orders.trades import trade_of
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import AccountFigures, VenueDeal, VenuePosition
from mt5_bridge.port.terminal_port import TerminalPort
from tickloom.domain.errors import Broken
from tickloom.domain.position import Position, Positions, fold

_ZERO = Decimal(0)
_DAY_S = 86_400
_BACK_S = 60 * _DAY_S
_PRICE_BACK_S = 4 * _DAY_S
_MINUTE = 1
_BALANCE, _CREDIT, _BONUS = 2, 3, 6
_IN, _INOUT = 0, 2


def moved_since(port: TerminalPort, *, start_s: int) -> Decimal | None:
    """What was paid in (or, negative, out) since then; None when the terminal does not tell."""
    deals = port.history_deals(from_s=start_s, to_s=start_s + 3 * _DAY_S)
    if isinstance(deals, CallFailed):
        return None
    return _moved(deal for deal in deals if deal.time_ms >= start_s * 1000)


def recovered(
    port: TerminalPort, figures: AccountFigures, *, start_us: int, start_s: int
) -> Day | None:
    """The day's beginning; None when the terminal does not tell (it is asked again)."""
    deals = port.history_deals(from_s=start_s - _BACK_S, to_s=start_s + 3 * _DAY_S)
    positions = port.positions()
    if isinstance(deals, CallFailed) or isinstance(positions, CallFailed):
        return None
    since = [deal for deal in deals if deal.time_ms >= start_s * 1000]
    before = [deal for deal in deals if deal.time_ms < start_s * 1000]
    balance = figures.balance - sum((_booked(deal) for deal in since), _ZERO)
    credit = figures.credit - sum((d.profit for d in since if d.type == _CREDIT), _ZERO)
    floating = _floating(port, positions, before=before, since=since, start_s=start_s)
    if floating is None:
        equity = max(balance + credit, figures.equity)
    else:
        equity = balance + credit + floating
    entries = [deal for deal in since if deal.type in {0, 1} and deal.entry in {_IN, _INOUT}]
    return Day(
        start_us=start_us, balance=balance, equity=equity, is_recovered=True, moved=_moved(since),
        orders=len({deal.order for deal in entries}),
        volume=sum((deal.volume for deal in entries), _ZERO),
    )  # fmt: skip


def _booked(deal: VenueDeal) -> Decimal:
    if deal.type == _CREDIT:
        return _ZERO
    return deal.profit + deal.commission + deal.swap + deal.fee


def _moved(deals: Iterable[VenueDeal]) -> Decimal:
    return sum((d.profit for d in deals if d.type in {_BALANCE, _CREDIT, _BONUS}), _ZERO)


def _floating(
    port: TerminalPort, positions: Iterable[VenuePosition], *, before: list[VenueDeal],
    since: list[VenueDeal], start_s: int,
) -> Decimal | None:  # fmt: skip
    """The open result at the beginning; None when a price of it is not to be had."""
    now = {held.identifier: held for held in positions}
    symbols = {deal.position: deal.symbol for deal in since if deal.type in {0, 1}}
    symbols |= {held.identifier: held.symbol for held in now.values()}
    walked = {int(name): position for name, position in _folded(before).items()}
    total = _ZERO
    for position, symbol in symbols.items():
        lots = _lots_then(now.get(position), [d for d in since if d.position == position])
        price = _opened(lots, walked.get(position), now.get(position), since)
        if lots == 0:
            continue
        result = (
            None if price is None else _result(port, symbol, lots, opened=price, start_s=start_s)
        )
        if result is None:
            return None
        total += result
    return total


def _folded(before: list[VenueDeal]) -> Positions:
    """What was open then, as far as the deals say it; nothing where they contradict each other."""
    trades = map(trade_of, sorted(before, key=lambda d: (d.time_ms, d.ticket)))
    try:
        return fold(trade for trade in trades if trade is not None)
    except Broken:
        return {}


def _lots_then(held: VenuePosition | None, since: list[VenueDeal]) -> Decimal:
    """Signed lots at the beginning: those of now, every deal since taken back."""
    lots = _ZERO if held is None else (held.volume if held.type == 0 else -held.volume)
    for deal in since:
        if deal.type in {0, 1}:
            lots -= deal.volume if deal.type == 0 else -deal.volume
    return lots


def _opened(
    lots: Decimal, walked: Position | None, held: VenuePosition | None, since: list[VenueDeal]
) -> Decimal | None:
    volume = None if walked is None else walked.volume
    if walked is not None and volume is not None and volume * walked.side.sign == lots:
        return walked.price_open
    if held is not None and not any(
        deal.position == held.identifier and deal.entry in {_IN, _INOUT} for deal in since
    ):
        return held.price_open
    return None


def _result(
    port: TerminalPort, symbol: str, lots: Decimal, *, opened: Decimal, start_s: int
) -> Decimal | None:
    closed = _price_then(port, symbol, is_buy=lots > 0, start_s=start_s)
    if closed is None:
        return None
    answer = port.profit(0 if lots > 0 else 1, symbol, abs(lots), opened=opened, closed=closed)
    return None if isinstance(answer, CallFailed) else answer


def _price_then(port: TerminalPort, symbol: str, *, is_buy: bool, start_s: int) -> Decimal | None:
    """The last minute's close before the beginning: the bid, with the spread for a sell."""
    sheet = port.symbol(symbol)
    rows = port.rates(symbol, _MINUTE, from_s=start_s - _PRICE_BACK_S, to_s=start_s - 60)
    if isinstance(sheet, CallFailed) or isinstance(rows, CallFailed) or len(rows) == 0:
        return None
    last = rows[-1]
    bid = Decimal(repr(float(last["close"])))
    return bid if is_buy else bid + int(last["spread"]) * sheet.point
