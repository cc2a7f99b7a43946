/** A job as the gateway says it, by socket and by REST, as the report that the page keeps. */

import type { JobKind, JobReport, JobState } from "@/live/jobs";

const KINDS: ReadonlySet<string> = new Set(["backtest", "sweep", "walk_forward", "monte_carlo", "stress"]);
const STATES: ReadonlySet<string> = new Set(["queued", "running", "done", "failed", "cancelled"]);

type Plain = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** Microseconds UTC of a number of them or of an RFC 3339 text. */
export function momentUs(value: unknown): number | null {
  if (typeof value === "number") return value;
  const ms = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? null : ms * 1_000;
}

export const kindOf = (value: unknown): JobKind => {
  const word = text(value).replace("-", "_");
  return KINDS.has(word) ? (word as JobKind) : "other";
};

export const stateOf = (value: unknown): JobState => (STATES.has(text(value)) ? (value as JobState) : "queued");

/** Null for what names no job. */
export function toReport(wire: Plain): JobReport | null {
  const job = text(wire.job);
  if (!job) return null;
  return {
    job, kind: kindOf(wire.kind), state: stateOf(wire.state),
    result: text(wire.result) || null, label: text(wire.label),
    done: number(wire.done) ?? 0, total: number(wire.total),
    ratePerS: number(wire.rate_per_s), leftS: number(wire.left_s),
    unit: text(wire.unit), detail: text(wire.detail),
    createdUs: momentUs(wire.created_at), atUs: momentUs(wire.at) ?? 0,
  };
}
