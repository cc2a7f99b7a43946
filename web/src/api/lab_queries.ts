/** The lab's REST state: what is asked when, and for how long an answer holds. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { lab } from "@/api/lab";
import { hasEnded, type JobState } from "@/live/jobs";

const FOREVER = Infinity;
const WATCH_MS = 2_000;

export const labKeys = {
  testable: ["lab", "testable"],
  runs: ["lab", "runs"],
  jobs: ["lab", "jobs"],
  backtest: (id: string) => ["lab", "backtest", id],
  sweep: (id: string) => ["lab", "sweep", id],
  walkForward: (id: string) => ["lab", "walk-forward", id],
} as const;

/** While work goes on its state is asked for, also when no report comes by socket. */
const whileRunning = (state: JobState | undefined): number | false => (state !== undefined && !hasEnded(state) ? WATCH_MS : false);

export const useTestable = () => useQuery({ queryKey: labKeys.testable, queryFn: lab.testable, staleTime: 60_000 });

export const useRuns = () => useQuery({ queryKey: labKeys.runs, queryFn: lab.runs, staleTime: 5_000 });

export const useJobs = () =>
  useQuery({
    queryKey: labKeys.jobs,
    queryFn: lab.jobs,
    refetchInterval: ({ state }) => (state.data?.some((job) => !hasEnded(job.state)) ? WATCH_MS : false),
  });

export const useBacktest = (id: string) =>
  useQuery({
    queryKey: labKeys.backtest(id),
    queryFn: () => lab.backtest(id),
    staleTime: 60_000,
    refetchInterval: ({ state }) => whileRunning(state.data?.state),
  });

/** Stored results never change. */
const stored = { staleTime: FOREVER, gcTime: 600_000 } as const;

export const useTrades = (id: string, isDone: boolean) =>
  useQuery({ queryKey: [...labKeys.backtest(id), "trades"], queryFn: () => lab.trades(id), enabled: isDone, ...stored });

export const useEquity = (id: string, isDone: boolean) =>
  useQuery({ queryKey: [...labKeys.backtest(id), "equity"], queryFn: () => lab.equity(id), enabled: isDone, ...stored });

export const useWhy = (id: string, trade: number | null) =>
  useQuery({
    queryKey: [...labKeys.backtest(id), "why", trade],
    queryFn: () => lab.why(id, trade ?? 0),
    enabled: trade !== null,
    ...stored,
  });

export const useSweep = (id: string) =>
  useQuery({ queryKey: labKeys.sweep(id), queryFn: () => lab.sweep(id), staleTime: 30_000, refetchInterval: ({ state }) => whileRunning(state.data?.state) });

export const useVariants = (id: string, isRunning: boolean) =>
  useInfiniteQuery({
    queryKey: [...labKeys.sweep(id), "variants"],
    queryFn: ({ pageParam }) => lab.variants(id, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: isRunning ? 0 : FOREVER,
    refetchInterval: isRunning ? 3_000 : false,
  });

export const useWalkForward = (id: string) =>
  useQuery({ queryKey: labKeys.walkForward(id), queryFn: () => lab.walkForward(id), staleTime: 30_000, refetchInterval: ({ state }) => whileRunning(state.data?.state) });
