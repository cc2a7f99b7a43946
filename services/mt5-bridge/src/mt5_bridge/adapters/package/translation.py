"""Named tuples of the package into the port's records, field by field; pure.

A float becomes the decimal of its shortest text, which is the number that the broker means. A
quote that is no number stays one: whoever uses a tick checks that it is finite.
"""

from decimal import Decimal

from mt5_bridge.adapters.package.surface import Raw
from mt5_bridge.port.records import (
    AccountFigures,
    CheckAnswer,
    SendAnswer,
    TerminalStatus,
    VenueDeal,
    VenueOrder,
    VenuePosition,
    VenueSymbol,
    VenueTick,
)


def exact(number: Raw) -> Decimal:
    """0.1 for the float nearest to 0.1; numbers of numpy included."""
    return Decimal(repr(float(number)))


def status_of(terminal: Raw, account: Raw) -> TerminalStatus:
    return TerminalStatus(
        connected=bool(terminal.connected), trade_allowed=bool(terminal.trade_allowed),
        api_disabled=bool(terminal.tradeapi_disabled), login=int(account.login),
        server=str(account.server), account_trade_allowed=bool(account.trade_allowed),
        account_expert_allowed=bool(account.trade_expert), trade_mode=int(account.trade_mode),
        margin_mode=int(account.margin_mode), currency=str(account.currency),
        currency_digits=int(account.currency_digits), leverage=int(account.leverage),
        fifo_close=bool(account.fifo_close), limit_orders=int(account.limit_orders),
        name=str(account.name), build=int(terminal.build), ping_us=int(terminal.ping_last),
        common_path=str(terminal.commondata_path),
    )  # fmt: skip


def figures_of(account: Raw) -> AccountFigures:
    return AccountFigures(
        balance=exact(account.balance), credit=exact(account.credit), profit=exact(account.profit),
        equity=exact(account.equity), margin=exact(account.margin),
        margin_free=exact(account.margin_free), margin_level=exact(account.margin_level),
    )  # fmt: skip


def symbol_of(row: Raw) -> VenueSymbol:
    return VenueSymbol(
        name=str(row.name), path=str(row.path), description=str(row.description),
        digits=int(row.digits), point=exact(row.point), tick_size=exact(row.trade_tick_size),
        tick_value_profit=exact(row.trade_tick_value_profit),
        tick_value_loss=exact(row.trade_tick_value_loss),
        contract_size=exact(row.trade_contract_size), volume_min=exact(row.volume_min),
        volume_max=exact(row.volume_max), volume_step=exact(row.volume_step),
        volume_limit=exact(row.volume_limit), currency_base=str(row.currency_base),
        currency_profit=str(row.currency_profit), currency_margin=str(row.currency_margin),
        calc_mode=int(row.trade_calc_mode), execution=int(row.trade_exemode),
        filling_mask=int(row.filling_mode), expiration_mask=int(row.expiration_mode),
        order_mask=int(row.order_mode), trade_mode=int(row.trade_mode),
        stops_level_points=int(row.trade_stops_level),
        freeze_level_points=int(row.trade_freeze_level), visible=bool(row.visible),
        margin_initial=exact(row.margin_initial), swap_mode=int(row.swap_mode),
        swap_long=exact(row.swap_long), swap_short=exact(row.swap_short),
        swap_triple_day=int(row.swap_rollover3days),
    )  # fmt: skip


def tick_of(row: Raw) -> VenueTick:
    """Exchange symbols have the exact volume in `volume_real`, others nothing but 0."""
    return VenueTick(
        time_ms=_ms(row.time_msc, row.time), bid=exact(row.bid), ask=exact(row.ask),
        last=exact(row.last), volume=exact(row.volume_real or row.volume), flags=int(row.flags),
    )  # fmt: skip


def position_of(row: Raw) -> VenuePosition:
    return VenuePosition(
        ticket=int(row.ticket), identifier=int(row.identifier), symbol=str(row.symbol),
        type=int(row.type), volume=exact(row.volume), price_open=exact(row.price_open),
        price_current=exact(row.price_current), sl=exact(row.sl), tp=exact(row.tp),
        swap=exact(row.swap), profit=exact(row.profit), time_ms=_ms(row.time_msc, row.time),
        time_update_ms=_ms(row.time_update_msc, row.time_update), magic=int(row.magic),
        reason=int(row.reason), comment=str(row.comment),
    )  # fmt: skip


def order_of(row: Raw) -> VenueOrder:
    return VenueOrder(
        ticket=int(row.ticket), symbol=str(row.symbol), type=int(row.type), state=int(row.state),
        type_filling=int(row.type_filling), type_time=int(row.type_time),
        volume_initial=exact(row.volume_initial), volume_current=exact(row.volume_current),
        price_open=exact(row.price_open), stoplimit=exact(row.price_stoplimit), sl=exact(row.sl),
        tp=exact(row.tp), time_setup_ms=_ms(row.time_setup_msc, row.time_setup),
        time_done_ms=_ms(row.time_done_msc, row.time_done), expiration_s=int(row.time_expiration),
        magic=int(row.magic), reason=int(row.reason), position=int(row.position_id),
        comment=str(row.comment),
    )  # fmt: skip


def deal_of(row: Raw) -> VenueDeal:
    return VenueDeal(
        ticket=int(row.ticket), order=int(row.order), position=int(row.position_id),
        symbol=str(row.symbol), type=int(row.type), entry=int(row.entry), reason=int(row.reason),
        volume=exact(row.volume), price=exact(row.price), profit=exact(row.profit),
        commission=exact(row.commission), swap=exact(row.swap), fee=exact(row.fee),
        time_ms=_ms(row.time_msc, row.time), magic=int(row.magic), comment=str(row.comment),
    )  # fmt: skip


def check_of(row: Raw) -> CheckAnswer:
    return CheckAnswer(
        retcode=int(row.retcode), comment=str(row.comment), margin=exact(row.margin),
        margin_free=exact(row.margin_free), margin_level=exact(row.margin_level),
    )  # fmt: skip


def send_of(row: Raw) -> SendAnswer:
    return SendAnswer(
        retcode=int(row.retcode), comment=str(row.comment), deal=int(row.deal),
        order=int(row.order), volume=exact(row.volume), price=exact(row.price),
        bid=exact(row.bid), ask=exact(row.ask), request_id=int(row.request_id),
        retcode_external=int(row.retcode_external),
    )  # fmt: skip


def _ms(milliseconds: Raw, seconds: Raw) -> int:
    """Some servers fill in the whole seconds alone."""
    return int(milliseconds) or int(seconds) * 1000
