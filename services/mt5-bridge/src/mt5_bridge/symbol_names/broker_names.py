"""What every name that is asked for is at this broker: found once, kept, and checked each time."""

import threading
from collections.abc import Callable, Iterable

import structlog

from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import VenueSymbol
from mt5_bridge.symbol_names.learned_names import LearnedNames
from mt5_bridge.symbol_names.resolver import Wanted
from tickloom.domain.errors import Unavailable
from tickloom.runtime.clock import Clock

_FRESH_S = 30.0
_FOUND = "found by its name and contract"
Sheets = Callable[[], Answer[tuple[VenueSymbol, ...]]]
log = structlog.get_logger(__name__)


class BrokerNames:
    """Any thread may ask. The broker's own spelling is what it is, unless a person said otherwise.

    What a name was found to be is learned with its contract: from then on a changed contract is
    an error, and so is a symbol that is gone.
    """

    def __init__(self, learned: LearnedNames, sheets: Sheets, clock: Clock) -> None:
        self._learned = learned
        self._ask = sheets
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[VenueSymbol, ...] = ()
        self._read_at_s: float | None = None

    def of(self, name: str) -> str:
        """The broker's own name; raises `NotFound` or `Conflict` with what a person must decide."""
        with self._lock:
            offered = self._sheets()
            is_own = any(sheet.name == name for sheet in offered)
            if not offered or (is_own and name not in self._learned.names):
                return name
            found = self._learned.resolve(Wanted(name=name), offered)
            if found.name != name and name not in self._learned.names:
                self._learn(name, found.name, offered, by=_FOUND)
            return found.name

    def aliases(self, name: str) -> list[str]:
        """Other names under which the broker's `name` was asked for, sorted."""
        return sorted(alias for alias, known in self._learned.names.items() if known == name)

    def confirm(self, alias: str, name: str, *, by: str) -> None:
        """A person's word that `name`, spelt as the broker spells it, is what `alias` means."""
        with self._lock:
            offered = self._sheets()
            if not offered:
                raise Unavailable("the terminal does not tell its symbols now: say it again")
            self._learn(alias, name, offered, by=by)

    def _learn(self, alias: str, name: str, offered: Iterable[VenueSymbol], *, by: str) -> None:
        now_us = self._clock.now_us()
        self._learned.confirm(Wanted(name=alias), name, offered, by=by, now_us=now_us)
        log.info("symbol_learned", asked=alias, name=name, by=by)

    def _sheets(self) -> tuple[VenueSymbol, ...]:
        """Every symbol of the broker; the last ones that were told while the terminal is silent."""
        now_s = self._clock.monotonic_s()
        if self._read_at_s is None or now_s - self._read_at_s > _FRESH_S:
            told = self._ask()
            if not isinstance(told, CallFailed):
                self._known, self._read_at_s = told, now_s
        return self._known
