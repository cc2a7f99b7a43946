/** Answers of the gateway about runs, as what the lab shows. Unknown stays null. */

import type { Backtest, Condition, Decision, MonteCarlo, RunBars, StoredRun, Stress, Sweep, Testable, Variant, WalkForward, WalkWindow, Why } from "@/api/lab_types";
import type { Flag, Honesty, ResultBody, Statistics } from "@/api/result";
import { toUs } from "@/format/figures";
import { toNumber, type Figure } from "@/format/numbers";
import { kindOf, momentUs, stateOf } from "@/live/job_wire";
import type { JobKind } from "@/live/jobs";

export type Wire = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const figure = (value: unknown): Figure => (typeof value === "number" || typeof value === "string" ? value : null);
const number = (value: unknown): number | null => toNumber(figure(value));
const list = (value: unknown): Wire[] => (Array.isArray(value) ? (value as Wire[]) : []);
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map((one) => toNumber(figure(one)) ?? NaN) : []);
const part = (value: unknown): Wire => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Wire) : {});
const figures = (value: unknown): Statistics => Object.fromEntries(Object.entries(part(value)).map(([name, one]) => [name, figure(one)]));

const NOTES: readonly (readonly [name: string, words: string])[] = [
  ["gaps", "gaps"], ["missing_minutes", "minutes missing"], ["duplicates", "bars twice"], ["spikes", "spikes"],
  ["negative_spreads", "negative spreads"], ["weekend_bars", "bars on a weekend"],
];

export function testable(wire: Wire): Testable {
  const quality = part(wire.quality);
  return {
    symbol: text(wire.symbol), timeframe: text(wire.timeframe), fromUs: momentUs(wire.from), toUs: momentUs(wire.to),
    bars: number(wire.bars), source: text(wire.source), digits: number(wire.digits),
    notes: NOTES.flatMap(([name, words]) => (number(quality[name]) ? [`${number(quality[name])} ${words}`] : [])),
  };
}

/** A row of a list of runs, whichever kind it is. */
export function storedRun(kind: JobKind) {
  return (wire: Wire): StoredRun => ({
    id: text(wire.id) || text(wire.backtest) || text(wire.sweep) || text(wire.walk_forward),
    kind: wire.kind === undefined ? kind : kindOf(wire.kind), job: text(wire.job) || null,
    name: text(wire.name), symbol: text(wire.symbol), timeframe: text(wire.timeframe), state: stateOf(wire.state),
    createdUs: momentUs(wire.created_at), currency: text(wire.currency),
    netProfit: figure(wire.net_profit), trades: number(wire.total_trades ?? wire.trials), detail: text(wire.detail),
  });
}

export function backtest(wire: Wire): Backtest {
  const result = part(wire.result ?? wire);
  return {
    id: text(wire.id) || text(wire.backtest), job: text(wire.job) || null, state: wire.state === undefined ? "done" : stateOf(wire.state), detail: text(wire.detail),
    result: result.header && result.statistics ? resultBody(result, text(wire.name)) : null,
  };
}

export function resultBody(wire: Wire, name: string): ResultBody {
  const header = wire.header as ResultBody["header"];
  return {
    format: text(wire.format), header, name: name || text(header.document.name) || "Strategy", statistics: figures(wire.statistics),
    intervals: part(wire.intervals) as ResultBody["intervals"], honesty: honesty(wire.honesty),
    monthly: list(wire.monthly) as unknown as ResultBody["monthly"], refused: part(wire.refused) as Record<string, number>,
  };
}

function honesty(value: unknown): Honesty {
  const wire = part(value);
  return {
    trials: number(wire.trials) ?? 1, probabilistic_sharpe: figure(wire.probabilistic_sharpe), deflated_sharpe: figure(wire.deflated_sharpe),
    pbo: figure(wire.pbo), flags: list(wire.flags) as unknown as Flag[],
  };
}

const TRUTHS = new Set(["true", "false", "not_warmed_up"]);

function condition(wire: Wire): Condition {
  const { truth } = wire;
  const said = typeof truth === "boolean" ? String(truth) : text(truth);
  return {
    path: text(wire.path), text: text(wire.text), truth: (TRUTHS.has(said) ? said : "not_warmed_up") as Condition["truth"],
    left: number(wire.left), right: number(wire.right),
  };
}

