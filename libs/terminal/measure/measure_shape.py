"""Measures the shape of real quotes, hour by hour of the UTC day, for `market_shape`.

    python libs/terminal/measure/measure_shape.py ../shared/data

Prints ticks a minute, volatility of a minute (millionths of the price), and the spread's usual
minimum of a minute, median and 99th percentile (points of the file). Volatility comes from years
of H1 bars, scaled to a minute by the square root of time; rates and spreads from tick files.
Only working days count.
"""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_DAY_MS, _HOUR_MS, _MINUTE_MS = 86_400_000, 3_600_000, 60_000
# E|z| of a standard normal z turns a mean absolute move into a standard deviation.
_MEAN_ABSOLUTE = float(np.sqrt(2 / np.pi))


class QuoteFile:
    """Columns of one parquet file, working days only."""

    def __init__(self, path: Path, *, server_time: bool = False) -> None:
        self._frame = pd.read_parquet(path)
        is_ticks = "time_msc" in self._frame.columns
        time_ms = self.column("time_msc") if is_ticks else self.column("time") * 1000
        if server_time:
            time_ms = time_ms - _server_shift_ms(time_ms)
        working = (time_ms // _DAY_MS + 3) % 7 < 5  # 1970-01-01 was a Thursday
        self._frame = self._frame.loc[working]
        self.time_ms: Ints = time_ms[working]
        self.hour: Ints = self.time_ms // _HOUR_MS % 24

    def column(self, name: str) -> Ints:
        return self._frame[name].to_numpy(dtype=np.int64)

    def absolute_moves(self) -> Floats:
        """|log(close / open)| of each bar."""
        return np.abs(np.log(self.column("close") / self.column("open")))


def _server_shift_ms(time_ms: Ints) -> Ints:
    """Two hours in winter, three in summer, by the dates of the EU."""
    local = pd.DatetimeIndex(time_ms.astype("datetime64[ms]"))
    winter = local.tz_localize("UTC") - pd.Timedelta(hours=2)
    shown = winter.tz_convert("Europe/Athens").tz_localize(None)
    return 2 * _HOUR_MS + (shown - local).to_numpy().astype("timedelta64[ms]").astype(np.int64)


def volatility_by_hour(bars: QuoteFile) -> list[float]:
    """Standard deviation of a minute's log return, in millionths."""
    moves = bars.absolute_moves()
    hourly = [float(moves[bars.hour == hour].mean()) for hour in range(24)]
    return [move / _MEAN_ABSOLUTE / 60**0.5 * 1e6 for move in hourly]


def rates_and_spreads(ticks: QuoteFile) -> dict[str, list[float]]:
    """Per hour: ticks a minute; least spread of a minute, median, p99 (medians over days)."""
    spread = ticks.column("ask_pts") - ticks.column("bid_pts")
    figures: dict[str, list[float]] = {"rate": [], "least": [], "median": [], "p99": []}
    for hour in range(24):
        here = ticks.hour == hour
        of_hour, time_ms = spread[here], ticks.time_ms[here]
        starts = np.flatnonzero(np.diff(time_ms // _MINUTE_MS, prepend=-1))
        days = time_ms // _DAY_MS
        distinct = np.unique(days)
        figures["rate"].append(len(of_hour) / (60 * len(distinct)))
        figures["least"].append(float(np.median(np.minimum.reduceat(of_hour, starts))))
        figures["median"].append(float(np.median(of_hour)))
        # One hour of news must not speak for its hour of all days.
        high = [np.percentile(of_hour[days == day], 99) for day in distinct]
        figures["p99"].append(float(np.median(high)))
    return figures


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _show(symbol: str, figures: dict[str, list[float]]) -> None:
    for name, hours in figures.items():
        _say(f"{symbol} {name}: " + ", ".join(f"{value:.1f}" for value in hours))


def _median_spread(file: QuoteFile, bid: str, ask: str) -> float:
    return float(np.median(file.column(ask) - file.column(bid)))


def main() -> None:
    data = Path(sys.argv[1])
    bars, ticks = data / "bars", data / "ticks"
    for symbol, hourly, quotes in (
        ("EURUSD", "H1_EURUSD_oanda_bidask_2007_2018", "EURUSD_oanda_20140501_20140515"),
        ("XAUUSD", "H1_XAUUSD_oanda_bidask_2006_2019", "XAUUSD_oanda_20140501_20140509"),
    ):
        volatility = volatility_by_hour(QuoteFile(bars / f"{hourly}.parquet"))
        _show(symbol, {"volatility": volatility})
        _show(symbol, rates_and_spreads(QuoteFile(ticks / f"{quotes}.parquet")))
    yen = QuoteFile(bars / "H1_USDJPY_mt5_ejtrader.parquet", server_time=True)
    _show("USDJPY", {"volatility": volatility_by_hour(yen)})
    counts = [
        QuoteFile(bars / f"H4_{symbol}_mt5_ejtrader.parquet").column("tick_volume")[-6_000:].mean()
        for symbol in ("USDJPY", "EURUSD")
    ]
    _say(f"USDJPY tick rate by EURUSD's: {counts[0] / counts[1]:.2f}")
    fxcm_yen = QuoteFile(bars / "M1_USDJPY_fxcm_bidask_201302.parquet")
    fxcm_euro = QuoteFile(ticks / "EURUSD_fxcm_20140501_20140509.parquet")
    spreads = (
        _median_spread(fxcm_yen, "close", "ask_close"),
        _median_spread(fxcm_euro, "bid_pts", "ask_pts"),
    )
    _say(f"USDJPY spread by EURUSD's: {spreads[0] / spreads[1]:.2f}")
    pound, euro = (
        QuoteFile(bars / f"D1_{symbol}_oanda_bidask.parquet") for symbol in ("GBPUSD", "EURUSD")
    )
    moves = pound.absolute_moves().mean() / euro.absolute_moves().mean()
    wider = _median_spread(pound, "close", "ask_close") / _median_spread(euro, "close", "ask_close")
    _say(f"GBPUSD by EURUSD: volatility {moves:.2f}, spread {wider:.2f}")


if __name__ == "__main__":
    main()
