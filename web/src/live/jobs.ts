/** Progress of long work: reports come by socket and by REST, late, twice and out of order. */

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";
export type JobKind = "backtest" | "sweep" | "walk_forward";

export interface JobReport {
  job: string;
  kind: JobKind;
  state: JobState;
  /** What the job makes: the id of a backtest, a sweep or a walk-forward. */
  result: string | null;
  label: string;
  done: number;
  total: number | null;
  /** Units a second and seconds left, as the service says; null before it knows. */
  ratePerS: number | null;
  leftS: number | null;
  unit: string;
  detail: string;
  /** Microseconds UTC. */
  createdUs: number | null;
  atUs: number;
}

const ENDED: ReadonlySet<JobState> = new Set(["done", "failed", "cancelled"]);
const ORDER: Record<JobState, number> = { queued: 0, running: 1, done: 2, failed: 2, cancelled: 2 };

export const hasEnded = (state: JobState): boolean => ENDED.has(state);

/**
 * The newer of two reports of a job. An end is final; a job never goes back to an earlier state and
 * never undoes work, so that the same reports in any order come to the same.
 */
export function laterOf(known: JobReport | undefined, heard: JobReport): JobReport {
  if (!known) return heard;
  const step = ORDER[heard.state] - ORDER[known.state];
  const isLater = step > 0 || (step === 0 && (heard.done > known.done || (heard.done === known.done && heard.atUs > known.atUs)));
  const [newer, older] = isLater && !hasEnded(known.state) ? [heard, known] : [known, heard];
  return {
    ...newer,
    label: newer.label || older.label,
    result: newer.result ?? older.result,
    total: newer.total ?? older.total,
    createdUs: newer.createdUs ?? older.createdUs,
  };
}

export type Jobs = ReadonlyMap<string, JobReport>;

export function takeReports(jobs: Jobs, heard: readonly JobReport[]): Jobs {
  const next = new Map(jobs);
  for (const report of heard) next.set(report.job, laterOf(next.get(report.job), report));
  return next;
}

/** 0 to 1, null while the size is not known. */
export function shareOf({ done, total, state }: JobReport): number | null {
  if (state === "done") return 1;
  return total !== null && total > 0 ? Math.min(1, done / total) : null;
}

/** Running and waiting work first, the newest first within each. */
export function inOrder(jobs: Jobs): JobReport[] {
  const rank = (state: JobState) => (state === "running" ? 0 : state === "queued" ? 1 : 2);
  return [...jobs.values()].sort((a, b) => rank(a.state) - rank(b.state) || (b.createdUs ?? b.atUs) - (a.createdUs ?? a.atUs));
}
