"""The statistics of a report: the printed label, and a figure written as the terminal does."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from tickloom.stats.report_tables import number, pair
from tickloom.stats.trade_figures import Figure, Figures

Written: TypeAlias = Callable[[Figures, int], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One statistic: the figures in it, the first before the bracket, the second within.

    `write` is None where deals cannot tell it (equity between deals, the terminal's own Sharpe).
    """

    label: str
    names: tuple[str, ...]
    write: Written | None

    def figures(self, text: str) -> Figures:
        """The printed numbers under their names; raises `InvalidInput`."""
        if self.names[0].startswith("holding_time"):
            return {self.names[0]: _seconds(text)}
        parts = pair(text) if len(self.names) > 1 else (text, "")
        return {
            name: _figure(name, part, self.label)
            for name, part in zip(self.names, parts, strict=False)
        }


def _figure(name: str, text: str, label: str) -> Figure:
    """Amounts of money stay exact; ratios and shares are floats, as in every other result."""
    if not text:
        return None
    value = number(text, label)
    return value if "drawdown" in name and not name.endswith("_pct") else float(value)


def money_text(value: Figure, digits: int) -> str | None:
    """`18 943.28`."""
    if value is None:
        return None
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return f"{exact:,}".replace(",", " ")


def rounded_text(value: Figure, decimals: int) -> str | None:
    if value is None:
        return None
    step = Decimal(1).scaleb(-decimals)
    return str(Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP))


def duration_text(seconds: Figure) -> str | None:
    """`5:06:08`."""
    if not isinstance(seconds, int):
        return None
    return f"{seconds // 3_600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _seconds(text: str) -> int | None:
    parts = text.split(":")
    if not all(part.strip().isdigit() for part in parts):
        return None
    total = 0
    for part in parts:
        total = total * 60 + int(part)
    return total


def _money(name: str) -> Written:
    return lambda figures, digits: money_text(figures[name], digits)


def _number(name: str, decimals: int = 2) -> Written:
    return lambda figures, _digits: rounded_text(figures[name], decimals)


def _count(name: str) -> Written:
    return lambda figures, _digits: None if figures[name] is None else str(figures[name])


def _percent(name: str) -> Written:
    return lambda figures, _digits: _with_sign(rounded_text(figures[name], 2))


def _with_sign(text: str | None) -> str | None:
    return None if text is None else f"{text}%"


def _both(first: Written, second: Written) -> Written:
    """The second in brackets behind the first."""

    def write(figures: Figures, digits: int) -> str | None:
        before, within = first(figures, digits), second(figures, digits)
        return None if before is None or within is None else f"{before} ({within})"

    return write


def _growth(name: str) -> Written:
    """A factor with four decimals, and what it adds in percent."""

    def write(figures: Figures, _digits: int) -> str | None:
        factor = figures[name]
        if factor is None:
            return None
        return f"{rounded_text(factor, 4)} ({rounded_text(100 * (float(factor) - 1), 2)}%)"

    return write


def _held(name: str) -> Written:
    return lambda figures, _digits: duration_text(figures[name])


def _drawdowns(title: str, name: str, *, is_told: bool) -> tuple[Printed, ...]:
    absolute, maximal, relative = (
        f"{name}_drawdown_{kind}" for kind in ("absolute", "maximal", "relative")
    )
    writes: tuple[Written, ...] = (
        _money(absolute), _both(_money(maximal), _percent(f"{maximal}_pct")),
        _both(_percent(f"{relative}_pct"), _money(relative)),
    )  # fmt: skip
    names = ((absolute,), (maximal, f"{maximal}_pct"), (f"{relative}_pct", relative))
    kinds = ("Absolute", "Maximal", "Relative")
    return tuple(
        Printed(
            label=f"{title} Drawdown {kind}", names=own, write=write if is_told else None
        )
        for kind, own, write in zip(kinds, names, writes, strict=True)
    )  # fmt: skip


def _one(label: str, name: str, write: Written | None) -> Printed:
    return Printed(label=label, names=(name,), write=write)


def _two(label: str, first: str, second: str, write: Written) -> Printed:
    return Printed(label=label, names=(first, second), write=write)


def _side(label: str, name: str) -> Printed:
    share = f"{name}_won_pct" if name.startswith(("long", "short")) else f"{name}_pct"
    return _two(label, name, share, _both(_count(name), _percent(share)))


def _run(label: str, name: str) -> Printed:
    money = f"{name}_money"
    return _two(label, name, money, _both(_count(name), _money(money)))


def _rich(label: str, name: str) -> Printed:
    count = f"{name}_count"
    return _two(label, name, count, _both(_money(name), _count(count)))


PRINTED: tuple[Printed, ...] = (
    _one("Total Net Profit", "net_profit", _money("net_profit")),
    _one("Gross Profit", "gross_profit", _money("gross_profit")),
    _one("Gross Loss", "gross_loss", _money("gross_loss")),
    *_drawdowns("Balance", "balance", is_told=True),
    *_drawdowns("Equity", "equity", is_told=False),
    _one("Profit Factor", "profit_factor", _number("profit_factor")),
    _one("Expected Payoff", "expected_payoff", _money("expected_payoff")),
    _one("Margin Level", "margin_level_minimum_pct", None),
    _one("Recovery Factor", "recovery_factor", _number("recovery_factor")),
    _one("Sharpe Ratio", "sharpe_ratio", None),
    _two("Z-Score", "z_score", "z_score_confidence_pct",
         _both(_number("z_score"), _percent("z_score_confidence_pct"))),
    Printed(label="AHPR", names=("ahpr",), write=_growth("ahpr")),
    Printed(label="GHPR", names=("ghpr",), write=_growth("ghpr")),
    _one("LR Correlation", "lr_correlation", _number("lr_correlation")),
    _one("LR Standard Error", "lr_standard_error", _money("lr_standard_error")),
    _one("Total Trades", "total_trades", _count("total_trades")),
    _one("Total Deals", "total_deals", _count("total_deals")),
    _side("Short Trades (won %)", "short_trades"), _side("Long Trades (won %)", "long_trades"),
    _side("Profit Trades (% of total)", "profit_trades"),
    _side("Loss Trades (% of total)", "loss_trades"),
    _one("Largest profit trade", "largest_profit_trade", _money("largest_profit_trade")),
    _one("Largest loss trade", "largest_loss_trade", _money("largest_loss_trade")),
    _one("Average profit trade", "average_profit_trade", _money("average_profit_trade")),
    _one("Average loss trade", "average_loss_trade", _money("average_loss_trade")),
    _run("Maximum consecutive wins ($)", "maximum_consecutive_wins"),
    _run("Maximum consecutive losses ($)", "maximum_consecutive_losses"),
    _rich("Maximal consecutive profit (count)", "maximal_consecutive_profit"),
    _rich("Maximal consecutive loss (count)", "maximal_consecutive_loss"),
    _one("Average consecutive wins", "average_consecutive_wins",
         _count("average_consecutive_wins")),
    _one("Average consecutive losses", "average_consecutive_losses",
         _count("average_consecutive_losses")),
    _one("Correlation (Profits,MFE)", "correlation_profits_mfe", None),
    _one("Correlation (Profits,MAE)", "correlation_profits_mae", None),
    _one("Correlation (MFE,MAE)", "correlation_mfe_mae", None),
    _one("Minimal position holding time", "holding_time_minimum_s",
         _held("holding_time_minimum_s")),
    _one("Maximal position holding time", "holding_time_maximum_s",
         _held("holding_time_maximum_s")),
    _one("Average position holding time", "holding_time_average_s",
         _held("holding_time_average_s")),
)  # fmt: skip
