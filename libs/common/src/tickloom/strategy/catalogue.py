"""The indicators as data: names, parameters, lines and warm-up, without loading a compiler.

The formulas stand in `strategy.indicators`, one per entry with `runs`; an entry without it can be
read and saved, and is refused when it is to be run. Forms are MetaTrader's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isqrt
from typing import Literal

Values = Mapping[str, int | float]
Pane = Literal["price", "below"]
LENGTH_MAX = 5_000
_LENGTHS = ("period", "fast", "slow", "signal", "k", "d", "smooth")


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
        return self.name in _LENGTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSpec:
    """One indicator: `bars` is the number of closed bars until a line's first value.

    `lines` is empty for a single-line indicator; `default_line` is None where the document must
    name one. `source` is the default source, None where giving one is an error. `forms` are
    its named variants; absent always means MetaTrader's. `value_range` is what the values can be
    at all.
    """

    name: str
    title: str
    params: tuple[ParamSpec, ...]
    bars: Callable[[Values, str | None], int]
    pane: Pane
    source: str | None = "close"
    lines: tuple[str, ...] = ()
    default_line: str | None = None
    forms: tuple[str, ...] = ()
    is_recursive: bool = False
    runs: bool = False
    value_range: tuple[float, float] | None = None

    def param(self, name: str) -> ParamSpec | None:
        return next((spec for spec in self.params if spec.name == name), None)

    def filled(self, given: Values) -> dict[str, int | float]:
        """`given` and the defaults, in the catalogue's order."""
        named = {spec.name: given.get(spec.name, spec.default) for spec in self.params}
        return {name: value for name, value in named.items() if value is not None}

    def settling_bars(self, values: Values) -> int:
        """Bars beyond the first value until a recursive one is settled."""
        if not self.is_recursive:
            return 0
        longest = max((int(v) for n, v in values.items() if n in _LENGTHS), default=0)
        return max(250, 5 * longest)


def _length(name: str = "period", default: int | None = None, minimum: int = 1) -> ParamSpec:
    return ParamSpec(name=name, default=default, minimum=minimum)


def _multiplier(default: float) -> ParamSpec:
    return ParamSpec(name="mult", default=default, minimum=0)


def _n(extra: int = 0, times: int = 1) -> Callable[[Values, str | None], int]:
    return lambda values, _line: times * int(values["period"]) + extra


def _macd_bars(values: Values, line: str | None) -> int:
    slow = int(values["slow"])
    return slow if line in {"main", None} else slow + int(values["signal"]) - 1


def _stoch_bars(values: Values, line: str | None) -> int:
    first = int(values["k"]) + int(values["smooth"]) - 1
    return first + int(values["d"]) - 1 if line == "d" else first


def _stochrsi_bars(values: Values, line: str | None) -> int:
    return int(values["period"]) + _stoch_bars(values, line)


def _ichimoku_bars(values: Values, line: str | None) -> int:
    fast, slow, signal = (int(values[name]) for name in ("fast", "slow", "signal"))
    own = {"tenkan": fast, "kijun": slow, "senkou_a": 2 * slow, "senkou_b": signal + slow}
    return own.get(line or "", 1)


