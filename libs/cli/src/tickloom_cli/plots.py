"""Pictures of a result, for notebooks; needs the extra `notebook` (matplotlib)."""

from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

_GREEN, _RED, _GREY = "#1b7f5c", "#b3372f", "#8a8f98"


def equity_plot(equity: pd.DataFrame, title: str) -> Figure:
    """Equity and balance above, the drawdown in percent below."""
    made: Any = plt.subplots(
        2, 1, sharex=True, figsize=(10, 5), height_ratios=(3, 1), layout="constrained"
    )
    figure, (above, below) = made
    above.plot(equity.index, equity["equity"], color=_GREEN, linewidth=1.2, label="equity")
    above.plot(equity.index, equity["balance"], color=_GREY, linewidth=0.8, label="balance")
    above.set_title(title, loc="left")
    above.legend(frameon=False)
    below.fill_between(equity.index, -equity["drawdown_pct"], 0, color=_RED, alpha=0.4)
    below.set_ylabel("drawdown, %")
    return figure


def trades_plot(bars: pd.DataFrame, trades: pd.DataFrame, title: str) -> Figure:
    """The closes with every entry (triangle) joined to its exit (cross), green when it won."""
    made: Any = plt.subplots(figsize=(10, 4), layout="constrained")
    figure, axes = made
    axes.plot(bars.index, bars["close"], color=_GREY, linewidth=0.8)
    for won, colour in ((True, _GREEN), (False, _RED)):
        part = trades[(trades["net"] > 0) == won]
        for _, trade in part.iterrows():
            times = [trade["time_open"], trade["time_close"]]
            axes.plot(times, [trade["price_open"], trade["price_close"]], color=colour)
        for side, marker in (("buy", "^"), ("sell", "v")):
            entered = part[part["side"] == side]
            axes.scatter(entered["time_open"], entered["price_open"], marker=marker, color=colour)
        axes.scatter(part["time_close"], part["price_close"], marker="x", color=colour)
    axes.set_title(title, loc="left")
    return figure
