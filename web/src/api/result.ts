/** The JSON of a result, "tickloom-result/1": one shape for page, command line and tear sheet. Unknown is null. */

import type { Figure } from "@/format/numbers";

export type Side = "buy" | "sell";

export interface DataQuality {
  bars?: number;
  gaps?: number;
  duplicates?: number;
  spikes?: number;
  zero_spreads?: number;
  negative_spreads?: number;
  weekend_bars?: number;
  missing_minutes?: number;
}

/** What a lot of the symbol was taken to be; `origin` says by whom: stated, built_in, assumed. */
export interface Contract {
  contract_size: string;
  currency_profit: string;
  calc_mode: string;
  pip_size: string | null;
  volume_min: string;
  volume_max: string;
  volume_step: string;
  origin: string;
}

export interface ResultHeader {
  symbol: string;
  /** Results of before and reports of a terminal do not tell it. */
  instrument?: Contract | null;
  timeframe: string;
  from: string;
  to: string;
  bars: number;
  first_bar_time?: string | null;
  /** Bars before the range that warmed up, and from when on. */
  history_bars?: number | null;
  history_from?: string | null;
  /** Hashes of what was read besides the bars: detail, news, rates, longer bars by timeframe. */
  beside?: Readonly<Record<string, string>>;
  /** Of each longer timeframe whether its bars were the broker's or folded. */
  longer_bars?: Readonly<Record<string, string>>;
  data_hash: string;
  document_hash: string;
  bound_hash?: string;
  run_key: string;
  engine_version: string;
  road: string;
  road_reason?: string;
  seed: number;
  digest: string;
  settings: Record<string, unknown>;
  document: Record<string, unknown>;
  read_back: string;
  warm_up_bars: number;
  end: string;
  command: string;
  data_quality: DataQuality | null;
}

export type Severity = "info" | "warning" | "danger";

export interface Flag {
  code: string;
  severity: Severity;
  message: string;
}

export interface Honesty {
  trials: number;
  probabilistic_sharpe: Figure;
  deflated_sharpe: Figure;
  pbo: Figure;
  flags: readonly Flag[];
}

export type Interval = readonly [low: Figure, high: Figure];

export interface Intervals {
  win_rate?: Interval | null;
  mean_trade?: Interval | null;
  sharpe_ratio?: Interval | null;
  method?: string;
  confidence?: number;
}

export interface Month {
  year: number;
  month: number;
  return_pct: Figure;
  profit: Figure;
  trades: number;
}

/** How many returns make a year of the ratios. */
export interface Annualisation {
  periods_per_year: number | null;
  periods: number;
  calendar: string;
}

export type Statistics = Record<string, Figure>;

export interface Trade {
  id: number;
  side: Side;
  volume: string;
  symbol: string;
  time_open: string;
  price_open: string;
  time_close: string | null;
  price_close: string | null;
  stop_loss: string | null;
  take_profit: string | null;
  profit: string;
  commission: string;
  swap: string;
  net: string;
  points: Figure;
  planned_r: Figure;
  achieved_r: Figure;
  result_r: Figure;
  mfe: Figure;
  mae: Figure;
  mfe_money: Figure;
  mae_money: Figure;
  bars_held: number;
  entry_reason: string;
  exit_reason: string;
  /** Whether a target was met on the bar that stopped it, so that the order of both is assumed. */
  exit_assumed?: boolean | null;
  decision_time: string | null;
}

export interface EquityCurve {
  time: readonly string[];
  balance: readonly number[];
  equity: readonly number[];
  drawdown_pct: readonly number[];
}

/** A result without its long lists, which are read apart. */
export interface ResultBody {
  format: string;
  /** What the strategy is called; the canonical form of its document has no name. */
  name: string;
  header: ResultHeader;
  statistics: Statistics;
  /** Results of before do not tell it. */
  annualisation?: Annualisation | null;
  intervals: Intervals;
  honesty: Honesty;
  monthly: readonly Month[];
  refused: Record<string, number>;
}
