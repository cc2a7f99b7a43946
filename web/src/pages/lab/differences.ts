/** What two runs were given that is not the same: the first thing to know before comparing them. */

import type { ResultHeader } from "@/api/result";
import { UNKNOWN } from "@/format/numbers";

export interface Difference {
  name: string;
  /** A value a run, in their order. */
  values: readonly string[];
}

/** Every leaf of a JSON value by its path: `settings / spread / points`. */
function leaves(value: unknown, path: string, into: Map<string, string>): void {
  if (Array.isArray(value) && value.length > 12) into.set(path, `${value.length} values`);
  else if (typeof value === "object" && value !== null) {
    for (const [name, one] of Object.entries(value)) leaves(one, path ? `${path} / ${name.replaceAll("_", " ")}` : name.replaceAll("_", " "), into);
  } else into.set(path, value === null || value === undefined || value === "" ? UNKNOWN : String(value));
}

const MOST = 60;

export function differences(headers: readonly ResultHeader[]): Difference[] {
  const runs = headers.map(({ symbol, timeframe, from, to, data_hash, engine_version, seed, document, settings }) => {
    const found = new Map<string, string>();
    leaves({ symbol, timeframe, from, to, data: data_hash, engine: engine_version, seed, settings, document }, "", found);
    return found;
  });
  const names = [...new Set(runs.flatMap((run) => [...run.keys()]))];
  const rows = names.map((name) => ({ name, values: runs.map((run) => run.get(name) ?? UNKNOWN) }));
  return rows.filter(({ values }) => new Set(values).size > 1).slice(0, MOST);
}
