"""The catalogue's averages: lines that follow the price."""

from math import isqrt

from tickloom.strategy.indicator_spec import IndicatorSpec, ParamSpec, Values, length, n_bars


def _vwap_bars(values: Values, _line: str | None) -> int:
    return int(values.get("period", 1))


def _hma_bars(values: Values, _line: str | None) -> int:
    return int(values["period"]) + isqrt(int(values["period"])) - 1


def _vidya_bars(values: Values, _line: str | None) -> int:
    return int(values["cmo"]) + int(values["period"])


AVERAGES = (
    IndicatorSpec(
        name="sma", title="SMA", params=(length(),), bars=n_bars(), pane="price"
    ),
    IndicatorSpec(
        name="ema", title="EMA", params=(length(),), bars=n_bars(), pane="price",
        is_recursive=True, forms=("sma_seed",),
    ),
    IndicatorSpec(
        name="wma", title="WMA", params=(length(),), bars=n_bars(), pane="price"
    ),
    IndicatorSpec(name="hma", title="HMA", params=(length(),), bars=_hma_bars, pane="price"),
    IndicatorSpec(
        name="dema", title="DEMA", params=(length(),), bars=n_bars(-1, 2), pane="price",
        is_recursive=True,
    ),
    IndicatorSpec(
        name="tema", title="TEMA", params=(length(),), bars=n_bars(-2, 3), pane="price",
        is_recursive=True,
    ),
    IndicatorSpec(
        name="rma", title="RMA", params=(length(),), bars=n_bars(), pane="price",
        is_recursive=True,
    ),
    IndicatorSpec(
        name="ama", title="Adaptive MA", bars=n_bars(1), pane="price", is_recursive=True,
        params=(length(default=10), length("fast", 2), length("slow", 30)),
    ),
    IndicatorSpec(
        name="frama", title="Fractal adaptive MA", params=(length(default=14),),
        bars=n_bars(0, 2), pane="price", is_recursive=True,
    ),
    IndicatorSpec(
        name="vidya", title="VIDYA", params=(length("cmo", 9), length(default=12)),
        bars=_vidya_bars, pane="price", is_recursive=True,
    ),
    IndicatorSpec(
        name="vwap", title="VWAP", params=(ParamSpec(name="period", is_optional=True),),
        bars=_vwap_bars, pane="price", source="hlc3",
    ),
)  # fmt: skip
