"""The figures that MetaTrader's report prints, from deals and positions, by its own definitions.

A figure has one name everywhere: in results, reports, the page and the command line. Money is a
Decimal of the account currency, a share is in percent, and what cannot be told is None.
"""

from decimal import Decimal
from typing import TypeAlias

import numpy as np

from tickloom.stats.columns import DealColumns, Flags, Floats, Integers, PositionColumns
from tickloom.stats.money_curve import Drawdown, drawdown_of, growth_of, line_of
from tickloom.stats.series import Runs, correlation, dependence_of, runs_of

Figure: TypeAlias = Decimal | float | int | None
Figures: TypeAlias = dict[str, Figure]
_SECOND_NS = 1_000_000_000


def key_trade_figures(net: Integers, closing: Flags, *, digits: int) -> Figures:
    """The figures that variants are compared by, as `trade_figures` gives them.

    `net` are the deals' own results in units of 10**-digits, `closing` says which of them close.
    """
    trades, wins = int(np.count_nonzero(closing)), int(np.count_nonzero(net[closing] > 0))
    return {
        **_totals(net, trades, digits), "total_trades": trades,
        "profit_trades_pct": _percent(wins, trades),
    }  # fmt: skip


def trade_figures(
    deals: DealColumns, positions: PositionColumns, *, deposit: int, digits: int
) -> Figures:
    """Every figure that deals alone tell; `deposit` is in units of 10**-digits."""
    net, closing = deals.net, deals.entry != 0
    balance = np.concatenate((np.array([deposit], np.int64), deals.balance))
    steps = np.concatenate((balance[:1], deals.balance[closing]))
    return {
        "initial_deposit": money(deposit, digits),
        **key_trade_figures(net, closing, digits=digits),
        **drawdown_figures("balance", drawdown_of(balance), digits),
        **_trades(net, closing, deals.side, digits), **_runs(net[closing], digits),
        **_curve(steps, digits), **_held(positions),
        "total_commission": money(int(deals.commission.sum()), digits),
        "total_swap": money(int(deals.swap.sum()), digits),
    }  # fmt: skip


def money(units: float, digits: int) -> Decimal:
    """An amount in account currency, rounded half away from zero."""
    whole = units if isinstance(units, int) else int(abs(units) + 0.5) * (1 if units >= 0 else -1)
    return Decimal(whole).scaleb(-digits)


def drawdown_figures(name: str, drawdown: Drawdown, digits: int) -> Figures:
    """The five figures of a curve's falls, named after the curve (`balance` or `equity`)."""
    return {
        f"{name}_drawdown_absolute": money(drawdown.absolute, digits),
        f"{name}_drawdown_maximal": money(drawdown.maximal, digits),
        f"{name}_drawdown_maximal_pct": drawdown.maximal_pct,
        f"{name}_drawdown_relative": money(drawdown.relative, digits),
        f"{name}_drawdown_relative_pct": drawdown.relative_pct,
    }


def _totals(net: Integers, trades: int, digits: int) -> Figures:
    """Gross figures are sums over all deals, opening ones that only carry commission included."""
    won = int(np.maximum(net, 0).sum())
    lost = int(net.sum()) - won
    return {
        "net_profit": money(won + lost, digits), "gross_profit": money(won, digits),
        "gross_loss": money(lost, digits), "profit_factor": -won / lost if lost else None,
        "expected_payoff": money((won + lost) / trades, digits) if trades else None,
    }  # fmt: skip