function decision(value: unknown): Decision {
  const wire = part(value);
  return {
    reason: text(wire.reason), text: text(wire.text), timeUs: momentUs(wire.time ?? wire.decision_time), price: text(wire.price) || null,
    conditions: list(wire.conditions).map(condition),
  };
}

export function why(wire: Wire): Why {
  return { entry: decision(wire.entry), exit: wire.exit ? decision(wire.exit) : null };
}

export function bars(wire: Wire): RunBars {
  const time = Array.isArray(wire.time) ? wire.time.map((one) => momentUs(one) ?? 0) : [];
  return { time, open: numbers(wire.open), high: numbers(wire.high), low: numbers(wire.low), close: numbers(wire.close) };
}

export function variant(wire: Wire): Variant {
  const statistics = figures(wire.statistics ?? wire);
  return {
    params: part(wire.params) as Record<string, number>, objective: number(wire.objective ?? wire.score), statistics,
    trades: number(wire.total_trades ?? statistics.total_trades), backtest: text(wire.backtest) || null, fault: text(wire.error),
  };
}

export function sweep(wire: Wire): Sweep {
  const request = part(wire.request);
  const settings = part(request.settings);
  return {
    id: text(wire.id) || text(wire.sweep), job: text(wire.job) || null, state: stateOf(wire.state), name: text(wire.name),
    symbol: text(wire.symbol), timeframe: text(wire.timeframe), currency: text(wire.currency) || text(settings.currency), objective: text(wire.objective), method: text(wire.method),
    trials: number(wire.trials), done: number(wire.done), fromUs: momentUs(wire.from), toUs: momentUs(wire.to),
    honesty: wire.honesty ? honesty(wire.honesty) : null, command: text(wire.command), detail: text(wire.detail),
    best: wire.best ? variant(part(wire.best)) : null, request,
  };
}

function walkWindow(wire: Wire, i: number): WalkWindow {
  return {
    number: number(wire.number) ?? i + 1,
    inFromUs: momentUs(wire.in_from), inToUs: momentUs(wire.in_to), outFromUs: momentUs(wire.out_from), outToUs: momentUs(wire.out_to),
    params: part(wire.params) as Record<string, number>, inScore: number(wire.in_score), outScore: number(wire.out_score),
    inProfit: figure(wire.in_profit), outProfit: figure(wire.out_profit), outTrades: number(wire.out_trades),
  };
}

export function walkForward(wire: Wire): WalkForward {
  const equity = part(wire.equity);
  const timeS = Array.isArray(equity.time) ? equity.time.map((one) => (typeof one === "string" ? (toUs(one) ?? 0) : (momentUs(one) ?? 0)) / 1_000_000) : [];
  return {
    id: text(wire.id) || text(wire.walk_forward), job: text(wire.job) || null, state: stateOf(wire.state), name: text(wire.name),
    symbol: text(wire.symbol), timeframe: text(wire.timeframe), currency: text(wire.currency), scheme: text(wire.scheme), objective: text(wire.objective),
    windows: list(wire.windows).map(walkWindow), stitched: timeS.length > 1 ? { timeS, equity: numbers(equity.equity) } : null,
    statistics: figures(wire.statistics), efficiency: number(wire.efficiency), flags: list(part(wire.honesty).flags ?? wire.flags) as unknown as Flag[],
    trials: number(wire.trials), command: text(wire.command), detail: text(wire.detail),
  };
}

export function monteCarlo(wire: Wire): MonteCarlo {
  const [fan, drawdown, end] = [part(wire.fan), part(wire.drawdown_pct), part(wire.final_equity)];
  return {
    method: text(wire.method), runs: number(wire.runs) ?? 0, seed: number(wire.seed),
    steps: numbers(fan.steps), levels: numbers(fan.levels), lines: (Array.isArray(fan.lines) ? fan.lines : []).map(numbers),
    drawdownPct: { levels: numbers(drawdown.levels), values: numbers(drawdown.values) }, finalEquity: { levels: numbers(end.levels), values: numbers(end.values) },
    lossChance: number(wire.loss_chance), ruinChance: number(wire.ruin_chance), notes: Array.isArray(wire.notes) ? wire.notes.map(text) : [],
  };
}

export function stresses(wire: Wire): Stress[] {
  return list(wire.runs ?? wire.stresses).map((one) => ({ name: text(one.name), statistics: figures(one.statistics) }));
}
