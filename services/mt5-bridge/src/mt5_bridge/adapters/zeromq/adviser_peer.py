"""Our own adviser as `Surface.mqh` has it, over real sockets, with any terminal behind it.

For tests, and for trying the adapter where no MetaTrader is: questions go to a module with the
surface of the package, on a thread of its own. Faults are switched on by the names of attributes.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable

import zmq

from mt5_bridge.adapters.adviser_folder import protocol
from mt5_bridge.adapters.package.surface import PackageModule, Raw
from mt5_bridge.adapters.zeromq.adviser_module import WORD
from mt5_bridge.adapters.zeromq.channel import Addresses

_TRADE_DISABLED = 10017
_PENDING, _DEAL = 5, 1
_ALL_TICKS = -1
_REACH_S = 60.0


class TickloomPeer:
    """Binds free ports of the loopback; made, it answers.

    The module belongs to its thread, as it does to a terminal's; `reach` is called there first.
    """

    def __init__(self, module: PackageModule, *, reach: Callable[[], object]) -> None:
        self._module = module
        self._reach = reach
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._pull = self._context.socket(zmq.PULL)
        self._push = self._context.socket(zmq.PUSH)
        self.addresses = Addresses(
            commands_port=_bound(self._pull), replies_port=_bound(self._push), prices_port=1
        )
        self.received: list[str] = []
        self.loses = ""
        """The next question to this function is done, and its reply is lost."""
        self.refuses = ""
        """Why entries are refused: the dead man's switch, the kill button."""
        self.is_old = False
        """An adviser from before it had this word."""
        self._is_there, self._is_over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="tickloom-peer", daemon=True)
        self._thread.start()
        assert self._is_there.wait(_REACH_S), "the terminal behind the adviser does not come up"

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join(10.0)

    # -- sockets ------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._reach()
            self._is_there.set()
            while not self._is_over.is_set():
                if self._pull.poll(2):
                    self._say(self._answer(self._pull.recv().decode()))
        finally:
            for socket in (self._pull, self._push):
                socket.close(linger=0)
            self._context.term()

    def _say(self, reply: str) -> None:
        """To nobody it is lost: the adviser does not wait."""
        if reply:
            with contextlib.suppress(zmq.Again):
                self._push.send(reply.encode(), zmq.DONTWAIT)

    def _answer(self, text: str) -> str:
        self.received.append(text)
        fields = text.split(";")
        if fields[0] == "TRACK_PRICES":
            return _tracked(fields[1:])
        if fields[0] != WORD or self.is_old:
            return "{'_response': 'UNKNOWN_COMMAND__ABORTED_COMMAND'}"
        number, function, *arguments = fields[1:]
        rows = self._asked(function, arguments)
        if self.loses == function:
            self.loses = ""
            return ""
        if rows is None:
            code, words = self._module.last_error()
            return _reply(number, int(code), str(words), "")
        return _reply(number, 1, "", ", ".join(map(_row, rows)))

    # -- questions ----------------------------------------------------------------------------

    def _asked(self, function: str, arguments: list[str]) -> Iterable[Iterable[Raw]] | None:
        if function in {"order_check", "order_send"}:
            return self._order(function, arguments)
        call: Callable[..., Raw] = getattr(self._module, function)
        if function == "copy_ticks_range":
            return _columns(call(arguments[0], *map(int, arguments[1:]), _ALL_TICKS))
        if function == "copy_rates_range":
            return _columns(call(arguments[0], *map(int, arguments[1:])))
        answer = call(*_typed(function, arguments))
        if answer is None or answer is False:
            return None
        if function.startswith("order_calc") or function == "symbol_select":
            return [[float(answer)]]
        fields = FIELDS[function]
        return [_values(row, fields) for row in (answer if function in LISTS else [answer])]

    def _order(self, function: str, arguments: list[str]) -> Iterable[Iterable[Raw]] | None:
        request = _request(arguments)
        opens = request["action"] == _PENDING or (
            request["action"] == _DEAL and not request["position"]
        )
        if function == "order_send" and self.refuses and opens:
            words = f"{protocol.REFUSED}: {self.refuses}"
            return [[_TRADE_DISABLED, 0, 0, 0.0, 0.0, 0.0, 0.0, 0, 0, words]]
        answer = getattr(self._module, function)(request)
        return None if answer is None else [_values(answer, FIELDS[function])]


LISTS = {
    "symbols_get", "positions_get", "orders_get", "history_orders_get", "history_deals_get",
}  # fmt: skip
FIELDS = {
    "terminal_info": protocol.TERMINAL_FIELDS, "account_info": protocol.ACCOUNT_FIELDS,
    "symbols_get": protocol.SYMBOL_FIELDS, "symbol_info": protocol.SYMBOL_FIELDS,
    "symbol_info_tick": protocol.TICK_FIELDS, "positions_get": protocol.POSITION_FIELDS,
    "orders_get": protocol.ORDER_FIELDS, "history_orders_get": protocol.ORDER_FIELDS,
    "history_deals_get": protocol.DEAL_FIELDS, "order_check": protocol.CHECK_FIELDS,
    "order_send": protocol.SEND_FIELDS,
}  # fmt: skip
_TEXTS = {"symbol", "comment"}
_AMOUNTS = {"volume", "price", "stoplimit", "sl", "tp"}


def _typed(function: str, arguments: list[str]) -> list[Raw]:
    if function == "symbol_select":
        return [arguments[0], arguments[1] == "1"]
    if function.startswith("history"):
        return [int(argument) for argument in arguments]
    if function.startswith("order_calc"):
        return [int(arguments[0]), arguments[1], *map(float, arguments[2:])]
    return list(arguments)


def _request(arguments: list[str]) -> dict[str, Raw]:
    given = dict(zip(protocol.REQUEST_FIELDS.split(","), arguments, strict=True))
    return {
        name: text if name in _TEXTS else float(text) if name in _AMOUNTS else int(text)
        for name, text in given.items()
    }


def _values(row: Raw, fields: str) -> list[Raw]:
    return [getattr(row, name) for name in fields.split(",")]


def _columns(rows: Raw) -> Iterable[Iterable[Raw]] | None:
    return None if rows is None else rows.tolist()


def _row(values: Iterable[Raw]) -> str:
    return "(" + "".join(f"{literal(value)}, " for value in values) + ")"


def literal(value: Raw) -> str:
    """As MQL5 writes it: 15 digits of a number, texts without the signs that would break one."""
    if isinstance(value, str):
        kept = "".join(" " if sign in "'\r\n" else sign for sign in value.replace("\\", "/"))
        return f"'{kept}'"
    return f"{value:.15g}" if isinstance(value, float) else str(int(value))


def _reply(number: str, code: int, words: str, rows: str) -> str:
    return (
        f"{{'_action': '{WORD}', '_n': {number}, '_error': {code}, '_text': {literal(words)}, "
        f"'_rows': [{rows}]}}"
    )


def _tracked(symbols: list[str]) -> str:
    """A fence: a symbol that does not exist."""
    wrong = ", ".join(f"'{symbol}'" for symbol in symbols)
    return (
        f"{{'_action': 'TRACK_PRICES', '_data': {{'symbol_count': {len(symbols)}, "
        f"'error_symbols': [{wrong}]}}}}"
    )


def _bound(socket: "zmq.Socket[bytes]") -> int:
    socket.setsockopt(zmq.LINGER, 0)
    return socket.bind_to_random_port("tcp://127.0.0.1")