def _trades(all_net: Integers, closing: Flags, sides: Integers, digits: int) -> Figures:
    """A trade is a closing deal; it won when its own net is above zero (zero counts as lost)."""
    net, side = all_net[closing], sides[closing]
    won = net > 0
    trades, wins = len(net), int(np.count_nonzero(won))
    losses = trades - wins
    lost_money = int(net[~won].sum())
    # Gross profit over the winning trades, but only the closing deals of the losing ones.
    won_money = int(all_net[all_net > 0].sum())
    return {
        "total_deals": len(closing), "profit_trades": wins,
        "loss_trades": losses, "loss_trades_pct": _percent(losses, trades),
        **_side("long", won[side < 0]), **_side("short", won[side > 0]),
        "largest_profit_trade": money(int(net.max()), digits) if wins else None,
        "largest_loss_trade": money(int(net.min()), digits) if losses else None,
        "average_profit_trade": money(won_money / wins, digits) if wins else None,
        "average_loss_trade": money(lost_money / losses, digits) if losses else None,
        "payoff_ratio": -won_money / wins / (lost_money / losses) if wins and lost_money else None,
    }  # fmt: skip


def _side(name: str, won: Flags) -> Figures:
    """Trades of one side: a buy is closed by a sell."""
    share = _percent(int(np.count_nonzero(won)), len(won))
    return {f"{name}_trades": len(won), f"{name}_trades_won_pct": share}


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _runs(closing_net: Integers, digits: int) -> Figures:
    wins, losses = (runs_of(closing_net, wins=sign) for sign in (True, False))
    return {
        **_longest("wins", wins, digits), **_longest("losses", losses, digits),
        "maximal_consecutive_profit": money(wins.most_money, digits),
        "maximal_consecutive_profit_count": wins.most_money_count,
        "maximal_consecutive_loss": money(losses.most_money, digits),
        "maximal_consecutive_loss_count": losses.most_money_count,
        "average_consecutive_wins": _rounded(wins.average),
        "average_consecutive_losses": _rounded(losses.average),
        **_dependence(closing_net),
    }  # fmt: skip


def _longest(name: str, runs: Runs, digits: int) -> Figures:
    return {
        f"maximum_consecutive_{name}": runs.longest,
        f"maximum_consecutive_{name}_money": money(runs.longest_money, digits),
    }


def _rounded(value: float | None) -> int | None:
    return None if value is None else int(value + 0.5)


def _dependence(closing_net: Integers) -> Figures:
    found = dependence_of(closing_net)
    return {"z_score": found.z_score, "z_score_confidence_pct": found.confidence_pct}


def _curve(steps: Integers, digits: int) -> Figures:
    growth, line = growth_of(steps), line_of(steps)
    error = line.standard_error
    return {
        "ahpr": growth.arithmetic, "ghpr": growth.geometric, "lr_correlation": line.correlation,
        "lr_standard_error": None if error is None else money(error, digits),
    }  # fmt: skip


def _held(positions: PositionColumns) -> Figures:
    """Holding times, and how results hang together with the best and worst they stood at."""
    seconds = (positions.time_close_ns - positions.time_open_ns) // _SECOND_NS
    is_held = len(seconds) > 0
    return {
        "holding_time_minimum_s": int(seconds.min()) if is_held else None,
        "holding_time_maximum_s": int(seconds.max()) if is_held else None,
        "holding_time_average_s": int(seconds.mean()) if is_held else None,
        "correlation_profits_mfe": correlation(positions.net, positions.mfe),
        "correlation_profits_mae": correlation(positions.net, positions.mae),
        "correlation_mfe_mae": correlation(positions.mfe, positions.mae),
        **_pips(positions),
        **_assumed(positions),
    }


def _pips(positions: PositionColumns) -> Figures:
    """Results of positions in pips, and in multiples of their risk where they had a stop."""
    pips, in_r = positions.pips, positions.result_r
    risked = None if in_r is None else in_r[np.isfinite(in_r)]
    return {
        "total_pips": None if pips is None else float(pips.sum()),
        "average_pips": _mean(pips),
        "average_r": _mean(risked),
    }


def _mean(values: Floats | None) -> float | None:
    return None if values is None or not len(values) else float(values.mean())


def _assumed(positions: PositionColumns) -> Figures:
    """How many positions' exits hang on what was assumed of the order within a bar."""
    assumed = positions.is_assumed
    count = None if assumed is None else int(np.count_nonzero(assumed))
    return {
        "assumed_exits": count,
        "assumed_exits_pct": None if count is None else _percent(count, len(positions.net)),
    }
