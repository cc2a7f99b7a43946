/** What of the lab stands in the address: tab, trade, comparison, axes. Unusable parts are left out. */

export const TABS = ["chart", "statistics", "distribution", "monte-carlo", "document"] as const;
export type Tab = (typeof TABS)[number];

export const TAB_NAMES: Record<Tab, string> = {
  chart: "Chart and trades", statistics: "Statistics", distribution: "Distribution",
  "monte-carlo": "Monte Carlo", document: "Document",
};

export const MOST_COMPARED = 4;

export interface LabSearch {
  compare?: string;
}

export interface BacktestSearch {
  tab?: Tab;
  trade?: number;
}

export interface SweepSearch {
  metric?: string;
  x?: string;
  y?: string;
}

const word = (value: unknown): string | undefined => (typeof value === "string" && /^[\w.-]{1,80}$/.test(value) ? value : undefined);

export function labSearch(search: Record<string, unknown>): LabSearch {
  const ids = comparedIds(typeof search.compare === "string" ? search.compare : undefined);
  return { compare: ids.length > 0 ? ids.join(",") : undefined };
}

export function backtestSearch({ tab, trade }: Record<string, unknown>): BacktestSearch {
  const number = Number(trade);
  return {
    tab: TABS.includes(tab as Tab) && tab !== "chart" ? (tab as Tab) : undefined,
    trade: trade !== undefined && Number.isInteger(number) && number > 0 ? number : undefined,
  };
}

export function sweepSearch({ metric, x, y }: Record<string, unknown>): SweepSearch {
  return { metric: word(metric), x: word(x), y: word(y) };
}

/** The runs that `?compare=` names: each once, four at most. */
export function comparedIds(compare: string | undefined): string[] {
  const ids = (compare ?? "").split(",").map((id) => id.trim()).filter((id) => /^[\w.:-]{1,80}$/.test(id));
  return [...new Set(ids)].slice(0, MOST_COMPARED);
}

/** `ids` with `id` added or taken away; the oldest one goes where there are too many. */
export function toggleCompared(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id].slice(-MOST_COMPARED);
}
