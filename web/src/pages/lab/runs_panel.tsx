/** What runs, what waits, and what has been run: the way back to every result. */

import { Link, useNavigate } from "@tanstack/react-router";
import { GitCompareArrows } from "lucide-react";
import { live, useSummary } from "@/api/live";
import { useRuns } from "@/api/lab_queries";
import type { StoredRun } from "@/api/lab_types";
import { formatNumber } from "@/format/numbers";
import { formatDayTime } from "@/format/times";
import { hasEnded, shareOf, type JobReport } from "@/live/jobs";
import { MOST_COMPARED, toggleCompared } from "@/pages/lab/address";
import { useJobReports } from "@/pages/lab/jobs_hook";
import { CancelButton, progressWords, STATE_WORDS } from "@/pages/lab/progress";
import { useChosen } from "@/pages/lab/chosen_runs";
import { stateOf } from "@/pages/live/panel_states";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { SignedFigure } from "@/ui/figures";
import { Meter } from "@/ui/meter";
import { Panel } from "@/ui/panel";

const KINDS: Record<string, string> = { backtest: "Backtest", sweep: "Sweep", walk_forward: "Walk-forward" };
const EMPTY = { kind: "empty", what: "No runs yet", why: "Every backtest, sweep and walk-forward is kept here with its own address." } as const;

export function RunsPanel({ className }: { className?: string }) {
  const query = useRuns();
  const { jobs } = useJobReports();
  const connection = useSummary(live.connection);
  const runs = query.data ?? [];
  const active = jobs.filter(({ state }) => !hasEnded(state));
  const hasAny = runs.length > 0 || active.length > 0;
  return (
    <Panel title="Runs" state={stateOf(query, connection, hasAny, EMPTY)} className={className} testId="lab-runs" aside={<CompareButton />}>
      {active.length > 0 && (
        <ul aria-label="Queue" className="flex flex-col border-b">
          {active.map((job) => <Active key={job.job} job={job} />)}
        </ul>
      )}
      <ul aria-label="Stored runs, newest first" className="flex flex-col">
        {runs.map((run) => <Stored key={`${run.kind}/${run.id}`} run={run} />)}
      </ul>
    </Panel>
  );
}

function CompareButton() {
  const { ids, set } = useChosen();
  const navigate = useNavigate();
  if (ids.length === 0) return null;
  return (
    <>
      <Button size="small" tone="quiet" onClick={() => set([])}>Clear</Button>
      <Button
        size="small"
        data-testid="lab-compare"
        disabled={ids.length < 2}
        title={ids.length < 2 ? "Tick another run" : `Two to ${MOST_COMPARED} runs side by side`}
        onClick={() => void navigate({ to: "/lab", search: { compare: ids.join(",") } })}
      >
        <GitCompareArrows aria-hidden size={12} /> Compare {ids.length}
      </Button>
    </>
  );
}

function Active({ job }: { job: JobReport }) {
  return (
    <li className="flex flex-col gap-1 border-b border-edge/60 px-2.5 py-2 last:border-b-0" data-testid={`lab-job-${job.job}`}>
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{job.label || KINDS[job.kind] || job.job}</span>
        <CancelButton job={job.job} />
      </div>
      <Meter share={shareOf(job)} label={`Progress of ${job.label || job.job}`} />
      <p className="text-2xs text-quiet">{progressWords(job)}</p>
    </li>
  );
}

const LINK = "flex min-h-9 min-w-0 flex-1 flex-col justify-center py-1 outline-offset-[-2px] aria-[current=page]:text-accent";

function RunLink({ run, children }: { run: StoredRun; children: React.ReactNode }) {
  const shared = { params: { id: run.id }, className: LINK, activeOptions: { exact: false, includeSearch: false } };
  if (run.kind === "sweep") return <Link to="/lab/sweeps/$id" {...shared}>{children}</Link>;
  if (run.kind === "walk_forward") return <Link to="/lab/walk-forwards/$id" {...shared}>{children}</Link>;
  return <Link to="/lab/backtests/$id" {...shared}>{children}</Link>;
}

function Stored({ run }: { run: StoredRun }) {
  const zone = usePreferences((state) => state.zone);
  const { ids, set } = useChosen();
  const canCompare = run.kind === "backtest" && run.state === "done";
  return (
    <li className="flex items-center gap-2 border-b border-edge/60 px-2.5 hover:bg-raised" data-testid={`lab-run-${run.id}`}>
      {canCompare ? (
        <label className="flex size-6 shrink-0 items-center justify-center" title="Compare">
          <input type="checkbox" className="size-3.5 accent-(--accent)" aria-label={`Compare ${run.name} ${run.symbol} ${run.timeframe}`} checked={ids.includes(run.id)} onChange={() => set(toggleCompared(ids, run.id))} />
        </label>
      ) : <span className="w-6 shrink-0" />}
      <RunLink run={run}>
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">{run.name || run.id}</span>
          {run.state === "done" && run.netProfit !== null && run.netProfit !== undefined
            ? <span className="whitespace-nowrap">{run.kind === "sweep" && <span className="text-2xs text-quiet">best </span>}<SignedFigure value={run.netProfit} /></span>
            : <span className={run.state === "failed" ? "text-danger" : "text-quiet"}>{run.state === "done" ? "" : STATE_WORDS[run.state]}</span>}
        </span>
        <span className="flex gap-2 text-2xs text-quiet">
          <span className="min-w-0 flex-1 truncate">
            {run.kind !== "backtest" && `${KINDS[run.kind] ?? run.kind} · `}{run.symbol} {run.timeframe}{run.trades !== null && ` · ${formatNumber(run.trades, 0)} ${run.kind === "backtest" ? "trades" : "sets"}`}
          </span>
          <span className="whitespace-nowrap">{formatDayTime(run.createdUs, zone)}</span>
        </span>
      </RunLink>
    </li>
  );
}
