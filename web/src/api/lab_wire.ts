/** Answers of the gateway about runs, as what the lab shows. Unknown stays null. */

import type { Backtest, Decision, MonteCarlo, RunBars, StoredRun, Stress, Sweep, Testable, Variant, WalkForward, WalkWindow, Why } from "@/api/lab_types";
import type { components } from "@/api/openapi.gen";
import type { Honesty, ResultBody, Trade } from "@/api/result";
import { toUs } from "@/format/figures";
import { toNumber } from "@/format/numbers";

type Schemas = components["schemas"];

const NOTES: readonly (readonly [name: string, words: string])[] = [
  ["gaps", "gaps"], ["missing_minutes", "minutes missing"], ["duplicates", "bars twice"], ["spikes", "spikes"],
  ["negative_spreads", "negative spreads"], ["weekend_bars", "bars on a weekend"],
];

export function testable({ symbol, timeframe, from, to, bars, source, digits, quality }: Schemas["MarketSeries"]): Testable {
  const notes = NOTES.flatMap(([name, words]) => (quality[name] ? [`${quality[name]} ${words}`] : []));
  return { symbol, timeframe, fromUs: toUs(from), toUs: toUs(to), bars, source, digits, notes };
}

/** What a run would take: of one symbol and timeframe imported bars come before recorded ones. */
export function chosenOf(series: readonly Testable[]): Testable[] {
  const found = new Map<string, Testable>();
  for (const one of series) {
    const key = `${one.symbol} ${one.timeframe}`;
    if (!found.has(key) || one.source === "imported") found.set(key, one);
  }
  return [...found.values()];
}

/** A row of a list of runs, whichever kind it is. */
export function storedRun(wire: Schemas["Run"]): StoredRun {
  const { id, kind, job, name, symbol, timeframe, state, currency, detail } = wire;
  return {
    id, kind, job, name, symbol, timeframe, state, currency, detail,
    createdUs: wire.created_at, netProfit: wire.net_profit, trades: kind === "backtest" ? wire.total_trades : wire.trials,
  };
}

export function backtest({ id, job, state, detail, name, request, result }: Schemas["Backtest"]): Backtest {
  return { id, job, state, detail, request, result: result ? resultBody(result, name) : null };
}

export function resultBody(wire: Schemas["Result"], name: string): ResultBody {
  const header = wire.header as unknown as ResultBody["header"];
  return {
    format: wire.format, header, name: name || String(header.document.name ?? "") || "Strategy",
    statistics: wire.statistics, annualisation: (wire.annualisation ?? null) as unknown as ResultBody["annualisation"], intervals: wire.intervals, honesty: honesty(wire.honesty), monthly: wire.monthly, refused: wire.refused,
  };
}

function honesty({ trials, probabilistic_sharpe, deflated_sharpe, pbo, flags }: Schemas["Honesty"]): Honesty {
  return { trials, probabilistic_sharpe, deflated_sharpe, pbo, flags };
}

export function trade(wire: Schemas["Trade"]): Trade {
  return { ...wire, price_open: wire.price_open ?? "" };
}

function decision({ reason, text, time, price, conditions }: Schemas["WhyMoment"]): Decision {
  return { reason, text, timeUs: time, price, conditions };
}

export function why({ entry, exit }: Schemas["Why"]): Why {
  return { entry: decision(entry), exit: exit ? decision(exit) : null };
}

export function bars({ time, open, high, low, close }: Schemas["RunCandles"]): RunBars {
  return { time, open, high, low, close };
}

export function variant({ params, objective, statistics, backtest: kept, error }: Schemas["Variant"]): Variant {
  return { params, objective: toNumber(objective), statistics, trades: toNumber(statistics.total_trades), backtest: kept, fault: error };
}

const moment = (value: unknown): number | null => (typeof value === "number" ? value : null);

export function sweep(wire: Schemas["Sweep"]): Sweep {
  const { id, job, state, name, symbol, timeframe, currency, objective, method, trials, done, command, detail, request } = wire;
  return {
    id, job, state, name, symbol, timeframe, currency, objective, method, trials, done, command, detail, request,
    fromUs: moment(request.from_time), toUs: moment(request.to_time), plateau: toNumber(wire.plateau), digest: wire.digest,
    honesty: wire.honesty ? honesty(wire.honesty) : null, best: wire.best ? variant(wire.best) : null,
  };
}

function walkWindow(wire: Schemas["Window"]): WalkWindow {
  return {
    number: wire.number, inFromUs: toUs(wire.in_from), inToUs: toUs(wire.in_to), outFromUs: toUs(wire.out_from), outToUs: toUs(wire.out_to),
    params: wire.params, inScore: toNumber(wire.in_score), outScore: toNumber(wire.out_score),
    inProfit: wire.in_profit, outProfit: wire.out_profit, outTrades: wire.out_trades,
    heldOut: wire.held_out, rank: toNumber(wire.rank),
  };
}

export function walkForward(wire: Schemas["WalkForward"]): WalkForward {
  const { id, job, state, name, symbol, timeframe, currency, scheme, objective, trials, command, detail, statistics, equity } = wire;
  const timeS = (equity?.time ?? []).map((text) => (toUs(text) ?? 0) / 1_000_000);
  return {
    id, job, state, name, symbol, timeframe, currency, scheme, objective, trials, command, detail, statistics,
    windows: wire.windows.map(walkWindow), stitched: equity && timeS.length > 1 ? { timeS, equity: equity.equity } : null,
    efficiency: toNumber(wire.efficiency), honesty: wire.honesty ? honesty(wire.honesty) : null, digest: wire.digest,
  };
}

export function monteCarlo({ method, runs, seed, fan, drawdown_pct, final_equity, loss_chance, ruin_chance, notes }: Schemas["MonteCarlo"]): MonteCarlo {
  return { method, runs, seed, ...fan, drawdownPct: drawdown_pct, finalEquity: final_equity, lossChance: loss_chance, ruinChance: ruin_chance, notes };
}

export const stresses = ({ runs }: Schemas["Stresses"]): Stress[] => runs;
