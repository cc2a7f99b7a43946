"""What a fill does to the books: hedging and netting, partial closes, reversals, close-by.

Hedging: a deal without a position opens one, a deal with a position closes (a part of) it.
Netting: one position a symbol; the same side averages, the other reduces, closes or reverses it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from tickloom.domain.order import Side
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.book import Book
from tickloom_terminal.trade.money import Purse
from tickloom_terminal.trade.records import ZERO, Deal, Order, Position
from tickloom_terminal.trade.sheet import Charging, SymbolSheet

_DEAL_REASONS = {
    mt5.ORDER_REASON_CLIENT: mt5.DEAL_REASON_CLIENT,
    mt5.ORDER_REASON_MOBILE: mt5.DEAL_REASON_MOBILE,
    mt5.ORDER_REASON_WEB: mt5.DEAL_REASON_WEB,
    mt5.ORDER_REASON_EXPERT: mt5.DEAL_REASON_EXPERT,
    mt5.ORDER_REASON_SL: mt5.DEAL_REASON_SL,
    mt5.ORDER_REASON_TP: mt5.DEAL_REASON_TP,
    mt5.ORDER_REASON_SO: mt5.DEAL_REASON_SO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """An order met a price: how much of it, where and when."""

    order: Order
    sheet: SymbolSheet
    volume: Decimal
    price: Decimal
    time_ns: int


def book_fill(book: Book, purse: Purse, fill: Fill) -> Deal:
    """Write the deal and the position it opens, changes or closes; answers the deal."""
    known = _met(book, fill)
    if known is None:
        return _open(book, purse, fill)
    if known.side is fill.order.side:
        return _add(book, purse, fill, known)
    if fill.volume > known.volume:
        return _reverse(book, purse, fill, known)
    return _reduce(book, purse, fill, known)


def close_by(
    book: Book, purse: Purse, order: Order, pair: tuple[Position, Position], *,
    sheet: SymbolSheet, time_ns: int,
) -> tuple[Deal, Deal]:  # fmt: skip
    """Two opposite positions close each other for the smaller volume, at their open prices.

    The first deal carries the result of the pair (the difference of the open prices), the second
    none; swaps go with their positions, costs are those of exits.
    """
    first, second = pair
    volume = min(first.volume, second.volume)
    made: list[Deal] = []
    for position, price in ((first, second.price_open), (second, second.price_open)):
        profit = purse.profit(
            sheet, position.side, volume, opened=position.price_open, closed=price
        )
        fill = Fill(order=order, sheet=sheet, volume=volume, price=price, time_ns=time_ns)
        deal = replace(
            _deal(book, fill, position), type=deal_type(position.side.opposite),
            entry=mt5.DEAL_ENTRY_OUT_BY, profit=profit, swap=_swap_part(purse, position, volume),
            commission=_commission(purse, fill, is_entry=False),
            fee=_fee(purse, fill, is_entry=False),
        )  # fmt: skip
        book.add_deal(deal)
        _shrink(book, position, volume, deal)
        made.append(deal)
    return made[0], made[1]


def _met(book: Book, fill: Fill) -> Position | None:
    """The position that a fill meets: the one it names, or (netting) that of its symbol."""
    if book.rules.is_hedging:
        return book.identified(fill.order.position_id) if fill.order.position_id else None
    return next(iter(book.of_symbol(fill.order.symbol)), None)


def _open(book: Book, purse: Purse, fill: Fill) -> Deal:
    order = fill.order
    deal = replace(
        _deal(book, fill, None), position_id=order.ticket, entry=mt5.DEAL_ENTRY_IN,
        commission=_commission(purse, fill, is_entry=True), fee=_fee(purse, fill, is_entry=True),
    )  # fmt: skip
    book.add_deal(deal)
    book.hold(
        Position(
            ticket=order.ticket, identifier=order.ticket, symbol=order.symbol, side=order.side,
            volume=fill.volume, price_open=fill.price, margin=_margin(purse, fill),
            time_ns=fill.time_ns, time_update_ns=fill.time_ns, sl=order.sl, tp=order.tp,
            magic=order.magic, reason=min(order.reason, mt5.POSITION_REASON_EXPERT),
            comment=order.comment,
        )
    )  # fmt: skip
    return deal


def _add(book: Book, purse: Purse, fill: Fill, known: Position) -> Deal:
    """Netting, same side: volumes add, the price is the average weighted by volume."""
    order = fill.order
    deal = replace(
        _deal(book, fill, known), entry=mt5.DEAL_ENTRY_IN,
        commission=_commission(purse, fill, is_entry=True), fee=_fee(purse, fill, is_entry=True),
    )  # fmt: skip
    book.add_deal(deal)
    volume = known.volume + fill.volume
    average = (known.price_open * known.volume + fill.price * fill.volume) / volume
    book.hold(
        replace(
            known, volume=volume, price_open=average, margin=known.margin + _margin(purse, fill),
            sl=order.sl or known.sl, tp=order.tp or known.tp, time_update_ns=fill.time_ns,
        )
    )  # fmt: skip
    return deal


def _reduce(book: Book, purse: Purse, fill: Fill, known: Position) -> Deal:
    deal = replace(
        _deal(book, fill, known), entry=mt5.DEAL_ENTRY_OUT,
        profit=_profit(purse, fill, known, fill.volume),
        commission=_commission(purse, fill, is_entry=False), fee=_fee(purse, fill, is_entry=False),
        swap=_swap_part(purse, known, fill.volume),
    )  # fmt: skip
    book.add_deal(deal)
    _shrink(book, known, fill.volume, deal)
    return deal


def _reverse(book: Book, purse: Purse, fill: Fill, known: Position) -> Deal:
    """Netting, more than there is: one deal closes and opens; the identifier stays."""
    order, rest = fill.order, fill.volume - known.volume
    closes, opens = replace(fill, volume=known.volume), replace(fill, volume=rest)
    charged = _commission(purse, closes, is_entry=False) + _commission(purse, opens, is_entry=True)
    fee = _fee(purse, closes, is_entry=False) + _fee(purse, opens, is_entry=True)
    deal = replace(
        _deal(book, fill, known), entry=mt5.DEAL_ENTRY_INOUT,
        profit=_profit(purse, fill, known, known.volume), commission=charged, fee=fee,
        swap=known.swap,
    )  # fmt: skip
    book.add_deal(deal)
    book.drop(known)
    book.hold(
        Position(
            ticket=order.ticket, identifier=known.identifier, symbol=known.symbol,
            side=order.side, volume=rest, price_open=fill.price,
            margin=_margin(purse, replace(fill, volume=rest)), time_ns=fill.time_ns,
            time_update_ns=fill.time_ns, sl=order.sl, tp=order.tp, magic=known.magic,
            reason=known.reason, comment=order.comment,
        )
    )  # fmt: skip
    return deal


def _shrink(book: Book, known: Position, volume: Decimal, deal: Deal) -> None:
    """A part keeps its ticket, its price and its time; margin and swap go in proportion."""
    left = known.volume - volume
    if not left:
        book.drop(known)
        return
    book.hold(
        replace(
            known, volume=left, margin=known.margin * left / known.volume,
            swap=known.swap - deal.swap, time_update_ns=deal.time_ns,
        )
    )  # fmt: skip


def _deal(book: Book, fill: Fill, known: Position | None) -> Deal:
    order = fill.order
    return Deal(
        ticket=book.next_deal(), order=order.ticket, type=deal_type(order.side),
        entry=mt5.DEAL_ENTRY_IN, reason=_DEAL_REASONS[order.reason], time_ns=fill.time_ns,
        symbol=order.symbol, position_id=0 if known is None else known.identifier,
        volume=fill.volume, price=fill.price, magic=order.magic, comment=order.comment,
    )  # fmt: skip


def deal_type(side: Side) -> int:
    """The deal's type: the side of the operation, so closing a buy is a sell."""
    return mt5.DEAL_TYPE_BUY if side is Side.BUY else mt5.DEAL_TYPE_SELL


def _profit(purse: Purse, fill: Fill, known: Position, volume: Decimal) -> Decimal:
    return purse.profit(fill.sheet, known.side, volume, opened=known.price_open, closed=fill.price)


def _commission(purse: Purse, fill: Fill, *, is_entry: bool) -> Decimal:
    """What is booked with the deal; the rest is charged by the day or month."""
    if fill.sheet.charges is not Charging.AT_ONCE:
        return ZERO
    return purse.commission(fill.sheet, fill.volume, fill.price, is_entry=is_entry)


def _fee(purse: Purse, fill: Fill, *, is_entry: bool) -> Decimal:
    return purse.fee(fill.sheet, fill.volume, fill.price, is_entry=is_entry)


def _margin(purse: Purse, fill: Fill) -> Decimal:
    return purse.margin(fill.sheet, fill.order.side, fill.volume, fill.price, is_held=True)


def _swap_part(purse: Purse, known: Position, volume: Decimal) -> Decimal:
    if volume == known.volume:
        return known.swap
    return purse.rounded(known.swap * volume / known.volume) if known.swap else ZERO
