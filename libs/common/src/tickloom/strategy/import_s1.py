"""The clock strategies of an older configuration file (`strategies:` with `entry_time` and so on).

Each becomes a document, with every reading that was chosen said as an assumption. Thresholds of
evidence (`min_samples`, `confidence`) are not rules: they go to `provenance`.
"""

from dataclasses import dataclass
from typing import Any, cast

from tickloom.strategy.document import WEEKDAYS
from tickloom.strategy.finding import Finding, is_valid
from tickloom.strategy.parse import Parsed, parse_document
from tickloom.strategy.parse_condition import read_clock
from tickloom.strategy.reader import Reader, child, shown

SYMBOLS = {"GOLD": "XAUUSD", "SILVER": "XAGUSD"}
_FIELDS = (
    "name", "entry_time", "exit_time", "timezone", "day_filter", "direction", "session",
    "min_samples", "confidence",
)  # fmt: skip
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ZONES = {"MT5_SERVER": "server", "SERVER": "server"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One strategy of the file: its document (`raw` as JSON), or what stands in the way."""

    key: str
    raw: dict[str, Any]
    parsed: Parsed
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDefaults:
    """What such a file leaves to the platform: where and how much."""

    symbol: str = "GOLD"
    timeframe: str = "M1"
    lots: float = 0.1


def import_s1(raw: object, defaults: RunDefaults | None = None) -> tuple[Imported, ...]:
    """Every strategy below `strategies`, or below the top where there is no such key."""
    members = cast("dict[str, Any]", raw) if isinstance(raw, dict) else {}
    strategies = members.get("strategies", members)
    if not isinstance(strategies, dict):
        return ()
    chosen = defaults or RunDefaults()
    return tuple(
        _imported(str(key), member, chosen)
        for key, member in cast("dict[Any, Any]", strategies).items()
    )


def _imported(key: str, raw: object, defaults: RunDefaults) -> Imported:
    reader = Reader()
    fields = reader.fields(raw, child("/strategies", key), _FIELDS) or {}
    maker = _Maker(reader, fields, child("/strategies", key))
    document = maker.document(key, defaults)
    faults = tuple(reader.findings)
    parsed = Parsed(document=None, findings=faults) if faults else parse_document(document)
    return Imported(key=key, raw=document, parsed=parsed, assumptions=tuple(maker.assumptions))


class _Maker:
    """Reads one strategy field by field into the parts of a document."""

    def __init__(self, reader: Reader, fields: dict[str, Any], path: str) -> None:
        self._reader = reader
        self._fields = fields
        self._path = path
        self.assumptions: list[str] = []

    def document(self, key: str, defaults: RunDefaults) -> dict[str, Any]:
        symbol = SYMBOLS.get(defaults.symbol.upper(), defaults.symbol.upper())
        self.assumptions.append(f"symbol={symbol}")
        self.assumptions += [f"timeframe={defaults.timeframe}", f"sizing={defaults.lots:g} lots"]
        day = self._weekday()
        entry, limits, filters = self._entry(day)
        zone = self._zone()
        return {
            "spec_version": 1,
            "name": str(self._fields.get("name", key))[:80],
            "symbols": [symbol],
            "timeframe": defaults.timeframe,
            **({} if zone == "server" else {"tz": zone}),
            "entry": {self._side(): entry},
            "exit": self._exit(),
            **filters,
            **limits,
            "sizing": {"mode": "fixed_lots", "lots": defaults.lots},
            "provenance": {"imported_from": key, **self._evidence()},
        }

    def _side(self) -> str:
        if "direction" not in self._fields:
            self.assumptions.append("direction=long")
            return "long"
        word = self._fields["direction"]
        at = child(self._path, "direction")
        return self._reader.word(word, at, ("long", "short")) or "long"

    def _weekday(self) -> int | None:
        """Monday is 1, None without a filter."""
        if "day_filter" not in self._fields:
            return None
        raw = self._fields["day_filter"]
        word = raw.lower() if isinstance(raw, str) else raw
        if word in WEEKDAYS:
            return WEEKDAYS.index(cast("str", word)) + 1
        at = child(self._path, "day_filter")
        day = self._reader.word(word, at, _FULL_DAYS)
        return None if day is None else _FULL_DAYS.index(day) + 1

    def _entry(self, day: int | None) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        """The condition, the limits and the filters that say when it opens."""
        if "entry_time" in self._fields:
            at = child(self._path, "entry_time")
            clock = read_clock(self._reader, self._fields["entry_time"], at)
            days = {} if day is None else {"filters": {"weekdays": [WEEKDAYS[day - 1]]}}
            return {"time_is": clock}, {}, days
        session = self._fields.get("session", "full_day")
        if session != "full_day" or day is None:
            what = shown(session) if session != "full_day" else "no entry_time and no day_filter"
            self._reader.note(
                self._path, f"{what}: there is nothing to tell when it opens",
                "an entry_time, or a day_filter with session full_day",
            )  # fmt: skip
        self.assumptions.append("session: full_day opens at the day's first bar, once a day")
        weekday = {"left": {"field": "weekday"}, "op": "eq", "right": day or 1}
        return weekday, {"limits": {"max_trades_per_day": 1}}, {}

    def _exit(self) -> dict[str, Any]:
        if "exit_time" in self._fields:
            at = child(self._path, "exit_time")
            return {"at_time": read_clock(self._reader, self._fields["exit_time"], at)}
        if self._weekday() == 5:
            self.assumptions.append("exit: before the weekend")
            return {"before_weekend": True}
        self.assumptions.append("exit: with the day's last bar (23:59)")
        return {"at_time": "23:59"}

    def _zone(self) -> str:
        if "timezone" not in self._fields:
            self.assumptions.append("tz=server")
            return "server"
        word = str(self._fields["timezone"])
        return _ZONES.get(word.upper(), word)

    def _evidence(self) -> dict[str, Any]:
        """Thresholds for believing in a strategy, which the edge register reads."""
        named = {k: self._fields[k] for k in ("min_samples", "confidence") if k in self._fields}
        return {"evidence": named} if named else {}


def obstacles(imported: Imported) -> tuple[Finding, ...]:
    """What keeps an imported strategy from being saved."""
    findings = imported.parsed.findings
    return () if is_valid(findings) else tuple(f for f in findings if f.severity == "error")
