"""The functions of MetaTrader's package, as our own adviser answers them over ZeroMQ.

`PackageTerminal` stands on it as on the package itself: what a terminal can do it can do here, the
history of deals, symbol sheets, margins and checks included. A question is
`TICKLOOM;<number>;<function>;<arguments>`, and its reply repeats the number, so a late reply is
never taken for another one. A failure leaves its code for `last_error`, as the package's do.
"""

from collections.abc import Iterable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from mt5_bridge.adapters.adviser_folder import protocol
from mt5_bridge.adapters.package.surface import Raw
from mt5_bridge.adapters.zeromq import commands
from mt5_bridge.adapters.zeromq.channel import Addresses, Channel
from mt5_bridge.adapters.zeromq.replies import Reply
from mt5_bridge.port.answers import NOT_CONNECTED_CODE, CallFailed
from mt5_bridge.port.terminal_port import Rows
from tickloom.runtime.clock import Clock
from tickloom_terminal import dtypes

WORD = "TICKLOOM"
_SUCCESS, _FAILED, _INVALID, _TOO_OLD = 1, -1, -2, -5
_ABORTED = "__ABORTED_COMMAND"
_REQUEST = tuple(protocol.REQUEST_FIELDS.split(","))


class AdviserModule:
    """`PackageModule`, one connection, one `last_error` slot; every call from ONE thread."""

    def __init__(
        self,
        addresses: Addresses,
        clock: Clock,
        *,
        reply_timeout_s: float = 4.0,
        send_timeout_s: float = 8.0,
        history_timeout_s: float = 12.0,
    ) -> None:
        self._addresses = addresses
        self._clock = clock
        self._reply_s = reply_timeout_s
        self._send_s = send_timeout_s
        self._history_s = history_timeout_s
        self._channel: Channel | None = None
        self._number = clock.now_us()
        self._error = (_SUCCESS, "Success")

    # -- the way there ------------------------------------------------------------------------

    def initialize(self, *_: Raw, **__: Raw) -> bool:
        """Whose terminal it is, the adviser's host knows: it is logged on already."""
        if self._channel is None:
            self._channel = Channel(self._addresses, self._clock, tracked=list)
        return self.terminal_info() is not None

    def shutdown(self) -> bool:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        return True

    def last_error(self) -> tuple[int, str]:
        return self._error

    def terminal_info(self) -> Raw:
        return self._one("terminal_info", protocol.TERMINAL_FIELDS)

    def account_info(self) -> Raw:
        return self._one("account_info", protocol.ACCOUNT_FIELDS)

    # -- the market ---------------------------------------------------------------------------

    def symbols_get(self, *_: Raw, **__: Raw) -> Raw:
        """Those of Market Watch."""
        return self._named(
            "symbols_get", protocol.SYMBOL_FIELDS, timeout_s=self._history_s
        )  # fmt: skip

    def symbol_info(self, symbol: str, /) -> Raw:
        return self._one("symbol_info", protocol.SYMBOL_FIELDS, symbol)

    def symbol_info_tick(self, symbol: str, /) -> Raw:
        return self._one("symbol_info_tick", protocol.TICK_FIELDS, symbol)

    def symbol_select(self, symbol: str, enable: bool = True, /) -> bool:
        return self._rows("symbol_select", symbol, int(enable)) is not None

    def copy_ticks_range(self, symbol: str, date_from: Raw, date_to: Raw, flags: int, /) -> Raw:
        del flags  # all of them, always
        rows = self._rows("copy_ticks_range", symbol, date_from, date_to, timeout_s=self._history_s)
        return self._array(rows, dtypes.TICKS)

    def copy_rates_range(self, symbol: str, timeframe: int, date_from: Raw, date_to: Raw, /) -> Raw:
        rows = self._rows(
            "copy_rates_range", symbol, timeframe, date_from, date_to, timeout_s=self._history_s
        )
        return self._array(rows, dtypes.RATES)

    # -- the books ----------------------------------------------------------------------------

    def positions_get(self, **_: Raw) -> Raw:
        return self._named("positions_get", protocol.POSITION_FIELDS)

    def orders_get(self, **_: Raw) -> Raw:
        return self._named("orders_get", protocol.ORDER_FIELDS)

    def history_orders_get(self, date_from: Raw, date_to: Raw, **_: Raw) -> Raw:
        return self._named(
            "history_orders_get", protocol.ORDER_FIELDS, date_from, date_to,
            timeout_s=self._history_s,
        )  # fmt: skip

    def history_deals_get(self, date_from: Raw, date_to: Raw, **_: Raw) -> Raw:
        return self._named(
            "history_deals_get", protocol.DEAL_FIELDS, date_from, date_to,
            timeout_s=self._history_s,
        )  # fmt: skip

    # -- orders -------------------------------------------------------------------------------

    def order_calc_margin(self, action: int, symbol: str, volume: float, price: float, /) -> Raw:
        return self._number_of("order_calc_margin", action, symbol, volume, price)

    def order_calc_profit(self, *arguments: Raw) -> Raw:
        return self._number_of("order_calc_profit", *arguments)

    def order_check(self, request: Raw, /) -> Raw:
        return self._one("order_check", protocol.CHECK_FIELDS, *_request(request))

    def order_send(self, request: Raw, /) -> Raw:
        """Without a reply its outcome is unknown: the code says so."""
        return self._one(
            "order_send", protocol.SEND_FIELDS, *_request(request), timeout_s=self._send_s
        )

    # -- how a question is asked --------------------------------------------------------------

    def _one(
        self, function: str, fields: str, *arguments: Raw, timeout_s: float | None = None
    ) -> Raw:
        rows = self._named(function, fields, *arguments, timeout_s=timeout_s)
        return rows[0] if rows else self._none(rows, function)

    def _number_of(self, function: str, *arguments: Raw) -> Raw:
        rows = self._rows(function, *arguments)
        return rows[0][0] if rows else self._none(rows, function)

    def _none(self, rows: Raw, function: str) -> None:
        if rows is not None:
            self._error = (_FAILED, f"the adviser answered {function} with nothing")

    def _named(
        self, function: str, fields: str, *arguments: Raw, timeout_s: float | None = None
    ) -> tuple[SimpleNamespace, ...] | None:
        rows = self._rows(function, *arguments, timeout_s=timeout_s)
        if rows is None:
            return None
        names = fields.split(",")
        if any(len(row) != len(names) for row in rows):
            self._error = (_FAILED, f"the adviser's rows of {function} have other fields")
            return None
        return tuple(SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows)

    def _rows(
        self, function: str, *arguments: Raw, timeout_s: float | None = None
    ) -> list[tuple[Raw, ...]] | None:
        if self._channel is None:
            self._error = (NOT_CONNECTED_CODE, "the adviser is not connected; nothing was sent")
            return None
        self._number += 1
        number = self._number
        words = [wire_text(argument) for argument in arguments]
        if any(";" in word for word in words):
            self._error = (_INVALID, f"the protocol cannot carry an argument of {function}")
            return None
        reply = self._channel.ask(
            ";".join((WORD, str(number), function, *words)),
            lambda reply: reply.get("_n") == number or _is_aborted(reply),
            timeout_s=self._reply_s if timeout_s is None else timeout_s,
        )
        return self._read(reply)

    def _read(self, reply: Reply | CallFailed) -> list[tuple[Raw, ...]] | None:
        if isinstance(reply, CallFailed):
            self._error = (reply.code, reply.text)
            return None
        if "_n" not in reply:
            self._error = (_TOO_OLD, "the adviser is older than this bridge: compile it again")
            return None
        rows: Raw = reply.get("_rows")
        code: Raw = reply.get("_error")
        if code != _SUCCESS or not isinstance(rows, list):
            known = code if isinstance(code, int) and code < 0 else _FAILED
            self._error = (known, str(reply.get("_text", "an answer that cannot be read")))
            return None
        self._error = (_SUCCESS, "Success")
        return cast("list[tuple[Raw, ...]]", rows)

    def _array(self, rows: list[tuple[Raw, ...]] | None, kind: "np.dtype[Any]") -> Rows | None:
        if rows is None:
            return None
        try:
            return np.array(rows, dtype=kind)
        except (TypeError, ValueError) as error:
            self._error = (_FAILED, f"the adviser's rows cannot be read: {error}")
            return None


def _request(fields: dict[str, Raw]) -> Iterable[Raw]:
    """Every field in its order; what is not given is 0, and a comment what the wire can carry."""
    for name in _REQUEST:
        value = fields.get(name, "" if name in {"symbol", "comment"} else 0)
        yield commands.plain(value) if name == "comment" else value


def wire_text(value: Raw) -> str:
    """As MQL5 reads it back: no exponent, no more and no less than the number."""
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)


def _is_aborted(reply: Reply) -> bool:
    """What an adviser says that does not know the word."""
    return "_n" not in reply and str(reply.get("_response", "")).endswith(_ABORTED)
