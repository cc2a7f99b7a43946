"""The 32 functions of the MetaTrader5 package, and its three helpers, on a simulated terminal.

Same names, same calling conventions, same results: a failure is None or False and a code in
`last_error()`, never an exception (but for keywords where the package takes none: TypeError).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tickloom_terminal import arguments as read
from tickloom_terminal.connection import Connection
from tickloom_terminal.deal_helpers import DealHelpers
from tickloom_terminal.errors import SUCCESS, Refused
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
from tickloom_terminal.surface import without_arguments, without_names

__all__ = [
    "Buy",
    "Close",
    "Sell",
    "account_info",
    "copy_rates_from",
    "copy_rates_from_pos",
    "copy_rates_range",
    "copy_ticks_from",
    "copy_ticks_range",
    "history_deals_get",
    "history_deals_total",
    "history_orders_get",
    "history_orders_total",
    "initialize",
    "last_error",
    "login",
    "market_book_add",
    "market_book_get",
    "market_book_release",
    "order_calc_margin",
    "order_calc_profit",
    "order_check",
    "order_send",
    "orders_get",
    "orders_total",
    "positions_get",
    "positions_total",
    "shutdown",
    "symbol_info",
    "symbol_info_tick",
    "symbol_select",
    "symbols_get",
    "symbols_total",
    "terminal_info",
    "version",
]
_connection = Connection()
Rows = npt.NDArray[np.void]
Arguments = tuple[Any, ...]


def initialize(*positional: Any, **named: Any) -> bool:  # noqa: ANN401
    """Connect to the terminal of a folder (`path`), starting it when needed; True or False.

    A connection that was there is left first; where this fails there is none afterwards.
    """
    try:
        given = read.initialize(positional, named)
        _connection.open(given.path, given.timeout_ms)
        if given.login is not None:
            _connection.call("login", given.login, given.password, given.server)
    except Refused as refused:
        _connection.close()
        return _failed(refused)
    return _done()


def login(*positional: Any, **named: Any) -> bool:  # noqa: ANN401
    """Change the account; True or False."""
    return _asked("login", lambda: read.login(positional, named)) is True


@without_arguments
def shutdown() -> bool:
    """Leave the terminal; it goes on."""
    _connection.close()
    return _done()


@without_arguments
def last_error() -> tuple[int, str]:
    """Code and text of the last call."""
    return _connection.last


@without_arguments
def version() -> tuple[int, int, str] | None:
    """Version, build and date of the terminal."""
    return _asked("version")


@without_arguments
def terminal_info() -> TerminalInfo | None:
    """The terminal's switches, limits and folders."""
    return _asked("terminal_info")


@without_arguments
def account_info() -> AccountInfo | None:
    """The account that is logged in, at the current quotes."""
    return _asked("account_info")


@without_arguments
def symbols_total() -> int | None:
    """How many symbols there are, the hidden ones included."""
    return _asked("symbols_total")


def symbols_get(*positional: Any, **named: Any) -> tuple[SymbolInfo, ...] | None:  # noqa: ANN401
    """All symbols, or those of a `group` mask."""
    return _asked("symbols_get", lambda: (read.group(positional, named),))


@without_names
def symbol_info(*positional: Any) -> SymbolInfo | None:  # noqa: ANN401
    """Everything about one symbol."""
    return _of_symbol("symbol_info", positional)


@without_names
def symbol_info_tick(*positional: Any) -> Tick | None:  # noqa: ANN401
    """The last quote of one symbol."""
    return _of_symbol("symbol_info_tick", positional)


@without_names
def symbol_select(*positional: Any) -> bool:  # noqa: ANN401
    """Show a symbol in Market Watch, or (False) take it out."""
    return _asked("symbol_select", lambda: read.selection(positional)) is True


@without_names
def market_book_add(*positional: Any) -> bool:  # noqa: ANN401
    """Subscribe to a symbol's depth of market."""
    return _of_symbol("market_book_add", positional) is True


@without_names
def market_book_get(*positional: Any) -> tuple[BookInfo, ...] | None:  # noqa: ANN401
    """The depth of a symbol that was subscribed to."""
    return _of_symbol("market_book_get", positional)


@without_names
def market_book_release(*positional: Any) -> bool:  # noqa: ANN401
    """End the subscription."""
    return _of_symbol("market_book_release", positional) is True


@without_names
def copy_rates_from(*positional: Any) -> Rows | None:  # noqa: ANN401
    """Bars that open at or before a date, back into the past, oldest first."""
    return _history("copy_rates_from", positional, (read.whole, read.date, read.whole))


