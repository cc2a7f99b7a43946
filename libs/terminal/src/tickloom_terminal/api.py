"""The 32 functions of the MetaTrader5 package, and its three helpers, on a simulated terminal.

Same names, same calling conventions, same results: a failure is None or False and a code in
`last_error()`, never an exception (but for keywords where the package takes none: TypeError).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from tickloom_terminal import arguments as read
from tickloom_terminal import constants as mt5
from tickloom_terminal.connection import Connection
from tickloom_terminal.errors import NO_CONNECTION, SUCCESS, Refused, invalid
from tickloom_terminal.structures import (
    AccountInfo,
    BookInfo,
    OrderCheckResult,
    OrderSendResult,
    SymbolInfo,
    TerminalInfo,
    Tick,
    TradeDeal,
    TradeOrder,
    TradePosition,
)

_connection = Connection()
_TIMEOUT_MS = 60_000
_INITIALIZE_NAMES = ("path", "login", "password", "server", "timeout", "portable")
_LOGIN_NAMES = ("login", "password", "server", "timeout")
Rows = npt.NDArray[np.void]


def initialize(*positional: Any, **named: Any) -> bool:  # noqa: ANN401
    """Connect to the terminal of a folder (`path`), starting it when needed; True or False."""
    try:
        if len(positional) > 1:
            raise invalid("Invalid number of arguments")
        read.known_names(named, _INITIALIZE_NAMES)
        path = positional[0] if positional else named.get("path")
        if path is not None and not isinstance(path, str):
            raise invalid('Invalid "path" argument')
        timeout_ms = read.whole_argument(named, "timeout", _TIMEOUT_MS) or _TIMEOUT_MS
        _connection.open(path, timeout_ms)
        login_number = read.whole_argument(named, "login")
        if login_number is not None:
            _log_in(login_number, named)
    except Refused as refused:
        return _failed(refused)
    return _done(True)


def login(*positional: Any, **named: Any) -> bool:  # noqa: ANN401
    """Change the account; True or False."""
    try:
        if len(positional) > 3:
            raise invalid("Invalid number of arguments")
        read.known_names(named, _LOGIN_NAMES)
        given = dict(zip(_LOGIN_NAMES, positional, strict=False)) | named
        number = read.whole_argument(given, "login")
        if number is None:
            raise invalid('Invalid "login" argument')
        _log_in(number, given)
    except Refused as refused:
        return _failed(refused)
    return _done(True)


def shutdown() -> bool:
    """Leave the terminal; it goes on."""
    _connection.close()
    return _done(True)


def last_error() -> tuple[int, str]:
    """Code and text of the last call."""
    return _connection.last


def version() -> tuple[int, int, str] | None:
    """Version, build and date of the terminal."""
    return _call("version")


def terminal_info() -> TerminalInfo | None:
    return _call("terminal_info")


def account_info() -> AccountInfo | None:
    return _call("account_info")


def symbols_total() -> int | None:
    return _call("symbols_total")


def symbols_get(*positional: Any, **named: Any) -> tuple[SymbolInfo, ...] | None:  # noqa: ANN401
    try:
        if len(positional) > 1:
            raise invalid("Invalid number of arguments")
        read.known_names(named, ("group",))
        given = {"group": positional[0]} if positional else named
        group = read.text_argument(given, "group")
    except Refused as refused:
        return _nothing(refused)
    return _call("symbols_get", group)


def symbol_info(*positional: Any) -> SymbolInfo | None:  # noqa: ANN401
    return _of_symbol("symbol_info", positional)


def symbol_info_tick(*positional: Any) -> Tick | None:  # noqa: ANN401
    return _of_symbol("symbol_info_tick", positional)


def symbol_select(*positional: Any) -> bool:  # noqa: ANN401
    """Show a symbol in Market Watch, or (False) take it out."""
    try:
        read.count_is(positional, 1, 2)
        name = read.symbol_of(positional[0])
        enable = bool(positional[1]) if len(positional) > 1 else True
    except Refused as refused:
        return _failed(refused)
    return _call("symbol_select", name, enable) is True


def market_book_add(*positional: Any) -> bool:  # noqa: ANN401
    return _of_symbol("market_book_add", positional) is True


def market_book_get(*positional: Any) -> tuple[BookInfo, ...] | None:  # noqa: ANN401
    return _of_symbol("market_book_get", positional)


def market_book_release(*positional: Any) -> bool:  # noqa: ANN401
    return _of_symbol("market_book_release", positional) is True


def copy_rates_from(*positional: Any) -> Rows | None:  # noqa: ANN401
    """Bars that open at or before a date, back into the past, oldest first."""
    return _history("copy_rates_from", positional, (read.whole, read.date, read.whole))


def copy_rates_from_pos(*positional: Any) -> Rows | None:  # noqa: ANN401
    """Bars by position; 0 is the unfinished one."""
    return _history("copy_rates_from_pos", positional, (read.whole, read.whole, read.whole))


def copy_rates_range(*positional: Any) -> Rows | None:  # noqa: ANN401
    """Bars that open from a date to a date, both included."""
    return _history("copy_rates_range", positional, (read.whole, read.date, read.date))


def copy_ticks_from(*positional: Any) -> Rows | None:  # noqa: ANN401
    """The first ticks from a date on."""
    return _history("copy_ticks_from", positional, (read.date, read.whole, read.whole))


def copy_ticks_range(*positional: Any) -> Rows | None:  # noqa: ANN401
    """Ticks from a date to a date, both included."""
    return _history("copy_ticks_range", positional, (read.date, read.date, read.whole))


def orders_total() -> int | None:
    return _call("orders_total")


def orders_get(*positional: Any, **named: Any) -> tuple[TradeOrder, ...] | None:  # noqa: ANN401
    return _chosen("orders_get", positional, named)


def positions_total() -> int | None:
    return _call("positions_total")


def positions_get(*positional: Any, **named: Any) -> tuple[TradePosition, ...] | None:  # noqa: ANN401
    return _chosen("positions_get", positional, named)


def history_orders_total(*positional: Any) -> int | None:  # noqa: ANN401
    return _between("history_orders_total", positional)


def history_orders_get(*positional: Any, **named: Any) -> tuple[TradeOrder, ...] | None:  # noqa: ANN401
    return _of_history("history_orders_get", positional, named)


def history_deals_total(*positional: Any) -> int | None:  # noqa: ANN401
    return _between("history_deals_total", positional)


def history_deals_get(*positional: Any, **named: Any) -> tuple[TradeDeal, ...] | None:  # noqa: ANN401
    return _of_history("history_deals_get", positional, named)


def order_calc_margin(*positional: Any) -> float | None:  # noqa: ANN401
    """action, symbol, volume, price."""
    return _calculated("order_calc_margin", positional, amounts=2)


def order_calc_profit(*positional: Any) -> float | None:  # noqa: ANN401
    """action, symbol, volume, price_open, price_close."""
    return _calculated("order_calc_profit", positional, amounts=3)


def order_check(*positional: Any, **named: Any) -> OrderCheckResult | None:  # noqa: ANN401
    """What the account would look like after a request."""
    return _requested("order_check", positional, named)


def order_send(*positional: Any, **named: Any) -> OrderSendResult | None:  # noqa: ANN401
    """Do a request."""
    return _requested("order_send", positional, named)


# -- how all of them are read and answered ---------------------------------------------------


def _done(value: bool) -> bool:
    _connection.last = SUCCESS
    return value


def _nothing(refused: Refused) -> None:
    _connection.last = (refused.code, refused.text)


def _failed(refused: Refused) -> bool:
    _nothing(refused)
    return False


def _call(name: str, *values: Any, **named: Any) -> Any:  # noqa: ANN401
    try:
        value = _connection.call(name, *values, **named)
    except Refused as refused:
        return _nothing(refused)
    _connection.last = SUCCESS
    return value


def _log_in(number: int, given: dict[str, Any]) -> None:
    password = read.text_argument(given, "password") or ""
    _connection.call("login", number, password, read.text_argument(given, "server") or "")


def _of_symbol(name: str, positional: tuple[Any, ...]) -> Any:  # noqa: ANN401
    try:
        read.count_is(positional, 1)
        symbol = read.symbol_of(positional[0])
    except Refused as refused:
        return _nothing(refused)
    return _call(name, symbol)


def _history(name: str, positional: tuple[Any, ...], readers: tuple[Any, ...]) -> Rows | None:
    try:
        read.count_is(positional, 1 + len(readers))
        values = [read.symbol_of(positional[0])]
        values += [
            reader(value, place)
            for place, (reader, value) in enumerate(zip(readers, positional[1:], strict=True), 1)
        ]
    except Refused as refused:
        return _nothing(refused)
    return _call(name, *values)


def _chosen(name: str, positional: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401
    try:
        read.named_only(positional, named, ("symbol", "ticket", "group"))
        by = {
            "symbol": read.text_argument(named, "symbol"),
            "ticket": read.whole_argument(named, "ticket"),
            "group": read.text_argument(named, "group"),
        }
    except Refused as refused:
        return _nothing(refused)
    return _call(name, by)


def _between(name: str, positional: tuple[Any, ...]) -> int | None:
    try:
        read.count_is(positional, 2)
        dates = [read.date(value, place) for place, value in enumerate(positional)]
    except Refused as refused:
        return _nothing(refused)
    return _call(name, *dates)


def _of_history(name: str, positional: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401
    """By dates (and group), by ticket, or by position."""
    try:
        read.known_names(named, ("group", "ticket", "position"))
        by: dict[str, Any] = {
            "ticket": read.whole_argument(named, "ticket"),
            "position": read.whole_argument(named, "position"),
            "group": read.text_argument(named, "group"),
        }
        if by["ticket"] is None and by["position"] is None:
            read.count_is(positional, 2)
            by["from"], by["to"] = (read.date(v, place) for place, v in enumerate(positional))
    except Refused as refused:
        return _nothing(refused)
    return _call(name, by)


def _calculated(name: str, positional: tuple[Any, ...], *, amounts: int) -> float | None:
    try:
        read.count_is(positional, 2 + amounts)
        kind, symbol = read.whole(positional[0], 0), read.symbol_of(positional[1], 1)
        values = [read.number(value, place) for place, value in enumerate(positional[2:], 2)]
    except Refused as refused:
        return _nothing(refused)
    return _call(name, kind, symbol, *values)


def _requested(name: str, positional: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401
    if not _connection.is_open:
        return _nothing(Refused(*NO_CONNECTION))
    try:
        request = read.request_of(positional, named)
    except Refused as refused:
        return _nothing(refused)
    return _call(name, request)


# -- helpers in pure Python -------------------------------------------------------------------

_TRIES = 10
_DEVIATION_POINTS = 10


def Buy(  # noqa: N802 - the package's name
    symbol: str, volume: float, price: float | None = None, *, comment: str | None = None,
    ticket: int | None = None,
) -> OrderSendResult | None:  # fmt: skip
    """A market buy, tried again on a requote where no price was given."""
    return _raw_order(mt5.ORDER_TYPE_BUY, symbol, volume, price, comment=comment, ticket=ticket)


def Sell(  # noqa: N802 - the package's name
    symbol: str, volume: float, price: float | None = None, *, comment: str | None = None,
    ticket: int | None = None,
) -> OrderSendResult | None:  # fmt: skip
    """A market sell, tried again on a requote where no price was given."""
    return _raw_order(mt5.ORDER_TYPE_SELL, symbol, volume, price, comment=comment, ticket=ticket)


def Close(  # noqa: N802 - the package's name
    symbol: str, *, comment: str | None = None, ticket: int | None = None
) -> bool | str | None:
    """Close the positions of a symbol: True all, "Partially" some, False none, None failed."""
    held = positions_get(ticket=ticket) if ticket is not None else positions_get(symbol=symbol)
    if held is None:
        return None
    wanted = [p for p in held if p.symbol == symbol]
    closed = sum(_closed(position, comment) for position in wanted)
    if closed == len(wanted):
        return bool(wanted)
    return "Partially" if closed else False


def _closed(position: TradePosition, comment: str | None) -> bool:
    kind = 1 - position.type
    answer = _raw_order(
        kind, position.symbol, position.volume, None, comment=comment, ticket=position.ticket
    )
    return answer is not None and answer.retcode == mt5.TRADE_RETCODE_DONE


def _raw_order(
    kind: int, symbol: str, volume: float, price: float | None, *, comment: str | None,
    ticket: int | None,
) -> OrderSendResult | None:  # fmt: skip
    answer: OrderSendResult | None = None
    again = (mt5.TRADE_RETCODE_REQUOTE, mt5.TRADE_RETCODE_PRICE_OFF)
    for _ in range(_TRIES):
        quote = symbol_info_tick(symbol)
        if quote is None:
            return None
        market = quote.ask if kind == mt5.ORDER_TYPE_BUY else quote.bid
        request: dict[str, Any] = {
            "action": mt5.TRADE_ACTION_DEAL, "symbol": symbol, "volume": volume, "type": kind,
            "price": market if price is None else price, "deviation": _DEVIATION_POINTS,
        }  # fmt: skip
        request |= {} if comment is None else {"comment": comment}
        request |= {} if ticket is None else {"position": ticket}
        answer = order_send(request)
        if answer is None or price is not None or answer.retcode not in again:
            break
    return answer
