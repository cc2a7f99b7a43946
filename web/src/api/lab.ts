/** REST of the lab, a function a resource. */

import { address, get, post, remove } from "@/api/http";
import type { Params, Started, StoredRun, Sweep } from "@/api/lab_types";
import * as wire from "@/api/lab_wire";
import type { Wire } from "@/api/lab_wire";
import type { Finding } from "@/api/problem";
import type { EquityCurve, Trade } from "@/api/result";
import { toReport } from "@/live/job_wire";
import type { JobReport } from "@/live/jobs";

const EQUITY_POINTS = 2_000;
const PAGE = 1_000;
const MOST_TRADES = 200_000;
const CANDLES = 1_500;

const of = (kind: string, id: string, rest = "") => `/${kind}/${encodeURIComponent(id)}${rest}`;
const rows = (answer: Wire, name: string): Wire[] => (Array.isArray(answer[name]) ? (answer[name] as Wire[]) : []);
const rfc = (us: number) => new Date(us / 1_000).toISOString();

function started(answer: Wire): Started {
  const id = answer.backtest ?? answer.sweep ?? answer.walk_forward ?? answer.id;
  return { job: String(answer.job ?? ""), id: String(id ?? "") };
}

const start = (path: string, body: object, key: string) => post<Wire>(path, body, { "idempotency-key": key }).then(started);
const newKey = () => crypto.randomUUID?.() ?? String(Math.random());

/** Pages of a list until there is none left, or `most` rows were read. */
async function all<T>(path: string, name: string, most: number): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const answer = await get<Wire>(path, { limit: PAGE, cursor });
    found.push(...(rows(answer, name) as T[]));
    cursor = typeof answer.next_cursor === "string" ? answer.next_cursor : undefined;
  } while (cursor !== undefined && found.length < most);
  return found;
}

async function runs(): Promise<StoredRun[]> {
  const [backtests, sweeps, walks] = await Promise.all([
    get<Wire>("/backtests", { limit: 200 }), get<Wire>("/sweeps", { limit: 100 }), get<Wire>("/walk-forwards", { limit: 100 }),
  ]);
  const found = [
    ...rows(backtests, "backtests").map(wire.storedRun("backtest")), ...rows(sweeps, "sweeps").map(wire.storedRun("sweep")),
    ...rows(walks, "walk_forwards").map(wire.storedRun("walk_forward")),
  ];
  return found.sort((a, b) => (b.createdUs ?? 0) - (a.createdUs ?? 0));
}

export interface BarsWanted {
  aroundUs?: number;
  beforeUs?: number;
  afterUs?: number;
}

export const lab = {
  testable: async () => rows(await get<Wire>("/market-data"), "series").map(wire.testable),
  runs,
  jobs: async (): Promise<JobReport[]> => rows(await get<Wire>("/jobs"), "jobs").flatMap((one) => toReport(one) ?? []),
  cancel: (job: string) => remove<Wire>(of("jobs", job)),
  check: async (document: object) => {
    const answer = await post<Wire>("/strategies/validate", { document });
    return { findings: rows(answer, "findings") as unknown as Finding[], readBack: String(answer.read_back ?? answer.explanation ?? "") };
  },

  start: (body: object, key: string) => start("/backtests", body, key),
  startSweep: (body: object, key: string) => start("/sweeps", body, key),
  startWalkForward: (body: object, key: string) => start("/walk-forwards", body, key),
  /** One set of a sweep as a run of its own: what the sweep was asked for, with these parameters. */
  startVariant: ({ request }: Sweep, params: Params) => {
    const { strategy, document, symbol, timeframe, from, to, sizing, settings } = request;
    return start("/backtests", { strategy, document, symbol, timeframe, from, to, sizing, settings, params }, newKey());
  },

  backtest: async (id: string) => wire.backtest(await get<Wire>(of("backtests", id))),
  trades: (id: string) => all<Trade>(of("backtests", id, "/trades"), "trades", MOST_TRADES),
  equity: (id: string) => get<EquityCurve>(of("backtests", id, "/equity"), { points: EQUITY_POINTS }),
  why: async (id: string, trade: number) => wire.why(await get<Wire>(of("backtests", id, `/trades/${trade}/why`))),
  bars: async (id: string, { aroundUs, beforeUs, afterUs }: BarsWanted) => {
    const query = { limit: CANDLES, around: aroundUs && rfc(aroundUs), before: beforeUs && rfc(beforeUs), after: afterUs && rfc(afterUs) };
    return wire.bars(await get<Wire>(of("backtests", id, "/candles"), query as Record<string, string | number | undefined>));
  },
  monteCarlo: async (id: string, options: object) => wire.monteCarlo(await post<Wire>(of("backtests", id, "/monte-carlo"), options)),
  stress: async (id: string) => wire.stresses(await post<Wire>(of("backtests", id, "/stress"), {})),
  reportAddress: (id: string) => address(of("backtests", id, "/report"), {}),
  exportAddress: (id: string, format: "json" | "csv") => address(of("backtests", id, "/export"), { format }),

  sweep: async (id: string) => wire.sweep(await get<Wire>(of("sweeps", id))),
  variants: async (id: string, cursor: string | undefined) => {
    const answer = await get<Wire>(of("sweeps", id, "/results"), { limit: PAGE, cursor });
    return { variants: rows(answer, "results").map(wire.variant), next: typeof answer.next_cursor === "string" ? answer.next_cursor : null };
  },
  walkForward: async (id: string) => wire.walkForward(await get<Wire>(of("walk-forwards", id))),
};
