"""What every part of the order path is handed: the terminal, the disk, the time, the rules."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from mt5_bridge.halts.halts import Halts
from mt5_bridge.orders.gate import Gate
from mt5_bridge.orders.journal import Journal
from mt5_bridge.orders.venue_time import OffsetTime, VenueTime
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.terminal_port import TradingPort
from tickloom.runtime.clock import Clock


def as_spelt(name: str) -> str:
    """A symbol that is asked for by the broker's own name."""
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSettings:
    """The order path's own figures; limits of money and count are the gate's.

    `account` is the platform's name for it; "" takes commands of any name (one terminal holds one
    account). `expected` None pins the login and server that the terminal first shows.
    """

    account: str = ""
    expected: ExpectedAccount | None = None
    tick_age_s_max: float = 2.0
    sent_ahead_s_max: float = 5.0
    """How far in the future a command may say that it was sent."""
    retries_max: int = 2
    deviation_points: int = 20
    quiet_s: float = 60.0
    placed_wait_s: float = 60.0
    """How long a market order that was only accepted may take to show up."""
    slippage_points_alert: int = 50
    missing_stop: Literal["close", "alert"] = "close"
    """What happens to a position whose stop loss cannot be set after the fill."""
    import_days: int = 7
    """How far back a new journal reads the account's deals."""
    name_of: Callable[[str], str] = as_spelt
    """The broker's own name of a symbol; raises what a person has to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The order path's surroundings; all time comes from `clock` and `pause`."""

    port: TradingPort
    journal: Journal
    halts: Halts
    gate: Gate
    clock: Clock
    reach: Callable[[str], None] = lambda _point: None
    settings: OrderSettings = field(default_factory=OrderSettings)
    venue_time: VenueTime = field(default_factory=OffsetTime)
    pause: Callable[[float], None] = time.sleep

    def server_ms(self, now_us: int) -> int | None:
        """The server's clock, as it writes it; None: not known."""
        return self.venue_time.server_ms(now_us)
