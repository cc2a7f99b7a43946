/** What the lab shows, whatever the wire calls it; `lab_wire` makes these of the gateway's answers. */

import type { Honesty, ResultBody, Statistics } from "@/api/result";
import type { Figure } from "@/format/numbers";
import type { JobKind, JobState } from "@/live/jobs";

/** Something that can be tested: bars of a symbol and timeframe. */
export interface Testable {
  symbol: string;
  timeframe: string;
  fromUs: number | null;
  toUs: number | null;
  bars: number | null;
  source: string;
  digits: number | null;
  notes: readonly string[];
}

/** A stored run in the list. */
export interface StoredRun {
  id: string;
  kind: JobKind;
  job: string | null;
  name: string;
  symbol: string;
  timeframe: string;
  state: JobState;
  createdUs: number | null;
  currency: string;
  netProfit: Figure;
  trades: number | null;
  detail: string;
}

/** What a run was asked for: the document itself, also where a stored strategy was named. */
export interface Asked {
  document?: Readonly<Record<string, unknown>> | null;
  strategy?: string | null;
  params?: Readonly<Record<string, number>>;
  sizing?: Readonly<Record<string, unknown>> | null;
  settings?: Readonly<Record<string, unknown>>;
  /** Microseconds UTC; the end is exclusive. */
  from_time?: number | null;
  to_time?: number | null;
}

export interface Backtest {
  id: string;
  job: string | null;
  state: JobState;
  detail: string;
  request: Asked;
  /** Null until the run is done. */
  result: ResultBody | null;
}

export interface Condition {
  path: string;
  text: string;
  truth: "true" | "false" | "not_warmed_up";
  left: number | null;
  right: number | null;
}

/** Why something happened, at the bar that decided it. */
export interface Decision {
  reason: string;
  text: string;
  timeUs: number | null;
  price: string | null;
  conditions: readonly Condition[];
}

export interface Why {
  entry: Decision;
  exit: Decision | null;
}

export interface RunBars {
  time: readonly number[];
  open: readonly number[];
  high: readonly number[];
  low: readonly number[];
  close: readonly number[];
}

export type Params = Readonly<Record<string, number>>;

export interface Variant {
  params: Params;
  objective: number | null;
  statistics: Statistics;
  trades: number | null;
  /** Where it was kept as a run of its own. */
  backtest: string | null;
  fault: string;
}

export interface Sweep {
  id: string;
  job: string | null;
  state: JobState;
  name: string;
  symbol: string;
  timeframe: string;
  currency: string;
  objective: string;
  method: string;
  trials: number | null;
  done: number | null;
  fromUs: number | null;
  toUs: number | null;
  honesty: Honesty | null;
  command: string;
  detail: string;
  best: Variant | null;
  /** Mean of the best set's neighbours over the best. */
  plateau: number | null;
  digest: string | null;
  /** To open one of its variants as a run. */
  request: Asked;
}

export interface WalkWindow {
  number: number;
  inFromUs: number | null;
  inToUs: number | null;
  outFromUs: number | null;
  outToUs: number | null;
  /** Null: nothing could be chosen, and nothing was traded. */
  params: Params | null;
  inScore: number | null;
  outScore: number | null;
  inProfit: Figure;
  outProfit: Figure;
  outTrades: number | null;
  /** Of a cross-validation: the parts it was not chosen on, and its place among all sets there, 0 (worst) to 1. */
  heldOut: readonly number[];
  rank: number | null;
}

export interface WalkForward {
  id: string;
  job: string | null;
  state: JobState;
  name: string;
  symbol: string;
  timeframe: string;
  currency: string;
  scheme: string;
  objective: string;
  windows: readonly WalkWindow[];
  /** Equity of the out-of-sample parts, one after the other. */
  stitched: { timeS: readonly number[]; equity: readonly number[] } | null;
  statistics: Statistics;
  efficiency: number | null;
  /** Null until it is done. */
  honesty: Honesty | null;
  trials: number | null;
  digest: string | null;
  command: string;
  detail: string;
}

export interface MonteCarlo {
  method: string;
  runs: number;
  seed: number | null;
  steps: readonly number[];
  levels: readonly number[];
  /** A line of equity a level. */
  lines: readonly (readonly number[])[];
  drawdownPct: { levels: readonly number[]; values: readonly number[] };
  finalEquity: { levels: readonly number[]; values: readonly number[] };
  /** Chance to lose, and to lose half of the deposit. */
  lossChance: number | null;
  ruinChance: number | null;
  notes: readonly string[];
}

export interface Stress {
  name: string;
  statistics: Statistics;
}

export interface Started {
  job: string;
  id: string;
}
