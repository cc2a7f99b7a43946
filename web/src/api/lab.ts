/** REST of the lab, a function a resource. */

import { address, get, post, remove } from "@/api/http";
import type { Params, Started, StoredRun, Sweep } from "@/api/lab_types";
import * as wire from "@/api/lab_wire";
import type { components } from "@/api/openapi.gen";
import type { EquityCurve, Trade } from "@/api/result";
import { toReport } from "@/live/job_wire";
import type { JobReport } from "@/live/jobs";

type Schemas = components["schemas"];

const EQUITY_POINTS = 2_000;
const PAGE = 1_000;
const MOST_TRADES = 200_000;
const CANDLES = 1_500;

const of = (kind: string, id: string, rest = "") => `/${kind}/${encodeURIComponent(id)}${rest}`;
const rfc = (us: number | undefined) => (us === undefined ? undefined : new Date(us / 1_000).toISOString());
const newKey = () => crypto.randomUUID?.() ?? String(Math.random());

async function start(path: string, body: object, key: string): Promise<Started> {
  const { job, backtest, sweep, walk_forward } = await post<Schemas["Started"]>(path, body, { "idempotency-key": key });
  return { job, id: backtest ?? sweep ?? walk_forward ?? "" };
}

async function trades(id: string): Promise<Trade[]> {
  const found: Trade[] = [];
  let cursor: string | undefined;
  do {
    const page = await get<Schemas["Trades"]>(of("backtests", id, "/trades"), { limit: PAGE, cursor });
    found.push(...page.trades.map(wire.trade));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && found.length < MOST_TRADES);
  return found;
}

async function runs(): Promise<StoredRun[]> {
  const [{ backtests }, { sweeps }, { walk_forwards }] = await Promise.all([
    get<Schemas["Backtests"]>("/backtests", { limit: 200 }), get<Schemas["Sweeps"]>("/sweeps", { limit: 100 }),
    get<Schemas["WalkForwards"]>("/walk-forwards", { limit: 100 }),
  ]);
  const found = [...backtests, ...sweeps, ...walk_forwards].map(wire.storedRun);
  return found.sort((a, b) => (b.createdUs ?? 0) - (a.createdUs ?? 0));
}

/** One set of a sweep as a run of its own: the very document of the sweep, as the strategy may have a newer version by now. */
export function variantBody({ request, symbol, timeframe, fromUs, toUs }: Pick<Sweep, "request" | "symbol" | "timeframe" | "fromUs" | "toUs">, params: Params) {
  const { document, strategy, sizing, settings } = request;
  const what = document ? { document } : { strategy };
  return { ...what, symbol, timeframe, from: rfc(fromUs ?? undefined), to: rfc(toUs ?? undefined), sizing, settings, params };
}

export interface BarsWanted {
  aroundUs?: number;
  beforeUs?: number;
  afterUs?: number;
}

export const lab = {
  testable: async () => wire.chosenOf((await get<Schemas["MarketData"]>("/market-data")).series.map(wire.testable)),
  runs,
  jobs: async (): Promise<JobReport[]> => (await get<Schemas["Jobs"]>("/jobs")).jobs.map(toReport),
  cancel: (job: string) => remove<Schemas["StoredJob"]>(of("jobs", job)),
  check: (document: object) => post<Schemas["CheckedStrategy"]>("/strategies/validate", { document }),

  start: (body: object, key: string) => start("/backtests", body, key),
  startSweep: (body: object, key: string) => start("/sweeps", body, key),
  startWalkForward: (body: object, key: string) => start("/walk-forwards", body, key),
  startVariant: (sweep: Sweep, params: Params) => start("/backtests", variantBody(sweep, params), newKey()),

  backtest: async (id: string) => wire.backtest(await get<Schemas["Backtest"]>(of("backtests", id))),
  trades,
  equity: (id: string): Promise<EquityCurve> => get<Schemas["EquityCurve"]>(of("backtests", id, "/equity"), { points: EQUITY_POINTS }),
  why: async (id: string, trade: number) => wire.why(await get<Schemas["Why"]>(of("backtests", id, `/trades/${trade}/why`))),
  bars: async (id: string, { aroundUs, beforeUs, afterUs }: BarsWanted) => {
    const query = { limit: CANDLES, around: rfc(aroundUs), before: rfc(beforeUs), after: rfc(afterUs) };
    return wire.bars(await get<Schemas["RunCandles"]>(of("backtests", id, "/candles"), query));
  },
  monteCarlo: async (id: string, options: object) => wire.monteCarlo(await post<Schemas["MonteCarlo"]>(of("backtests", id, "/monte-carlo"), options)),
  stress: async (id: string) => wire.stresses(await post<Schemas["Stresses"]>(of("backtests", id, "/stress"), {})),
  reportAddress: (id: string) => address(of("backtests", id, "/report"), {}),
  exportAddress: (id: string, format: "json" | "csv") => address(of("backtests", id, "/export"), { format }),

  sweep: async (id: string) => wire.sweep(await get<Schemas["Sweep"]>(of("sweeps", id))),
  variants: async (id: string, cursor: string | undefined) => {
    const { results, next_cursor } = await get<Schemas["Variants"]>(of("sweeps", id, "/results"), { limit: PAGE, cursor });
    return { variants: results.map(wire.variant), next: next_cursor };
  },
  walkForward: async (id: string) => wire.walkForward(await get<Schemas["WalkForward"]>(of("walk-forwards", id))),
};
