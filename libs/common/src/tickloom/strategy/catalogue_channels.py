"""The catalogue's ranges: deviations, channels, stops and levels."""

from tickloom.strategy.indicator_shifts import JAW_SHIFT, LIPS_SHIFT, TEETH_SHIFT
from tickloom.strategy.indicator_spec import (
    IndicatorSpec,
    ParamSpec,
    Values,
    after,
    length,
    multiplier,
    n_bars,
)

_BANDS = ("upper", "middle", "lower")
_ANY = float("inf")


def _ichimoku_bars(values: Values, line: str | None) -> int:
    fast, slow, signal = (int(values[name]) for name in ("fast", "slow", "signal"))
    own = {"tenkan": fast, "kijun": slow, "senkou_a": 2 * slow, "senkou_b": signal + slow}
    return own.get(line or "", 1)


def _alligator_bars(values: Values, line: str | None) -> int:
    shifts = {"jaw": JAW_SHIFT, "teeth": TEETH_SHIFT, "lips": LIPS_SHIFT}
    return int(values[line or "jaw"]) + shifts[line or "jaw"]


def _gator_bars(values: Values, line: str | None) -> int:
    pair = ("jaw", "teeth") if line == "upper" else ("teeth", "lips")
    return max(_alligator_bars(values, name) for name in pair)


_ALLIGATOR = (length("jaw", 13), length("teeth", 8), length("lips", 5))

CHANNELS = (
    IndicatorSpec(
        name="bbands", title="Bollinger", params=(length(default=20, minimum=2), multiplier(2)),
        bars=n_bars(1), pane="price", lines=_BANDS,
    ),
    IndicatorSpec(
        name="atr", title="ATR", params=(length(default=14),), bars=n_bars(1), pane="below",
        source=None, forms=("wilder",), recursive_forms=("wilder",), value_range=(0, _ANY),
    ),
    IndicatorSpec(
        name="keltner", title="Keltner", params=(length(default=20), multiplier(2)),
        bars=n_bars(1), pane="price", source=None, lines=_BANDS, is_recursive=True,
        forms=("wilder",),
    ),
    IndicatorSpec(
        name="donchian", title="Donchian", params=(length(default=20),), bars=n_bars(),
        pane="price", source=None, lines=_BANDS,
    ),
    IndicatorSpec(
        name="envelopes", title="Envelopes", bars=n_bars(), pane="price",
        params=(length(default=14), multiplier(0.1, "deviation")), lines=("upper", "lower"),
    ),
    IndicatorSpec(
        name="ichimoku", title="Ichimoku", bars=_ichimoku_bars, pane="price", source=None,
        params=(length("fast", 9), length("slow", 26), length("signal", 52)),
        lines=("tenkan", "kijun", "senkou_a", "senkou_b", "chikou"),
    ),
    IndicatorSpec(
        name="alligator", title="Alligator", bars=_alligator_bars, pane="price", source="hl2",
        params=_ALLIGATOR, lines=("jaw", "teeth", "lips"), is_recursive=True,
    ),
    IndicatorSpec(
        name="gator", title="Gator", bars=_gator_bars, pane="below", source="hl2",
        params=_ALLIGATOR, lines=("upper", "lower"), is_recursive=True,
    ),
    IndicatorSpec(
        name="fractals", title="Fractals", params=(), bars=after(5), pane="price", source=None,
        lines=("up", "down"),
    ),
    IndicatorSpec(
        name="psar", title="Parabolic SAR", bars=after(2), pane="price",
        params=(
            ParamSpec(name="step", default=0.02, minimum=0),
            ParamSpec(name="max", default=0.2, minimum=0),
        ),
        source=None, is_recursive=True,
    ),
    IndicatorSpec(
        name="supertrend", title="Supertrend", params=(length(default=10), multiplier(3)),
        bars=n_bars(1), pane="price", source=None, lines=("value", "direction"),
        default_line="value", is_recursive=True, forms=("wilder",),
    ),
    IndicatorSpec(
        name="stdev", title="StdDev", params=(length(default=20, minimum=2),), bars=n_bars(),
        pane="below", value_range=(0, _ANY),
    ),
    IndicatorSpec(
        name="zscore", title="Z-score", params=(length(default=20, minimum=2),), bars=n_bars(),
        pane="below",
    ),
    IndicatorSpec(
        name="highest", title="Highest", params=(length(),), bars=n_bars(), pane="price",
    ),
    IndicatorSpec(
        name="lowest", title="Lowest", params=(length(),), bars=n_bars(), pane="price"
    ),
    IndicatorSpec(
        name="pivot", title="Pivot", params=(), bars=after(1), pane="price", source=None,
        lines=("p", "r1", "r2", "r3", "s1", "s2", "s3"),
    ),
)  # fmt: skip
