"""Between the trade server's exact records and the package's tuples of floats and seconds."""

import math
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from tickloom.domain.order import Side
from tickloom.domain.server_time import ServerClock
from tickloom_terminal import constants as mt5
from tickloom_terminal.day_range import DayRange
from tickloom_terminal.errors import invalid
from tickloom_terminal.faults.fate import SeenQuote, Status
from tickloom_terminal.structures import (
    AccountInfo,
    StructSequence,
    SymbolInfo,
    Tick,
    TradeDeal,
    TradeOrder,
    TradePosition,
    TradeRequest,
)
from tickloom_terminal.trade.records import Deal, Order, Request
from tickloom_terminal.trade.records import Position as Held
from tickloom_terminal.trade.server import TradeServer
from tickloom_terminal.trade.sheet import SymbolSheet

COMMENT_LENGTH_MAX = 31
MAGIC_MAX = (1 << 64) - 1
_SECOND_NS = 1_000_000_000
_MILLISECOND_NS = 1_000_000
_EMPTY: dict[type, object] = {bool: False, int: 0, float: 0.0, str: ""}

S = TypeVar("S", bound=StructSequence)


def filled(kind: type[S], **fields: object) -> S:
    """A tuple of `kind` with `fields`; what is not given is empty (0, 0.0, "" or False)."""
    empty = _empty_row(kind)
    unknown = fields.keys() - empty.keys()
    assert not unknown, f"{kind.__name__} has no {sorted(unknown)}"
    return kind((empty | fields).values())


@cache
def _empty_row(kind: type[StructSequence]) -> dict[str, object]:
    """The fields of a tuple in order; what is itself a tuple has no empty value."""
    return {name: _EMPTY.get(kind.__annotations__[name]) for name in kind.__match_args__}


def exact(value: float) -> Decimal:
    """A float as the shortest decimal that names it: 0.1 is 0.1."""
    return Decimal(repr(float(value)))


class Translator:
    """Knows the server's clock; all its times are wall clock written as if it were UTC."""

    def __init__(self, clock: ServerClock) -> None:
        self._clock = clock

    def seconds(self, utc_ns: int) -> int:
        return self._clock.to_server_ns(utc_ns) // _SECOND_NS if utc_ns else 0

    def milliseconds(self, utc_ns: int) -> int:
        return self._clock.to_server_ns(utc_ns) // _MILLISECOND_NS if utc_ns else 0

    def utc_ns(self, server_s: int) -> int:
        return self._clock.to_utc_ns(server_s * _SECOND_NS) if server_s else 0

    # -- requests -----------------------------------------------------------------------------

    def request(self, fields: Mapping[str, Any]) -> Request:
        """The request that `fields` (checked and complete) ask for."""
        return Request(
            action=fields["action"], magic=fields["magic"], order=fields["order"],
            symbol=fields["symbol"], volume=exact(fields["volume"]),
            price=exact(fields["price"]), stoplimit=exact(fields["stoplimit"]),
            sl=exact(fields["sl"]), tp=exact(fields["tp"]), deviation=fields["deviation"],
            type=fields["type"], type_filling=fields["type_filling"],
            type_time=fields["type_time"], expiration_ns=self.utc_ns(fields["expiration"]),
            comment=fields["comment"], position=fields["position"],
            position_by=fields["position_by"],
        )  # fmt: skip

    # -- answers ------------------------------------------------------------------------------

    def order(self, order: Order, price_current: Decimal) -> TradeOrder:
        return filled(
            TradeOrder, ticket=order.ticket, time_setup=self.seconds(order.time_setup_ns),
            time_setup_msc=self.milliseconds(order.time_setup_ns),
            time_done=self.seconds(order.time_done_ns),
            time_done_msc=self.milliseconds(order.time_done_ns),
            time_expiration=self.seconds(order.expiration_ns), type=order.type,
            type_time=order.type_time, type_filling=order.type_filling, state=order.state,
            magic=order.magic, position_id=order.position_id,
            position_by_id=order.position_by_id, reason=order.reason,
            volume_initial=float(order.volume_initial),
            volume_current=float(order.volume_current), price_open=float(order.price_open),
            sl=float(order.sl), tp=float(order.tp), price_current=float(price_current),
            price_stoplimit=float(order.stoplimit), symbol=order.symbol, comment=order.comment,
        )  # fmt: skip

    def position(self, held: Held, price_current: Decimal, profit: Decimal) -> TradePosition:
        return filled(
            TradePosition, ticket=held.ticket, time=self.seconds(held.time_ns),
            time_msc=self.milliseconds(held.time_ns),
            time_update=self.seconds(held.time_update_ns),
            time_update_msc=self.milliseconds(held.time_update_ns),
            type=mt5.POSITION_TYPE_BUY if held.side is Side.BUY else mt5.POSITION_TYPE_SELL,
            magic=held.magic, identifier=held.identifier, reason=held.reason,
            volume=float(held.volume), price_open=float(held.price_open), sl=float(held.sl),
            tp=float(held.tp), price_current=float(price_current), swap=float(held.swap),
            profit=float(profit), symbol=held.symbol, comment=held.comment,
        )  # fmt: skip

    def deal(self, deal: Deal) -> TradeDeal:
        return filled(
            TradeDeal, ticket=deal.ticket, order=deal.order, time=self.seconds(deal.time_ns),
            time_msc=self.milliseconds(deal.time_ns), type=deal.type, entry=deal.entry,
            magic=deal.magic, position_id=deal.position_id, reason=deal.reason,
            volume=float(deal.volume), price=float(deal.price),
            commission=float(deal.commission), swap=float(deal.swap), profit=float(deal.profit),
            fee=float(deal.fee), symbol=deal.symbol, comment=deal.comment,
        )  # fmt: skip

    def tick(self, quote: SeenQuote, flags: int) -> Tick:
        return filled(
            Tick, time=self.seconds(quote.time_ns), bid=quote.bid, ask=quote.ask,
            time_msc=self.milliseconds(quote.time_ns), flags=flags,
        )  # fmt: skip