@without_names
def copy_rates_from_pos(*positional: Any) -> Rows | None:  # noqa: ANN401
    """Bars by position; 0 is the unfinished one."""
    return _history("copy_rates_from_pos", positional, (read.whole, read.whole, read.whole))


@without_names
def copy_rates_range(*positional: Any) -> Rows | None:  # noqa: ANN401
    """Bars that open from a date to a date, both included."""
    return _history("copy_rates_range", positional, (read.whole, read.date, read.date))


@without_names
def copy_ticks_from(*positional: Any) -> Rows | None:  # noqa: ANN401
    """The first ticks from a date on."""
    return _history("copy_ticks_from", positional, (read.date, read.whole, read.whole))


@without_names
def copy_ticks_range(*positional: Any) -> Rows | None:  # noqa: ANN401
    """Ticks from a date to a date, both included."""
    return _history("copy_ticks_range", positional, (read.date, read.date, read.whole))


@without_arguments
def orders_total() -> int | None:
    """How many orders are active."""
    return _asked("orders_total")


def orders_get(*positional: Any, **named: Any) -> tuple[TradeOrder, ...] | None:  # noqa: ANN401
    """Active orders: all, or by `symbol`, `ticket` or `group`."""
    return _asked("orders_get", lambda: (read.choice(positional, named),))


@without_arguments
def positions_total() -> int | None:
    """How many positions are open."""
    return _asked("positions_total")


def positions_get(*positional: Any, **named: Any) -> tuple[TradePosition, ...] | None:  # noqa: ANN401
    """Open positions: all, or by `symbol`, `ticket` or `group`."""
    return _asked("positions_get", lambda: (read.choice(positional, named),))


@without_names
def history_orders_total(*positional: Any) -> int | None:  # noqa: ANN401
    """How many orders were finished from a date to a date."""
    return _asked("history_orders_total", lambda: read.between(positional))


def history_orders_get(*positional: Any, **named: Any) -> tuple[TradeOrder, ...] | None:  # noqa: ANN401
    """Finished orders by dates (and `group`), by `ticket`, or by `position`."""
    return _asked("history_orders_get", lambda: (read.past(positional, named),))


@without_names
def history_deals_total(*positional: Any) -> int | None:  # noqa: ANN401
    """How many deals were made from a date to a date."""
    return _asked("history_deals_total", lambda: read.between(positional))


def history_deals_get(*positional: Any, **named: Any) -> tuple[TradeDeal, ...] | None:  # noqa: ANN401
    """Deals by dates (and `group`), by the `ticket` of their order, or by `position`."""
    return _asked("history_deals_get", lambda: (read.past(positional, named),))


@without_names
def order_calc_margin(*positional: Any) -> float | None:  # noqa: ANN401
    """What an order alone would tie up: action, symbol, volume, price."""
    return _asked("order_calc_margin", lambda: read.calculation(positional, amounts=2))


@without_names
def order_calc_profit(*positional: Any) -> float | None:  # noqa: ANN401
    """What a trade would bring: action, symbol, volume, price_open, price_close."""
    return _asked("order_calc_profit", lambda: read.calculation(positional, amounts=3))


def order_check(*positional: Any, **named: Any) -> OrderCheckResult | None:  # noqa: ANN401
    """What the account would look like after a request."""
    return _asked("order_check", lambda: (read.request(positional, named),))


def order_send(*positional: Any, **named: Any) -> OrderSendResult | None:  # noqa: ANN401
    """Do a request."""
    return _asked("order_send", lambda: (read.request(positional, named),))


# -- how all of them are read and answered ---------------------------------------------------


def _nothing() -> Arguments:
    return ()


def _asked(name: str, arguments: Callable[[], Arguments] = _nothing) -> Any:  # noqa: ANN401
    """The terminal's answer; None and a code for what goes wrong, no connection before all else."""
    try:
        _connection.must_be_open()
        value = _connection.call(name, *arguments())
    except Refused as refused:
        _failed(refused)
        return None
    _done()
    return value


def _of_symbol(name: str, positional: Arguments) -> Any:  # noqa: ANN401
    return _asked(name, lambda: read.one_symbol(positional))


def _history(
    name: str, positional: Arguments, readers: tuple[Callable[[object, int], int], ...]
) -> Rows | None:
    return _asked(name, lambda: read.in_places(positional, (read.symbol, *readers)))


def _done() -> bool:
    _connection.last = SUCCESS
    return True


def _failed(refused: Refused) -> bool:
    _connection.last = (refused.code, refused.text)
    return False


# -- helpers in pure Python -------------------------------------------------------------------

_helpers = DealHelpers(symbol_info_tick, positions_get, order_send)
Buy = _helpers.buy
Sell = _helpers.sell
Close = _helpers.close