_BANDS = ("upper", "middle", "lower")
_SPECS = (
    IndicatorSpec(
        name="sma", title="SMA", params=(_length(),), bars=_n(), pane="price", runs=True
    ),
    IndicatorSpec(
        name="ema", title="EMA", params=(_length(),), bars=_n(), pane="price", is_recursive=True,
        runs=True, forms=("sma_seed",),
    ),
    IndicatorSpec(
        name="wma", title="WMA", params=(_length(),), bars=_n(), pane="price", runs=True
    ),
    IndicatorSpec(
        name="hma", title="HMA", params=(_length(),), pane="price",
        bars=lambda values, _line: int(values["period"]) + isqrt(int(values["period"])) - 1,
    ),
    IndicatorSpec(
        name="dema", title="DEMA", params=(_length(),), bars=_n(-1, 2), pane="price",
        is_recursive=True,
    ),
    IndicatorSpec(
        name="tema", title="TEMA", params=(_length(),), bars=_n(-2, 3), pane="price",
        is_recursive=True,
    ),
    IndicatorSpec(
        name="rma", title="RMA", params=(_length(),), bars=_n(), pane="price", is_recursive=True,
        runs=True,
    ),
    IndicatorSpec(
        name="vwap", title="VWAP", params=(ParamSpec(name="period", is_optional=True),),
        bars=lambda values, _line: int(values.get("period", 1)), pane="price", source="hlc3",
    ),
    IndicatorSpec(
        name="rsi", title="RSI", params=(_length(default=14, minimum=2),), bars=_n(1),
        pane="below", is_recursive=True, runs=True, value_range=(0, 100),
    ),
    IndicatorSpec(
        name="macd", title="MACD", bars=_macd_bars, pane="below",
        params=(_length("fast", 12), _length("slow", 26), _length("signal", 9)),
        lines=("main", "signal", "hist"), default_line="main", is_recursive=True, runs=True,
        forms=("ema_signal",),
    ),
    IndicatorSpec(
        name="bbands", title="Bollinger", params=(_length(default=20, minimum=2), _multiplier(2)),
        bars=_n(1), pane="price", lines=_BANDS, runs=True,
    ),
    IndicatorSpec(
        name="atr", title="ATR", params=(_length(default=14),), bars=_n(1), pane="below",
        source=None, runs=True, forms=("wilder",),
    ),
    IndicatorSpec(
        name="adx", title="ADX", params=(_length(default=14),), pane="below", source=None,
        bars=lambda values, line: int(values["period"]) * (2 if line == "adx" else 1) + 1,
        lines=("adx", "plus_di", "minus_di"), default_line="adx", is_recursive=True,
        value_range=(0, 100), forms=("wilder",),
    ),
    IndicatorSpec(
        name="stoch", title="Stochastic", bars=_stoch_bars, pane="below", source=None,
        params=(_length("k", 14), _length("d", 3), _length("smooth", 3)),
        lines=("k", "d"), default_line="k", value_range=(0, 100), forms=("mean_of_ratios",),
    ),
    IndicatorSpec(
        name="stochrsi", title="Stochastic RSI", bars=_stochrsi_bars, pane="below",
        params=(
            _length(default=14, minimum=2), _length("k", 14), _length("d", 3), _length("smooth", 3),
        ),
        lines=("k", "d"), default_line="k", is_recursive=True, value_range=(0, 100),
    ),
    IndicatorSpec(
        name="cci", title="CCI", params=(_length(default=14),), bars=_n(), pane="below",
        source="hlc3",
    ),
    IndicatorSpec(
        name="mfi", title="MFI", params=(_length(default=14),), bars=_n(1), pane="below",
        source=None, value_range=(0, 100),
    ),
    IndicatorSpec(
        name="obv", title="OBV", params=(), bars=lambda _values, _line: 1, pane="below", source=None
    ),
    IndicatorSpec(
        name="willr", title="Williams %R", params=(_length(default=14),), bars=_n(), pane="below",
        source=None, value_range=(-100, 0),
    ),
    IndicatorSpec(
        name="roc", title="ROC", params=(_length(default=12),), bars=_n(1), pane="below", runs=True
    ),
    IndicatorSpec(
        name="momentum", title="Momentum", params=(_length(default=14),), bars=_n(1),
        pane="below", runs=True,
    ),
    IndicatorSpec(
        name="keltner", title="Keltner", params=(_length(default=20), _multiplier(2)),
        bars=_n(1), pane="price", source=None, lines=_BANDS, is_recursive=True, forms=("wilder",),
    ),
    IndicatorSpec(
        name="donchian", title="Donchian", params=(_length(default=20),), bars=_n(), pane="price",
        source=None, lines=_BANDS, runs=True,
    ),
    IndicatorSpec(
        name="ichimoku", title="Ichimoku", bars=_ichimoku_bars, pane="price", source=None,
        params=(_length("fast", 9), _length("slow", 26), _length("signal", 52)),
        lines=("tenkan", "kijun", "senkou_a", "senkou_b", "chikou"),
    ),
    IndicatorSpec(
        name="psar", title="Parabolic SAR", bars=lambda _values, _line: 2, pane="price",
        params=(
            ParamSpec(name="step", default=0.02, minimum=0),
            ParamSpec(name="max", default=0.2, minimum=0),
        ),
        source=None, is_recursive=True,
    ),
    IndicatorSpec(
        name="supertrend", title="Supertrend", params=(_length(default=10), _multiplier(3)),
        bars=_n(1), pane="price", source=None, lines=("value", "direction"), default_line="value",
        is_recursive=True, forms=("wilder",),
    ),
    IndicatorSpec(
        name="stdev", title="StdDev", params=(_length(default=20, minimum=2),), bars=_n(),
        pane="below", runs=True, value_range=(0, float("inf")),
    ),
    IndicatorSpec(
        name="zscore", title="Z-score", params=(_length(default=20, minimum=2),), bars=_n(),
        pane="below", runs=True,
    ),
    IndicatorSpec(
        name="highest", title="Highest", params=(_length(),), bars=_n(), pane="price", runs=True
    ),
    IndicatorSpec(
        name="lowest", title="Lowest", params=(_length(),), bars=_n(), pane="price", runs=True
    ),
    IndicatorSpec(
        name="pivot", title="Pivot", params=(), bars=lambda _values, _line: 1, pane="price",
        source=None, lines=("p", "r1", "r2", "r3", "s1", "s2", "s3"),
    ),
    IndicatorSpec(
        name="aroon", title="Aroon", params=(_length(default=25),), bars=_n(1), pane="below",
        source=None, lines=("up", "down", "osc"), default_line="osc",
    ),
)  # fmt: skip

CATALOGUE: dict[str, IndicatorSpec] = {spec.name: spec for spec in _SPECS}
