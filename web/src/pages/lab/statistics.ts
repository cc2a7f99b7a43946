/** Statistics of a result by name: what they are called, how they are written, what they need. */

import type { Intervals, Statistics } from "@/api/result";
import { formatDuration, formatInterval, formatPct, formatSignedPct } from "@/format/figures";
import { formatNumber, formatSigned, toNumber, UNKNOWN, type Figure } from "@/format/numbers";

export type Kind = "money" | "signed_money" | "pct" | "signed_pct" | "ratio" | "factor" | "count" | "duration";
/** Which end of a scale is better, for comparisons; null: neither. */
export type Better = "high" | "low" | null;

export interface Statistic {
  name: string;
  label: string;
  kind: Kind;
  better?: Better;
  /** A ratio of a sample: with few trades it says nothing, and is not shown. */
  needsTrades?: boolean;
  interval?: "win_rate" | "mean_trade" | "sharpe_ratio";
  hint?: string;
}

export interface Group {
  title: string;
  statistics: readonly Statistic[];
}

/** Fewer trades than this make a ratio meaningless. */
export const TRADES_NEEDED = 30;

export const GROUPS: readonly Group[] = [
  {
    title: "Result",
    statistics: [
      { name: "initial_deposit", label: "Initial deposit", kind: "money" },
      { name: "net_profit", label: "Net profit", kind: "signed_money", better: "high" },
      { name: "gross_profit", label: "Gross profit", kind: "signed_money" },
      { name: "gross_loss", label: "Gross loss", kind: "signed_money" },
      { name: "profit_factor", label: "Profit factor", kind: "ratio", better: "high", needsTrades: true, hint: "gross profit / gross loss" },
      { name: "expected_payoff", label: "Expected payoff", kind: "signed_money", better: "high", interval: "mean_trade", hint: "mean result of a trade" },
      { name: "payoff_ratio", label: "Payoff ratio", kind: "ratio", better: "high", needsTrades: true, hint: "average winner / average loser" },
      { name: "average_r", label: "Mean result in R", kind: "ratio", better: "high", needsTrades: true, hint: "R: the distance from the fill to the stop; without costs" },
      { name: "total_pips", label: "Pips", kind: "signed_money", better: "high", hint: "parts of a position by their share of its volume" },
      { name: "average_pips", label: "Pips a trade", kind: "signed_money", better: "high" },
      { name: "cagr_pct", label: "Growth a year", kind: "signed_pct", better: "high", hint: "compound annual growth rate" },
      { name: "exposure_pct", label: "Time in the market", kind: "pct" },
    ],
  },
  {
    title: "Risk-adjusted",
    statistics: [
      { name: "sharpe_ratio", label: "Sharpe ratio", kind: "ratio", better: "high", needsTrades: true, interval: "sharpe_ratio" },
      { name: "sortino_ratio", label: "Sortino ratio", kind: "ratio", better: "high", needsTrades: true },
      { name: "calmar_ratio", label: "Calmar ratio", kind: "ratio", better: "high", needsTrades: true },
      { name: "recovery_factor", label: "Recovery factor", kind: "ratio", better: "high", needsTrades: true, hint: "net profit / maximal drawdown" },
      { name: "sqn", label: "System quality number", kind: "ratio", better: "high", needsTrades: true },
      { name: "z_score", label: "Z-score", kind: "ratio", needsTrades: true, hint: "whether wins and losses come in series" },
      { name: "z_score_confidence_pct", label: "Z-score confidence", kind: "pct", needsTrades: true },
      { name: "ahpr", label: "AHPR", kind: "factor", hint: "mean factor of a trade, arithmetic" },
      { name: "ghpr", label: "GHPR", kind: "factor", hint: "mean factor of a trade, geometric" },
      { name: "lr_correlation", label: "LR correlation", kind: "ratio", hint: "balance against its straight line" },
      { name: "lr_standard_error", label: "LR standard error", kind: "money" },
      { name: "value_at_risk_95_pct", label: "Value at risk 95 %", kind: "pct" },
      { name: "expected_shortfall_95_pct", label: "Expected shortfall 95 %", kind: "pct" },
    ],
  },
  {
    title: "Drawdown",
    statistics: [
      { name: "equity_drawdown_maximal", label: "Equity, maximal", kind: "money", better: "low" },
      { name: "equity_drawdown_maximal_pct", label: "Equity, maximal %", kind: "pct", better: "low" },
      { name: "equity_drawdown_relative_pct", label: "Equity, relative %", kind: "pct", better: "low" },
      { name: "equity_drawdown_absolute", label: "Equity, absolute", kind: "money", better: "low", hint: "below the initial deposit" },
      { name: "balance_drawdown_maximal", label: "Balance, maximal", kind: "money", better: "low" },
      { name: "balance_drawdown_maximal_pct", label: "Balance, maximal %", kind: "pct", better: "low" },
      { name: "balance_drawdown_relative_pct", label: "Balance, relative %", kind: "pct", better: "low" },
      { name: "balance_drawdown_absolute", label: "Balance, absolute", kind: "money", better: "low" },
      { name: "equity_drawdown_relative", label: "Equity, relative", kind: "money", better: "low" },
      { name: "balance_drawdown_relative", label: "Balance, relative", kind: "money", better: "low" },
      { name: "equity_drawdown_longest_s", label: "Longest, from peak to peak", kind: "duration", better: "low", hint: "equity: from a peak until it was reached again, or to the end of the data" },
      { name: "margin_level_minimum_pct", label: "Lowest margin level", kind: "pct" },
    ],
  },
  {
    title: "Trades",
    statistics: [
      { name: "total_trades", label: "Trades", kind: "count" },
      { name: "total_deals", label: "Deals", kind: "count" },
      { name: "profit_trades_pct", label: "Win rate", kind: "pct", better: "high", interval: "win_rate", needsTrades: true },
      { name: "profit_trades", label: "Winners", kind: "count" },
      { name: "loss_trades", label: "Losers", kind: "count" },
      { name: "long_trades", label: "Long trades", kind: "count" },
      { name: "long_trades_won_pct", label: "Long trades won", kind: "pct", needsTrades: true },
      { name: "short_trades", label: "Short trades", kind: "count" },
      { name: "short_trades_won_pct", label: "Short trades won", kind: "pct", needsTrades: true },
      { name: "average_profit_trade", label: "Average winner", kind: "signed_money", better: "high" },
      { name: "average_loss_trade", label: "Average loser", kind: "signed_money", better: "high" },
      { name: "largest_profit_trade", label: "Largest winner", kind: "signed_money" },
      { name: "largest_loss_trade", label: "Largest loser", kind: "signed_money", better: "high" },
      { name: "assumed_exits", label: "Stopped, target met too", kind: "count", better: "low", hint: "a bar met stop and target: that the stop came first is assumed" },
      { name: "assumed_exits_pct", label: "in percent of the trades", kind: "pct", better: "low" },
      { name: "holding_time_average_s", label: "Held, mean", kind: "duration" },
      { name: "holding_time_minimum_s", label: "Held, shortest", kind: "duration" },
      { name: "holding_time_maximum_s", label: "Held, longest", kind: "duration" },
    ],
  },
  {
    title: "Series",
    statistics: [
      { name: "maximum_consecutive_wins", label: "Wins in a row", kind: "count" },
      { name: "maximum_consecutive_wins_money", label: "Their profit", kind: "signed_money" },
      { name: "maximum_consecutive_losses", label: "Losses in a row", kind: "count", better: "low" },
      { name: "maximum_consecutive_losses_money", label: "Their loss", kind: "signed_money" },
      { name: "maximal_consecutive_profit", label: "Most won in a row", kind: "signed_money" },
      { name: "maximal_consecutive_profit_count", label: "in so many trades", kind: "count" },
      { name: "maximal_consecutive_loss", label: "Most lost in a row", kind: "signed_money" },
      { name: "maximal_consecutive_loss_count", label: "in so many trades", kind: "count" },
      { name: "average_consecutive_wins", label: "Wins in a row, mean", kind: "ratio" },
      { name: "average_consecutive_losses", label: "Losses in a row, mean", kind: "ratio" },
      { name: "correlation_profits_mfe", label: "Profit and MFE", kind: "ratio", needsTrades: true, hint: "correlation" },
      { name: "correlation_profits_mae", label: "Profit and MAE", kind: "ratio", needsTrades: true, hint: "correlation" },
      { name: "correlation_mfe_mae", label: "MFE and MAE", kind: "ratio", needsTrades: true, hint: "correlation" },
    ],
  },
];