def account(server: TradeServer, status: Status) -> AccountInfo:
    """An account as the package shows it; `status` says which one is logged in."""
    rules, figures = server.rules, server.figures()
    return filled(
        AccountInfo, login=status.login, trade_mode=rules.trade_mode, leverage=rules.leverage,
        limit_orders=rules.limit_orders, margin_so_mode=rules.stopout_mode,
        trade_allowed=status.is_trade_allowed, trade_expert=status.is_expert_allowed,
        margin_mode=rules.margin_mode, currency_digits=rules.currency_digits,
        fifo_close=rules.fifo_close, balance=float(figures.balance),
        credit=float(figures.credit), assets=float(figures.assets),
        commission_blocked=float(figures.commission_blocked),
        profit=float(figures.profit), equity=float(figures.equity), margin=float(figures.margin),
        margin_free=float(figures.margin_free), margin_level=float(figures.margin_level),
        margin_so_call=float(rules.margin_call), margin_so_so=float(rules.stop_out),
        name=rules.name, server=status.server, currency=rules.currency, company=rules.company,
    )  # fmt: skip


def symbol(
    sheet: SymbolSheet, quote: Tick | None, today: DayRange | None, *, is_selected: bool,
    book_depth: int, tick_value: tuple[float, float],
) -> SymbolInfo:  # fmt: skip
    """A symbol as the package shows it; `tick_value` for a gain and for a loss."""
    instrument = sheet.instrument
    point = float(instrument.point)
    bid, ask, time = (0.0, 0.0, 0) if quote is None else (quote.bid, quote.ask, quote.time)
    return filled(
        SymbolInfo, select=is_selected, visible=is_selected, time=time, digits=instrument.digits,
        ticks_bookdepth=book_depth, **_of_today(today, bid),
        spread=_whole_points((ask - bid) / point), spread_float=True,
        trade_calc_mode=sheet.mode, trade_mode=sheet.trade_mode,
        trade_stops_level=instrument.stops_level_points,
        trade_freeze_level=sheet.freeze_level_points, trade_exemode=sheet.execution,
        swap_mode=sheet.swap_mode, swap_rollover3days=sheet.swap.triple_day,
        margin_hedged_use_leg=sheet.hedged_use_leg, expiration_mode=sheet.expiration_mask,
        filling_mode=sheet.filling_mask, order_mode=sheet.order_mask,
        order_gtc_mode=sheet.gtc_mode, bid=bid, ask=ask, point=point,
        trade_tick_value=tick_value[0], trade_tick_value_profit=tick_value[0],
        trade_tick_value_loss=tick_value[1], trade_tick_size=float(instrument.tick_size),
        trade_contract_size=float(instrument.contract_size),
        volume_min=float(instrument.volume_min), volume_max=float(instrument.volume_max),
        volume_step=float(instrument.volume_step), volume_limit=float(sheet.volume_limit),
        swap_long=float(sheet.swap.long), swap_short=float(sheet.swap.short),
        margin_initial=float(sheet.margin_initial), margin_hedged=float(sheet.margin_hedged),
        margin_maintenance=float(sheet.margin_maintenance),
        trade_accrued_interest=float(sheet.accrued_interest),
        trade_face_value=float(sheet.face_value),
        trade_liquidity_rate=float(sheet.liquidity_rate),
        currency_base=instrument.currency_base, currency_profit=instrument.currency_profit,
        currency_margin=instrument.currency_margin, description=instrument.description,
        name=sheet.name, path=sheet.path or f"{instrument.group}\\{sheet.name}",
    )  # fmt: skip


