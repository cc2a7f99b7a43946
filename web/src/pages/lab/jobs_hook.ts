/** Jobs as they are known now: reports by socket where they come, REST otherwise. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { labKeys, useJobs } from "@/api/lab_queries";
import { live, useSummary } from "@/api/live";
import { hasEnded, inOrder, takeReports, type JobReport } from "@/live/jobs";

/** All jobs, running ones first; those that run are listened to. */
export function useJobReports(): { jobs: readonly JobReport[]; query: ReturnType<typeof useJobs> } {
  const query = useJobs();
  const heard = useSummary(live.jobs);
  const jobs = useMemo(() => inOrder(takeReports(heard, query.data ?? [])), [heard, query.data]);
  const running = jobs.filter(({ state }) => !hasEnded(state)).map(({ job }) => job).slice(0, 20).join(" ");
  useEffect(() => {
    const leave = running.split(" ").filter(Boolean).map((job) => live.socket.want(`job:${job}`));
    return () => leave.forEach((stop) => stop());
  }, [running]);
  const ended = jobs.filter(({ state }) => hasEnded(state)).length;
  const client = useQueryClient();
  useEffect(() => {
    // A result exists once its job ended: what showed the running state is read again.
    if (ended > 0) void client.invalidateQueries({ queryKey: labKeys.runs });
  }, [client, ended]);
  return { jobs, query };
}

/** The report of one job, null while nothing is known of it. */
export function useJob(job: string | null): JobReport | null {
  const { data } = useJobs();
  const heard = useSummary(live.jobs);
  useEffect(() => (job === null ? undefined : live.socket.want(`job:${job}`)), [job]);
  return useMemo(() => (job === null ? null : (takeReports(heard, data ?? []).get(job) ?? null)), [data, heard, job]);
}
