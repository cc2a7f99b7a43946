"""What can go wrong between the bridge and its broker, drawn from a seed or written by a test.

A fault of a send says two things: whether the server carried the request out, and what the caller
got to hear. Faults of questions and of state (no connection, another account) stand beside it.
"""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from mt5_bridge.orders.retcodes import Retcode

UNLISTED = 10_099
"""A return code that no table knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFault:
    """One way for `order_send` to go wrong; `reply` None: the answer is the server's own."""

    name: str
    is_done: bool = False
    """The server carried it out, whatever was said."""
    retcode: int | None = None
    error: int | None = None
    """The code of `last_error()` when no answer came at all."""
    takes_s: float = 0.05
    part: str | None = None
    """Only so much of the volume is to be had."""
    hides_s: float = 0.0
    """So long the books do not show it."""
    kills: bool = False
    """The bridge dies inside the call."""
    later: str = ""
    """With PLACED: what becomes of the order; empty, it is filled."""


_HIDDEN_S = 4.0
SEND_FAULTS = {
    fault.name: fault
    for fault in (
        SendFault(name="lost_reply", is_done=True, error=-10005, takes_s=5, hides_s=_HIDDEN_S),
        SendFault(name="lost_before_server", error=-10005, takes_s=5),
        SendFault(name="ipc_hang", is_done=True, error=-10005, takes_s=30),
        SendFault(name="ipc_failed_done", is_done=True, error=-10000),
        SendFault(name="ipc_failed", error=-10000),
        SendFault(name="ipc_send_failed", error=-10001),
        SendFault(name="ipc_receive_failed", is_done=True, error=-10002, hides_s=1),
        SendFault(name="no_error_named", is_done=True, error=1),
        SendFault(name="generic_error", is_done=True, error=-1),
        SendFault(name="server_timeout_done", is_done=True, retcode=Retcode.TIMEOUT, takes_s=10),
        SendFault(name="server_timeout", retcode=Retcode.TIMEOUT, takes_s=10),
        SendFault(
            name="connection_lost_done", is_done=True, retcode=Retcode.CONNECTION,
            hides_s=_HIDDEN_S,
        ),
        SendFault(name="connection_lost", retcode=Retcode.CONNECTION),
        SendFault(name="processing_error_done", is_done=True, retcode=Retcode.ERROR),
        SendFault(name="locked", retcode=Retcode.LOCKED),
        SendFault(name="unlisted_code_done", is_done=True, retcode=UNLISTED),
        SendFault(name="found_late", is_done=True, error=-10005, takes_s=5, hides_s=20),
        SendFault(name="found_very_late", is_done=True, error=-10005, takes_s=5, hides_s=200),
        SendFault(name="requote", retcode=Retcode.REQUOTE),
        SendFault(name="slow_requote", retcode=Retcode.REQUOTE, takes_s=6),
        SendFault(name="price_changed", retcode=Retcode.PRICE_CHANGED),
        SendFault(name="price_off", retcode=Retcode.PRICE_OFF),
        SendFault(name="too_many_requests", retcode=Retcode.TOO_MANY_REQUESTS),
        SendFault(name="rejected", retcode=Retcode.REJECT),
        SendFault(name="no_money", retcode=Retcode.NO_MONEY),
        SendFault(name="market_closed", retcode=Retcode.MARKET_CLOSED),
        SendFault(name="invalid_fill", retcode=Retcode.INVALID_FILL),
        SendFault(name="not_connected", error=-10004),
        SendFault(name="partial", is_done=True, part="0.5"),
        SendFault(name="slow", is_done=True, takes_s=3),
        SendFault(name="shown_late", is_done=True, hides_s=20),
        SendFault(name="placed", is_done=True, retcode=Retcode.PLACED, hides_s=2),
        SendFault(name="placed_then_rejected", retcode=Retcode.PLACED, later="rejected"),
        SendFault(name="killed_before_server", kills=True),
        SendFault(name="killed_in_send", is_done=True, kills=True, hides_s=1),
    )
}  # fmt: skip
HALTING = {
    "autotrading_off": SendFault(name="autotrading_off", retcode=Retcode.CLIENT_DISABLES_AT),
    "server_disables": SendFault(name="server_disables", retcode=Retcode.SERVER_DISABLES_AT),
    "api_disabled": SendFault(name="api_disabled", error=-8),
}
"""Faults after which no entry goes out until somebody clears the account."""
QUERY_ERRORS = (-1, -4, -10000, -10002, -10004, -10005)


class Faults:
    """Which faults come next: first those a test has queued, then those the dice say."""

    def __init__(self, random: Random, *, send_rate: float = 0.0, query_rate: float = 0.0) -> None:
        self._random = random
        self.send_rate = send_rate
        self.query_rate = query_rate
        self._queued: deque[SendFault | None] = deque()
        self._names = (*SEND_FAULTS, *["partial"] * 5)
        self.counts: Counter[str] = Counter()
        self.failing = ""
        """Questions with this name fail until it is cleared; "all" fails every one."""

    def queue(self, faults: Iterable[SendFault | None]) -> None:
        """What the next sends meet; None is a good day."""
        self._queued.extend(faults)

    def next_send(self) -> SendFault | None:
        fault = None
        if self._queued:
            fault = self._queued.popleft()
        elif self.send_rate and self._random.random() < self.send_rate:
            fault = SEND_FAULTS[self._random.choice(self._names)]
        if fault is not None:
            self.counts[fault.name] += 1
        return fault

    def next_query(self, name: str) -> int | None:
        """The error with which a question fails; None lets it pass."""
        fails = self.failing in {"all", name} or (
            self.query_rate and self._random.random() < self.query_rate
        )
        if not fails:
            return None
        self.counts["query_failed"] += 1
        return self._random.choice(QUERY_ERRORS)
