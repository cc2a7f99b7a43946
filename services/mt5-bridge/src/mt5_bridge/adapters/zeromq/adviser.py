"""Questions to the adviser, one at a time, and what it says when it will not answer them."""

from collections.abc import Callable
from typing import TypeVar

from mt5_bridge.adapters.zeromq import commands
from mt5_bridge.adapters.zeromq.channel import Channel, is_fence
from mt5_bridge.adapters.zeromq.commands import Trade
from mt5_bridge.adapters.zeromq.records import Unreadable, account_of, trades_of
from mt5_bridge.adapters.zeromq.replies import Reply
from mt5_bridge.port.answers import Answer, CallFailed

_ABORTED = "__ABORTED_COMMAND"
GENERIC_FAILURE_CODE = -1
_BLOCKED_CODES = {
    "TRADING_IS_NOT_ALLOWED": -8, "EA_IS_DISABLED": -8, "DLLS_DISABLED": -8, "LIBS_DISABLED": -8,
    "TRADE_CONTEXT_BUSY": GENERIC_FAILURE_CODE, "NO_BROKER_CONNECTION": -10004,
}  # fmt: skip
_WHICH_SWITCH = {
    "TRADING_IS_NOT_ALLOWED": "switch AutoTrading on, and allow live trading in the adviser",
    "EA_IS_DISABLED": "switch AutoTrading on",
    "DLLS_DISABLED": "allow DLL imports in the terminal's options",
    "LIBS_DISABLED": "allow imported libraries in the adviser's properties",
    "TRADE_CONTEXT_BUSY": "another order is on its way; try again",
    "NO_BROKER_CONNECTION": "the terminal has no connection to the broker",
}
Matches = Callable[[Reply], bool]
T = TypeVar("T")


class Adviser:
    """Knows the questions; a reply that does not fit the question is not taken for its answer."""

    def __init__(self, channel: Channel, *, reply_timeout_s: float, send_timeout_s: float) -> None:
        self._channel = channel
        self._reply_timeout_s = reply_timeout_s
        self._send_timeout_s = send_timeout_s

    def heartbeat(self) -> CallFailed | None:
        """None when it is "loud and clear"."""
        answer = self._channel.ask(
            commands.HEARTBEAT,
            lambda reply: reply.get("_action") == "heartbeat",
            timeout_s=self._reply_timeout_s,
        )
        return answer if isinstance(answer, CallFailed) else None

    def account(self) -> Answer[Reply]:
        answer = self._asked(
            Trade(action="GET_ACCOUNT_INFO").text, _is_action("GET_ACCOUNT_INFORMATION")
        )
        return answer if isinstance(answer, CallFailed) else readable(lambda: account_of(answer))

    def trades(self) -> Answer[dict[int, Reply]]:
        """Open trades and waiting orders; an empty dict says that there are none."""
        answer = self._asked(Trade(action="GET_OPEN_TRADES").text, _is_action("OPEN_TRADES"))
        return answer if isinstance(answer, CallFailed) else readable(lambda: trades_of(answer))

    def history(self, symbol: str, minutes: int, start: str, end: str) -> Answer[Reply]:
        def matches(reply: Reply) -> bool:
            named = str(reply.get("_symbol", ""))
            return reply.get("_action") == "HIST" and named.startswith(f"{symbol}_")

        return self._asked(commands.history(symbol, minutes, start, end), matches)

    def track(self, symbols: list[str]) -> Answer[Reply]:
        def matches(reply: Reply) -> bool:
            return reply.get("_action") == "TRACK_PRICES" and not is_fence(reply)

        return self._asked(commands.track_prices(symbols), matches)

    def order(self, trade: Trade, matches: Matches) -> Answer[Reply]:
        """A command that trades: without a reply its outcome is unknown."""
        return self._asked(trade.text, matches, timeout_s=self._send_timeout_s)

    def _asked(
        self, text: str, matches: Matches, *, timeout_s: float | None = None
    ) -> Answer[Reply]:
        patience_s = self._reply_timeout_s if timeout_s is None else timeout_s
        answer = self._channel.ask(
            text, lambda reply: matches(reply) or _is_blocked(reply), timeout_s=patience_s
        )
        if isinstance(answer, CallFailed) or not _is_blocked(answer):
            return answer
        reason = str(answer["_response"]).removesuffix(_ABORTED)
        code = _BLOCKED_CODES.get(reason, GENERIC_FAILURE_CODE)
        text = f"{reason}: {_WHICH_SWITCH.get(reason, 'the adviser aborted the command')}"
        return CallFailed(code=code, text=text, never_sent=True)


def readable(read: Callable[[], T]) -> Answer[T]:
    """An answer that breaks the protocol is no answer."""
    try:
        return read()
    except Unreadable as error:
        return CallFailed(code=GENERIC_FAILURE_CODE, text=f"the adviser's reply: {error}")


def _is_action(action: str) -> Matches:
    return lambda reply: reply.get("_action") == action


def _is_blocked(reply: Reply) -> bool:
    return "_action" not in reply and str(reply.get("_response", "")).endswith(_ABORTED)
