"""The latest health of the feed and of every service, as the gateway heard it."""

from dataclasses import dataclass

import structlog

from tickloom.contracts.codec import decode
from tickloom.contracts.market import FeedStatus, SymbolState
from tickloom.contracts.message import Mode
from tickloom.contracts.system import BridgeStatus, ServiceHealth
from tickloom.domain.errors import InvalidInput

log = structlog.get_logger(__name__)

SILENT_AFTER_US = 5_000_000
EXPECTED = ("analytics", "mt5-bridge", "algo", "backtester", "gateway")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A service's last word about itself."""

    health: ServiceHealth
    age_us: int

    @property
    def is_well(self) -> bool:
        return self.health.ready and self.age_us <= SILENT_AFTER_US


class Board:
    """Decodes what is said once a second, for `/health`, heartbeats and the mode of replies."""

    def __init__(self, *, mode: Mode) -> None:
        self._mode: Mode = mode
        self.feed: FeedStatus | None = None
        self.bridge: BridgeStatus | None = None
        self._services: dict[str, ServiceHealth] = {}
        self._symbols: dict[str, SymbolState] = {}

    def hear_feed(self, message: bytes) -> None:
        try:
            self.feed = decode(message, FeedStatus)
        except InvalidInput as error:
            log.warning("feed_status_undecodable", detail=error.detail)
            return
        self._symbols = {state.symbol: state for state in self.feed.symbols}

    def hear_bridge(self, message: bytes) -> None:
        try:
            self.bridge = decode(message, BridgeStatus)
        except InvalidInput as error:
            log.warning("bridge_status_undecodable", detail=error.detail)

    def hear_service(self, message: bytes) -> None:
        try:
            health = decode(message, ServiceHealth)
        except InvalidInput as error:
            log.warning("service_health_undecodable", detail=error.detail)
            return
        if health.service in EXPECTED:
            self._services[health.service] = health

    @property
    def mode(self) -> Mode:
        """Where the market shown comes from."""
        return self._mode if self.feed is None else self.feed.mode

    def services(self, now_us: int) -> list[Heard]:
        return [
            Heard(health=self._services[name], age_us=max(0, now_us - self._services[name].at))
            for name in EXPECTED
            if name in self._services
        ]

    def is_feed_well(self, now_us: int) -> bool:
        feed = self.feed
        return feed is not None and feed.feed == "up" and now_us - feed.at <= SILENT_AFTER_US

    def state_of(self, symbol: str) -> SymbolState | None:
        return self._symbols.get(symbol)

    def knows(self, symbol: str) -> bool:
        """Whether the venue offers `symbol`; everything is believed before the first status."""
        return not self._symbols or symbol in self._symbols
