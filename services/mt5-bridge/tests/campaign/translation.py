"""The trade server's records as the bridge's port says them: server times in milliseconds."""

from mt5_bridge.port.records import (
    VenueDeal,
    VenueOrder,
    VenuePosition,
    VenueRequest,
    VenueSymbol,
)
from tickloom.domain.server_time import ServerClock
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.records import ZERO, Deal, Order, Position, Request
from tickloom_terminal.trade.server import TradeServer
from tickloom_terminal.trade.sheet import SymbolSheet

MS_NS, S_NS = 1_000_000, 1_000_000_000


def server_ms(clock: ServerClock, utc_ns: int) -> int:
    return clock.to_server_ns(utc_ns) // MS_NS if utc_ns else 0


def server_s(clock: ServerClock, utc_ns: int) -> int:
    return clock.to_server_ns(utc_ns) // S_NS if utc_ns else 0


def request_of(request: VenueRequest, clock: ServerClock) -> Request:
    expires = request.expiration_s
    return Request(
        action=request.action, magic=request.magic, order=request.order, symbol=request.symbol,
        volume=request.volume, price=request.price, stoplimit=request.stoplimit, sl=request.sl,
        tp=request.tp, deviation=request.deviation_points, type=request.type,
        type_filling=request.type_filling, type_time=request.type_time,
        expiration_ns=clock.to_utc_ns(expires * S_NS) if expires else 0,
        comment=request.comment, position=request.position, position_by=request.position_by,
    )  # fmt: skip


def venue_symbol(sheet: SymbolSheet) -> VenueSymbol:
    item = sheet.instrument
    value = item.tick_size * item.contract_size
    return VenueSymbol(
        name=sheet.name, path=sheet.path, description=item.description, digits=item.digits,
        point=item.point, tick_size=item.tick_size, tick_value_profit=value,
        tick_value_loss=value, contract_size=item.contract_size, volume_min=item.volume_min,
        volume_max=item.volume_max, volume_step=item.volume_step, volume_limit=sheet.volume_limit,
        currency_base=item.currency_base, currency_profit=item.currency_profit,
        currency_margin=item.currency_margin, calc_mode=mt5.SYMBOL_CALC_MODE_CFDLEVERAGE,
        execution=sheet.execution, filling_mask=sheet.filling_mask,
        expiration_mask=sheet.expiration_mask, order_mask=sheet.order_mask,
        trade_mode=sheet.trade_mode, stops_level_points=item.stops_level_points,
        freeze_level_points=sheet.freeze_level_points, visible=True,
    )  # fmt: skip


def venue_position(position: Position, server: TradeServer, *, comment: str) -> VenuePosition:
    clock = server.calendar.clock
    return VenuePosition(
        ticket=position.ticket, identifier=position.identifier, symbol=position.symbol,
        type=0 if position.side.sign > 0 else 1, volume=position.volume,
        price_open=position.price_open, price_current=server.price_of(position), sl=position.sl,
        tp=position.tp, swap=position.swap, profit=server.profit_of(position),
        time_ms=server_ms(clock, position.time_ns),
        time_update_ms=server_ms(clock, position.time_update_ns), magic=position.magic,
        reason=position.reason, comment=comment,
    )  # fmt: skip


def venue_order(order: Order, clock: ServerClock, *, comment: str) -> VenueOrder:
    return VenueOrder(
        ticket=order.ticket, symbol=order.symbol, type=order.type, state=order.state,
        type_filling=order.type_filling, type_time=order.type_time,
        volume_initial=order.volume_initial, volume_current=order.volume_current,
        price_open=order.price_open, stoplimit=order.stoplimit, sl=order.sl, tp=order.tp,
        time_setup_ms=server_ms(clock, order.time_setup_ns),
        time_done_ms=server_ms(clock, order.time_done_ns),
        expiration_s=server_s(clock, order.expiration_ns), magic=order.magic,
        reason=order.reason, position=order.position_id, comment=comment,
    )  # fmt: skip


def venue_deal(deal: Deal, clock: ServerClock, *, comment: str) -> VenueDeal:
    return VenueDeal(
        ticket=deal.ticket, order=deal.order, position=deal.position_id, symbol=deal.symbol,
        type=deal.type, entry=deal.entry, reason=deal.reason, volume=deal.volume,
        price=deal.price, profit=deal.profit, commission=deal.commission, swap=deal.swap,
        fee=ZERO, time_ms=server_ms(clock, deal.time_ns), magic=deal.magic, comment=comment,
    )  # fmt: skip
