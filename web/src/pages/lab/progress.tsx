/** How far a job is, how fast, how long it still takes, and the way to stop it. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleStop } from "lucide-react";
import { lab } from "@/api/lab";
import { asProblem } from "@/api/problem";
import { formatCount, formatNumber } from "@/format/numbers";
import { formatCountdown } from "@/format/times";
import { hasEnded, shareOf, type JobReport } from "@/live/jobs";
import { Button } from "@/ui/button";
import { Meter } from "@/ui/meter";

export const STATE_WORDS = { queued: "waiting", running: "running", done: "done", failed: "failed", cancelled: "cancelled" } as const;

/** `1,200 of 10,000 sets, 340/s, 0:26 left`. */
export function progressWords(job: JobReport): string {
  if (job.state === "queued") return "waiting for a worker";
  if (hasEnded(job.state)) return job.detail || STATE_WORDS[job.state];
  const size = job.total === null ? formatCount(job.done) : `${formatCount(job.done)} of ${formatCount(job.total)}`;
  const parts = [`${size} ${job.unit}`.trim()];
  if (job.ratePerS !== null) parts.push(`${job.ratePerS >= 10 ? formatCount(Math.round(job.ratePerS)) : formatNumber(job.ratePerS, 1)}/s`);
  if (job.leftS !== null) parts.push(`${formatCountdown(job.leftS * 1_000)} left`);
  return parts.join(", ");
}

export function CancelButton({ job }: { job: string }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => lab.cancel(job),
    retry: false,
    onSettled: () => void client.invalidateQueries({ queryKey: ["lab"] }),
  });
  const fault = cancel.error ? asProblem(cancel.error).details.detail : undefined;
  return (
    <Button size="small" tone="danger" data-testid="lab-cancel" disabled={cancel.isPending || cancel.isSuccess} title={fault} onClick={() => cancel.mutate()}>
      <CircleStop aria-hidden size={12} /> {cancel.isPending || cancel.isSuccess ? "Cancelling" : fault ? "Not cancelled: again" : "Cancel"}
    </Button>
  );
}

/** The whole width of a page while its work goes on. */
export function JobProgress({ job }: { job: JobReport }) {
  return (
    <div className="flex flex-col gap-2 px-4 py-6" data-testid="lab-progress">
      <div className="flex items-center gap-3">
        <p className="min-w-0 flex-1 text-sm">
          <span className="font-semibold">{job.state === "queued" ? "Queued:" : "Running:"}</span> <span className="text-quiet">{progressWords(job)}</span>
        </p>
        {!hasEnded(job.state) && <CancelButton job={job.job} />}
      </div>
      {!hasEnded(job.state) && <Meter share={shareOf(job)} label={`Progress of ${job.label || "the run"}`} />}
    </div>
  );
}
