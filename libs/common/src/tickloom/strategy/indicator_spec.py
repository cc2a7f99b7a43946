"""What the catalogue says about an indicator, without loading a compiler."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Values = Mapping[str, int | float]
Bars = Callable[[Values, str | None], int]
Pane = Literal["price", "below"]
LENGTH_MAX = 5_000
LENGTHS = (
    "period", "fast", "slow", "signal", "k", "d", "smooth", "jaw", "teeth", "lips", "cmo",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamSpec:
    """A parameter; without a default the document must give it (unless `is_optional`)."""

    name: str
    default: int | float | None = None
    minimum: int | float = 1
    is_optional: bool = False

    @property
    def is_length(self) -> bool:
        """Whole numbers from `minimum` to LENGTH_MAX; the others are multipliers."""
        return self.name in LENGTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSpec:
    """One indicator: `bars` is the number of closed bars until a line's first value.

    `lines` is empty for a single-line indicator; `default_line` is None where the document must
    name one. `source` is the default source, None where giving one is an error. `forms` are
    its named variants; absent always means MetaTrader's. A form with another first bar stands in
    `bars_of_form`, one that remembers for ever where the default does not in `recursive_forms`.
    `value_range` is what the values can be at all.
    """

    name: str
    title: str
    params: tuple[ParamSpec, ...]
    bars: Bars
    pane: Pane
    source: str | None = "close"
    lines: tuple[str, ...] = ()
    default_line: str | None = None
    forms: tuple[str, ...] = ()
    bars_of_form: Mapping[str, Bars] = field(default_factory=dict[str, Bars])
    is_recursive: bool = False
    recursive_forms: tuple[str, ...] = ()
    value_range: tuple[float, float] | None = None

    def param(self, name: str) -> ParamSpec | None:
        return next((spec for spec in self.params if spec.name == name), None)

    def filled(self, given: Values) -> dict[str, int | float]:
        """`given` and the defaults, in the catalogue's order."""
        named = {spec.name: given.get(spec.name, spec.default) for spec in self.params}
        return {name: value for name, value in named.items() if value is not None}

    def first_bar(self, values: Values, line: str | None, form: str | None = None) -> int:
        """The number, counted from 1, of the closed bar with the first value of `line`."""
        return self.bars_of_form.get(form or "", self.bars)(values, line or self.default_line)

    def settling_bars(self, values: Values, form: str | None = None) -> int:
        """Bars beyond the first value until a recursive one is settled."""
        if not self.is_recursive and form not in self.recursive_forms:
            return 0
        longest = max((int(v) for n, v in values.items() if n in LENGTHS), default=0)
        return max(250, 5 * longest)


def length(name: str = "period", default: int | None = None, minimum: int = 1) -> ParamSpec:
    return ParamSpec(name=name, default=default, minimum=minimum)


def multiplier(default: float, name: str = "mult") -> ParamSpec:
    return ParamSpec(name=name, default=default, minimum=0)


def n_bars(extra: int = 0, times: int = 1) -> Bars:
    """`times` periods and `extra` bars."""
    return lambda values, _line: times * int(values["period"]) + extra


def after(bars: int) -> Bars:
    """Always the same bar."""
    return lambda _values, _line: bars
