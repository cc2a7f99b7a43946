"""The real executor, wired for a campaign: virtual time, the venue's clock, one known account."""

from campaign.bridge import Executor, Parts
from campaign.messages import ACCOUNT
from campaign.venue import LOGIN, SERVER_CLOCK
from mt5_bridge.orders import parts as orders
from mt5_bridge.orders.executor import OrderExecutor
from mt5_bridge.orders.parts import OrderSettings
from mt5_bridge.orders.venue_time import OffsetTime
from mt5_bridge.port.identity import ExpectedAccount
from tickloom_terminal.trade.records import AccountRules

SETTINGS = OrderSettings(
    account=ACCOUNT, expected=ExpectedAccount(login=LOGIN, server=AccountRules().server)
)


def server_offset_s(now_us: int) -> int:
    """How far the broker's clock is ahead of UTC."""
    now_ns = now_us * 1_000
    return (SERVER_CLOCK.to_server_ns(now_ns) - now_ns) // 1_000_000_000


def real(parts: Parts) -> Executor:
    """The order path as it is deployed, but for the clock and the terminal."""
    return OrderExecutor(
        orders.Parts(
            port=parts.port, journal=parts.journal, halts=parts.halts, gate=parts.gate,
            clock=parts.clock, reach=parts.reach, settings=SETTINGS,
            venue_time=OffsetTime(server_offset_s), pause=parts.clock.advance,
        )
    )  # fmt: skip