def _whole_points(points: float) -> int:
    return round(points) if math.isfinite(points) else 0


def _of_today(today: DayRange | None, bid: float) -> dict[str, float]:
    if today is None:
        return {}
    return {
        "bidhigh": today.bid_high, "bidlow": today.bid_low, "askhigh": today.ask_high,
        "asklow": today.ask_low, "session_open": today.bid_open,
        "price_change": round((bid / today.bid_open - 1) * 100, 4),
    }  # fmt: skip


_NUMBERS: dict[str, tuple[int, int]] = {
    "action": (0, 255), "magic": (0, MAGIC_MAX), "order": (0, MAGIC_MAX),
    "deviation": (0, MAGIC_MAX), "type": (0, 255), "type_filling": (0, 255),
    "type_time": (0, 255), "expiration": (0, (1 << 31) - 1), "position": (0, MAGIC_MAX),
    "position_by": (0, MAGIC_MAX),
}  # fmt: skip
_AMOUNTS = ("volume", "price", "stoplimit", "sl", "tp")
SYMBOL_LENGTH_MAX = 30


def request_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """A request dict, checked field by field; what is missing is 0 or empty.

    Raises `Refused` with the package's words for the first field that is of the wrong kind.
    """
    fields: dict[str, Any] = {}
    for name in TradeRequest.__match_args__:
        value = given.get(name)
        if name in _NUMBERS:
            fields[name] = _whole(name, 0 if value is None else value)
        elif name in _AMOUNTS:
            fields[name] = _amount(name, 0.0 if value is None else value)
        else:
            fields[name] = _text(name, "" if value is None else value)
    return fields


def _whole(name: str, value: object) -> int:
    low, high = _NUMBERS[name]
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if not is_whole or not low <= int(value) <= high:  # pyright: ignore[reportArgumentType]
        raise invalid(f'Invalid "{name}" argument')
    return int(value)  # pyright: ignore[reportArgumentType]


def _amount(name: str, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not _is_finite(value):
        raise invalid(f'Invalid "{name}" argument')
    return float(value)


def _is_finite(value: float) -> bool:
    return abs(value) < 1e15  # also false for NaN and infinities


def _text(name: str, value: object) -> str:
    most = COMMENT_LENGTH_MAX if name == "comment" else SYMBOL_LENGTH_MAX
    if not isinstance(value, str) or len(value) > most:
        raise invalid(f'Invalid "{name}" argument')
    return value


def as_request(fields: Mapping[str, Any]) -> TradeRequest:
    """The request as it is echoed in an answer."""
    return TradeRequest(fields[name] for name in TradeRequest.__match_args__)
