"""The catalogue's oscillators: lines in a pane of their own."""

from tickloom.strategy.indicator_spec import IndicatorSpec, Values, after, length, n_bars

_ANY = float("inf")


def _macd_bars(values: Values, line: str | None) -> int:
    slow = int(values["slow"])
    return slow if line == "main" else slow + int(values["signal"]) - 1


def _stoch_bars(values: Values, line: str | None) -> int:
    first = int(values["k"]) + int(values["smooth"]) - 1
    return first + int(values["d"]) - 1 if line == "d" else first


def _stochrsi_bars(values: Values, line: str | None) -> int:
    return int(values["period"]) + _stoch_bars(values, line)


def _slow_bars(values: Values, _line: str | None) -> int:
    return int(values["slow"])


def _rvi_bars(values: Values, line: str | None) -> int:
    return int(values["period"]) + (6 if line == "signal" else 3)


def _adx_bars(values: Values, line: str | None) -> int:
    return int(values["period"]) * (2 if line == "adx" else 1) + 1


def _adx_wilder_bars(values: Values, line: str | None) -> int:
    period = int(values["period"])
    return 2 * period + 1 if line == "adx" else period + 2


def _trix_bars(values: Values, _line: str | None) -> int:
    return max(2, 3 * int(values["period"]) - 2)


_MACD = (length("fast", 12), length("slow", 26), length("signal", 9))
_STOCH = (length("k", 14), length("d", 3), length("smooth", 3))

OSCILLATORS = (
    IndicatorSpec(
        name="rsi", title="RSI", params=(length(default=14, minimum=2),), bars=n_bars(1),
        pane="below", is_recursive=True, value_range=(0, 100),
    ),
    IndicatorSpec(
        name="macd", title="MACD", bars=_macd_bars, pane="below", params=_MACD,
        lines=("main", "signal", "hist"), default_line="main", is_recursive=True,
        forms=("ema_signal",),
    ),
    IndicatorSpec(
        name="osma", title="OsMA", bars=_macd_bars, pane="below", params=_MACD, is_recursive=True
    ),
    IndicatorSpec(
        name="adx", title="ADX", params=(length(default=14),), pane="below", source=None,
        bars=_adx_bars, lines=("adx", "plus_di", "minus_di"), default_line="adx",
        is_recursive=True, value_range=(0, 100), forms=("wilder",),
        bars_of_form={"wilder": _adx_wilder_bars},
    ),
    IndicatorSpec(
        name="stoch", title="Stochastic", bars=_stoch_bars, pane="below", source=None,
        params=_STOCH, lines=("k", "d"), default_line="k", value_range=(0, 100),
        forms=("mean_of_ratios",),
    ),
    IndicatorSpec(
        name="stochrsi", title="Stochastic RSI", bars=_stochrsi_bars, pane="below",
        params=(length(default=14, minimum=2), *_STOCH), lines=("k", "d"), default_line="k",
        is_recursive=True, value_range=(0, 100),
    ),
    IndicatorSpec(
        name="cci", title="CCI", params=(length(default=14),), bars=n_bars(), pane="below",
        source="hlc3",
    ),
    IndicatorSpec(
        name="mfi", title="MFI", params=(length(default=14),), bars=n_bars(1), pane="below",
        source=None, value_range=(0, 100),
    ),
    IndicatorSpec(
        name="obv", title="OBV", params=(), bars=after(1), pane="below", source=None
    ),
    IndicatorSpec(
        name="willr", title="Williams %R", params=(length(default=14),), bars=n_bars(),
        pane="below", source=None, value_range=(-100, 0),
    ),
    IndicatorSpec(
        name="roc", title="ROC", params=(length(default=12),), bars=n_bars(1), pane="below",
    ),
    IndicatorSpec(
        name="momentum", title="Momentum", params=(length(default=14),), bars=n_bars(1),
        pane="below",
    ),
    IndicatorSpec(
        name="aroon", title="Aroon", params=(length(default=25),), bars=n_bars(1), pane="below",
        source=None, lines=("up", "down", "osc"), default_line="osc", value_range=(-100, 100),
    ),
    IndicatorSpec(
        name="demarker", title="DeMarker", params=(length(default=14),), bars=n_bars(1),
        pane="below", source=None, value_range=(0, 1),
    ),
    IndicatorSpec(
        name="force", title="Force", params=(length(default=13),), bars=n_bars(1), pane="below"
    ),
    IndicatorSpec(
        name="ao", title="Awesome oscillator", params=(), bars=after(34), pane="below",
        source="hl2",
    ),
    IndicatorSpec(
        name="ac", title="Accelerator", params=(), bars=after(38), pane="below", source="hl2"
    ),
    IndicatorSpec(
        name="trix", title="TriX", params=(length(default=14),), bars=_trix_bars, pane="below",
        is_recursive=True,
    ),
    IndicatorSpec(
        name="bears", title="Bears power", params=(length(default=13),), bars=n_bars(),
        pane="below", source=None, is_recursive=True,
    ),
    IndicatorSpec(
        name="bulls", title="Bulls power", params=(length(default=13),), bars=n_bars(),
        pane="below", source=None, is_recursive=True,
    ),
    IndicatorSpec(
        name="rvi", title="RVI", params=(length(default=10),), bars=_rvi_bars, pane="below",
        source=None, lines=("main", "signal"), default_line="main",
    ),
    IndicatorSpec(
        name="ad", title="A/D", params=(), bars=after(1), pane="below", source=None
    ),
    IndicatorSpec(
        name="chaikin", title="Chaikin", params=(length("fast", 3), length("slow", 10)),
        bars=_slow_bars, pane="below", source=None, is_recursive=True,
    ),
    IndicatorSpec(
        name="bwmfi", title="BW MFI", params=(), bars=after(1), pane="below", source=None,
        value_range=(0, _ANY),
    ),
)  # fmt: skip
