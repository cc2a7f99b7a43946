"""The way to the venue, said every second: each step, and the switch to press at the wrong one.

It begins before there is a terminal: a bridge that waits for one says for what it waits.
"""

import asyncio
from dataclasses import replace

from mt5_bridge.adapters.diagnosis import Findings, steps_of
from mt5_bridge.feed import Feed
from mt5_bridge.market import Market
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import TerminalStatus
from tickloom.bus.port import Bus
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import bridge as bridge_subject
from tickloom.contracts.system import BridgeStatus
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import Clock

INTERVAL_S = 1.0
_FRESH_US = 2_000_000
_QUARTER_S = 900
NAMES = {
    "package": "MetaTrader 5",
    "adviser": "ZeroMQ adviser",
    "simulated": "simulated terminal",
}


class ConnectionReport:
    """`told` hears every look at the terminal; `follow` gives it the quotes once there are any."""

    def __init__(
        self, bus: Bus, clock: Clock, stamper: Stamper, found: Findings, *, venue: str
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._stamper = stamper
        self._found = found
        self._venue = venue
        self._subject = bridge_subject(venue)
        self._rule: ServerClock | None = None
        self._market: Market | None = None
        self._feed: Feed | None = None
        self._known: TerminalStatus | None = None
        self._checked_at = clock.now_us()

    def told(self, status: Answer[TerminalStatus]) -> None:
        """From any thread: one assignment after the other, each whole."""
        self._found = replace(self._found, status=status)
        self._checked_at = self._clock.now_us()
        if not isinstance(status, CallFailed):
            self._known = status

    def follow(self, market: Market, feed: Feed, rule: ServerClock) -> None:
        """The quotes and the rule of the server's clock."""
        self._market, self._feed, self._rule = market, feed, rule

    async def run(self) -> None:
        while True:
            self.say()
            await asyncio.sleep(INTERVAL_S)

    def say(self) -> None:
        self._bus.publish(self._subject, self.status())

    def status(self) -> BridgeStatus:
        """The server and build that were there last are shown while it does not answer, too."""
        now_us = self._clock.now_us()
        known = self._known
        return BridgeStatus(
            **self._stamper.header(self._subject, ts=now_us), venue=self._venue,
            terminal=NAMES[self._found.kind], steps=steps_of(self._with_quotes(now_us)),
            checked_at=self._checked_at, server="" if known is None else known.server,
            login="" if known is None else str(known.login),
            build=None if known is None or not known.build else known.build,
            ping_ms=None if known is None or not known.ping_us else known.ping_us / 1000,
        )  # fmt: skip

    def _with_quotes(self, now_us: int) -> Findings:
        if self._market is None or self._feed is None or self._rule is None:
            return self._found
        symbols = [instrument.symbol for instrument in self._market.instruments]
        heard = [at for symbol in symbols if (at := self._feed.last_tick_at(symbol)) is not None]
        age_s = None if not heard else max(0.0, (now_us - max(heard)) / 1e6)
        is_open = any(self._market.is_open(symbol) for symbol in symbols)
        closed = None if self._market.mode == "live" else False
        return replace(
            self._found, quote_age_s=age_s, is_market_open=True if is_open else closed,
            clock_offset_s=self._rule.offset_s(now_us * 1000),
            clock_problem=self._clock_problem(now_us),
        )  # fmt: skip

    def _clock_problem(self, now_us: int) -> str | None:
        """A quote that has just come in is of now: by the rule it must say so."""
        assert self._market is not None
        assert self._feed is not None
        if self._market.mode != "live":
            return None
        for instrument in self._market.instruments:
            at_us = self._feed.last_tick_at(instrument.symbol)
            tick = self._market.last_tick(instrument.symbol)
            if at_us is None or tick is None or now_us - at_us > _FRESH_US:
                continue
            ahead_s = round((tick.time_ns / 1e9 - at_us / 1e6) / _QUARTER_S) * _QUARTER_S
            if ahead_s:
                return (
                    f"by the rule {self._rule} the newest quote of {instrument.symbol} is "
                    f"{abs(ahead_s) / 3600:g} h {'ahead of' if ahead_s > 0 else 'behind'} now"
                )
            return None
        return None
