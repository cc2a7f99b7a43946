"""The aliases of one server, kept over restarts."""

from collections.abc import Iterable

import msgspec

from mt5_bridge.kept_state import KeptState
from mt5_bridge.port.records import VenueSymbol
from mt5_bridge.symbol_names.resolver import Learned, Resolution, Wanted, learn, resolve


class LearnedNames:
    """Resolves, and remembers what a person has confirmed once."""

    def __init__(self, kept: KeptState, *, server: str) -> None:
        self._kept = kept
        self._name = f"symbols {server}"
        stored = kept.get(self._name)
        self._learned: dict[str, Learned] = (
            {} if stored is None else msgspec.json.decode(stored, type=dict[str, Learned])
        )

    @property
    def names(self) -> dict[str, str]:
        """What each alias is at this server."""
        return {alias: known.name for alias, known in self._learned.items()}

    def resolve(self, wanted: Wanted, symbols: Iterable[VenueSymbol]) -> Resolution:
        return resolve(wanted, symbols, self._learned)

    def confirm(
        self, wanted: Wanted, name: str, symbols: Iterable[VenueSymbol], *, by: str, now_us: int
    ) -> None:
        """From now on `name` is the market at this server."""
        alias = learn(wanted, name, symbols)
        self._learned = {**self._learned, wanted.name: alias}
        self._kept.put(self._name, msgspec.json.encode(self._learned))
        self._kept.say("symbol", f"{wanted.name} is {name} ({by})", at_us=now_us)
