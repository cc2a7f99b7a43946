"""What can become of a call to a terminal: values that a process and a test play alike."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tickloom_terminal import constants as mt5
from tickloom_terminal.errors import TEXTS
from tickloom_terminal.trade.records import Request

T = TypeVar("T")

SEND = "order_send"
NEVER_S = 86_400.0
"""A delay beyond every deadline: the answer does not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A call without an answer: what `last_error()` says."""

    code: int
    text: str

    @classmethod
    def of(cls, code: int) -> "Failure":
        """With the terminal's own words; a code that nobody knows gets those of a failed call."""
        return cls(code=code, text=TEXTS.get(code, TEXTS[mt5.RES_E_FAIL]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Generic[T]):
    """What a caller sees after `delay_s`: a value, or a failure.

    A caller whose deadline is shorter than the delay sees a timeout (-10005); what the call did
    is done all the same.
    """

    value: T | None = None
    failure: Failure | None = None
    delay_s: float = 0.0


class Effect(StrEnum):
    """What a request does to the books, whatever its caller is told."""

    NOW = "now"
    NONE = "none"
    LATER = "later"
    """It acts after `later_s`, when its caller may have given up."""
    IN_FLIGHT = "in_flight"
    """An order is taken in (10008) and settled after `later_s`: executed, or rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What a script decides about one call; `retcode` 0 is what the server itself says."""

    effect: Effect = Effect.NOW
    retcode: int = 0
    failure: Failure | None = None
    later_s: float = 0.0
    rejection: str = ""
    """IN_FLIGHT only: the comment with which the order is rejected; empty executes it."""
    state: int = mt5.ORDER_STATE_STARTED
    """IN_FLIGHT only: of the order until it is settled."""
    share_pct: float = 100.0
    """How much of the volume is to be had."""
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as a script sees it: a function of the package, and what it is about."""

    name: str
    now_ns: int
    symbol: str = ""
    request: Request | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The switches of a terminal and who is logged on."""

    login: int
    server: str
    is_connected: bool = True
    is_algo_trading: bool = True
    """The Algo Trading button: terminal_info().trade_allowed."""
    is_api_disabled: bool = False
    is_trade_allowed: bool = True
    """account_info().trade_allowed."""
    is_expert_allowed: bool = True
    """account_info().trade_expert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenQuote:
    """A quote as the caller gets it; floats, because it may be absurd (NaN, 0, negative)."""

    time_ns: int
    bid: float
    ask: float
