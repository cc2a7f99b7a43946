/** A job as the gateway says it, by socket and by REST, as the report that the page keeps. */

import type { JobProgress } from "@/contracts.gen";
import type { JobReport } from "@/live/jobs";

/** What both ways have in common; the socket's message has a header besides. */
export type JobSaid = Omit<JobProgress, "id" | "ts" | "seq" | "ep" | "mode">;

export function toReport(said: JobSaid): JobReport {
  const { job, kind, state, result, label, done, unit, detail = "" } = said;
  return {
    job, kind, state, result: result || null, label, done, unit, detail,
    total: said.total ?? null, ratePerS: said.rate_per_s ?? null, leftS: said.left_s ?? null,
    createdUs: said.created_at, atUs: said.at,
  };
}