const BY_NAME = new Map(GROUPS.flatMap(({ statistics }) => statistics.map((one) => [one.name, one] as const)));

export function statistic(name: string): Statistic {
  return BY_NAME.get(name) ?? { name, label: name.replaceAll("_", " "), kind: "ratio" };
}

const APART: Readonly<Record<string, string>> = { equity_drawdown_maximal_pct: "Max drawdown" };

/** The name where the group's title does not stand above it. */
export const apartName = (name: string): string => APART[name] ?? statistic(name).label;

export function sayValue(kind: Kind, value: Figure): string {
  switch (kind) {
    case "money": return formatNumber(value, 2);
    case "signed_money": return formatSigned(value, 2);
    case "pct": return formatPct(value);
    case "signed_pct": return formatSignedPct(value);
    case "count": return formatNumber(value, 0);
    case "duration": return formatDuration(value);
    case "ratio": return formatNumber(value, 2);
    case "factor": return formatNumber(value, 4);
  }
}

export interface Shown {
  text: string;
  /** The interval beside the figure, "" without one. */
  interval: string;
  /** Whether the interval leaves open if the figure is above or below 0. */
  spansZero: boolean;
  /** Instead of the figure, why there is none. */
  warning: string;
}

/** A statistic as it is shown: with few trades a warning stands where a ratio would mislead. */
export function show(one: Statistic, statistics: Statistics, intervals: Intervals = {}): Shown {
  const value = statistics[one.name];
  const trades = toNumber(statistics.total_trades);
  if (one.needsTrades && trades !== null && trades < TRADES_NEEDED) {
    return { text: UNKNOWN, interval: "", spansZero: false, warning: `only ${formatNumber(trades, 0)} ${trades === 1 ? "trade" : "trades"}` };
  }
  const say = (figure: Figure) => sayValue(one.kind, figure);
  const interval = one.interval ? formatInterval(asPct(one, intervals[one.interval]), say) : UNKNOWN;
  const [low, high] = (one.interval && intervals[one.interval]) || [null, null];
  const spansZero = interval !== UNKNOWN && (toNumber(low) ?? 0) < 0 && (toNumber(high) ?? 0) > 0;
  return { text: say(value), interval: interval === UNKNOWN ? "" : interval, spansZero, warning: "" };
}

/** Win rates come as shares of 1, statistics in percent. */
function asPct(one: Statistic, interval: readonly [Figure, Figure] | null | undefined) {
  if (!interval || one.interval !== "win_rate") return interval;
  const times = (value: Figure) => {
    const number = toNumber(value);
    return number === null ? null : number * 100;
  };
  const [low, high] = [times(interval[0]), times(interval[1])];
  return toNumber(interval[1]) !== null && Math.abs(toNumber(interval[1])!) > 1 ? interval : ([low, high] as const);
}

/** Index of the best of `values` by `better`; null where none is better than the others. */
export function bestOf(values: readonly Figure[], better: Better | undefined): number | null {
  if (!better) return null;
  const known = values.map(toNumber);
  const usable = known.filter((value): value is number => value !== null);
  if (usable.length < 2) return null;
  const best = better === "high" ? Math.max(...usable) : Math.min(...usable);
  return usable.every((value) => value === usable[0]) ? null : known.indexOf(best);
}
