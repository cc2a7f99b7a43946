"""A run as a value: everything that decides what comes out, and nothing that does not.

It is stored with the run, so that any worker, now or after a restart, computes the same. The sets
of a search are numbered; what a number means follows from the plan alone (guided search excepted,
whose sets are stored as they are asked).
"""

import hashlib
from functools import lru_cache
from typing import Any

import msgspec

from backtester.documents import read_document
from tickloom.contracts.backtest import Json, Method, RunKind, Scheme
from tickloom.contracts.market import SymbolInfo
from tickloom.engine.parameter_space import Axis, count_of, drawn, nth
from tickloom.strategy.canonical import document_hash

Values = dict[str, int | float]
RETURNS_KEPT = 2_000
"""Returns are kept of so many sets; more would not change the probability of overfitting."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Bars by content: files in their order, cut to start <= open time < end (nanoseconds).

    `bars` counts these, `history` the bars before them that are read to warm up; the hash is over
    both.
    """

    venue: str
    symbol: str
    timeframe: str
    digits: int
    files: tuple[str, ...]
    data_hash: str
    bars: int
    history: int = 0
    start_ns: int | None = None
    end_ns: int | None = None
    duplicates: int = 0


class AxisPart(msgspec.Struct, frozen=True, kw_only=True):
    """A param that varies."""

    name: str
    values: tuple[int | float, ...]


class WindowPart(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the range: choose on [in_first, in_stop), show on [out_first, out_stop)."""

    in_first: int
    in_stop: int
    out_first: int
    out_stop: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The run; `windows` and `groups` belong to walk-forwards and cross-validation.

    `history_bars` is how much is read before the range, and before each part of it, where it is
    there.
    """

    kind: RunKind
    document: Json
    symbol: str
    timeframe: str
    instrument: SymbolInfo
    settings: Json
    source: Source
    engine_version: str
    sizing: Json | None = None
    params: Values = msgspec.field(default_factory=dict[str, int | float])
    rates: Source | None = None
    rates_inverse: bool = False
    drill: Source | None = None
    axes: tuple[AxisPart, ...] = ()
    method: Method = "grid"
    trials: int | None = None
    objective: str = "net_profit"
    seed: int = 0
    scheme: Scheme = "rolling"
    windows: tuple[WindowPart, ...] = ()
    groups: int = 0
    held_out: int = 0
    embargo_bars: int = 0
    history_bars: int = 0

    @property
    def is_guided(self) -> bool:
        return self.method == "optuna"

    @property
    def sets(self) -> int:
        """How many sets are tried, in each window where there are windows."""
        if self.kind == "backtest":
            return 1
        whole = count_of(axes_of(self))
        return whole if self.trials is None or self.is_grid else min(whole, self.trials)

    @property
    def is_grid(self) -> bool:
        return self.method == "grid"

    @property
    def total(self) -> int:
        """How many trials that is."""
        return self.sets * max(1, len(self.windows))


class Set(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered trial: params, and the window whose first part it runs on (-1: everything)."""

    number: int
    window: int
    params: Values


def axes_of(plan: Plan) -> tuple[Axis, ...]:
    return tuple(Axis(name=axis.name, values=axis.values) for axis in plan.axes)


def set_of(plan: Plan, number: int) -> Set:
    """The trial of that number; of a search that is not guided."""
    window, place = divmod(number, plan.sets) if plan.windows else (-1, number)
    axes = axes_of(plan)
    values = nth(axes, place) if plan.is_grid else _drawn(axes, plan.sets, plan.seed)[place]
    return Set(number=number, window=window, params={**plan.params, **values})


@lru_cache(maxsize=4)
def _drawn(axes: tuple[Axis, ...], trials: int, seed: int) -> list[Values]:
    return drawn(axes, trials, seed)


def encoded(value: Any) -> bytes:  # noqa: ANN401  any JSON value
    """One text for one value: keys in order, no blanks."""
    return msgspec.json.encode(value, order="deterministic")


def base_hash(plan: Plan) -> bytes:
    """Names what all sets of a plan share: document, data, instrument, settings, engine.

    Documents that mean the same have the same name, whatever they are called.
    """
    shared = {
        "document": document_hash(read_document(plan.document)), "sizing": plan.sizing,
        "instrument": plan.instrument, "settings": plan.settings,
        "data": plan.source.data_hash, "engine": plan.engine_version,
        "rates": None if plan.rates is None else plan.rates.data_hash,
        "drill": None if plan.drill is None else plan.drill.data_hash,
        "history": [plan.source.history, plan.history_bars],
    }  # fmt: skip
    return hashlib.sha256(encoded(shared)).digest()


def whole_key(plan: Plan) -> bytes:
    """Names the one trial of a backtest."""
    return set_key(base_hash(plan), whole_set(plan), plan)


def whole_set(plan: Plan) -> Set:
    """The one set of a backtest, over everything."""
    return Set(number=0, window=-1, params=plan.params)


def set_key(base: bytes, one: Set, plan: Plan) -> bytes:
    """Names a trial by everything that decides its outcome: the same key, the same result."""
    rows = plan.windows[one.window] if one.window >= 0 else None
    span = None if rows is None else [rows.in_first, rows.in_stop]
    return hashlib.sha256(base + encoded([span, one.params])).digest()
