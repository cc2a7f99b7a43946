/** A sweep: how many sets, how much of the best one is luck, where the good ones lie. */

import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useSweep, useVariants } from "@/api/lab_queries";
import type { Sweep, Variant } from "@/api/lab_types";
import { live, useSummary } from "@/api/live";
import type { TrialStatistic } from "@/contracts.gen";
import { formatDate, shortHash } from "@/format/figures";
import { formatNumber, toNumber } from "@/format/numbers";
import { zoneName } from "@/format/times";
import { hasEnded } from "@/live/jobs";
import { CopyButton } from "@/pages/lab/copy_button";
import { Flags } from "@/pages/lab/flags";
import { HeatPanel } from "@/pages/lab/heat_panel";
import { HonestyPanel } from "@/pages/lab/honesty_panel";
import { useJob } from "@/pages/lab/jobs_hook";
import { ParallelPanel } from "@/pages/lab/parallel_panel";
import { JobProgress, STATE_WORDS } from "@/pages/lab/progress";
import { apartName, statistic } from "@/pages/lab/statistics";
import { VariantsPanel, VariantTable } from "@/pages/lab/variants_panel";
import { stateOf } from "@/pages/live/panel_states";
import { usePreferences } from "@/state/preferences";
import { Panel, READY } from "@/ui/panel";
import { Select } from "@/ui/select";

const route = getRouteApi("/shell/lab/sweeps/$id");
const METRICS = ["net_profit", "sharpe_ratio", "profit_factor", "recovery_factor", "expected_payoff", "equity_drawdown_maximal_pct", "total_trades"] as const satisfies readonly TrialStatistic[];

/** What is neither good nor bad: a profit factor of 1, otherwise 0; counts and drawdowns have no such value. */
export function neutralOf(metric: string): number | null {
  if (metric === "profit_factor") return 1;
  return metric === "total_trades" || statistic(metric).better === "low" ? null : 0;
}

export function SweepPage() {
  const { id } = route.useParams();
  const query = useSweep(id);
  const connection = useSummary(live.connection);
  if (!query.data) return <Panel title="Sweep" state={stateOf(query, connection, false, { kind: "loading" })} skeletonRows={12} className="m-1.5 flex-1"><span /></Panel>;
  return <Sweeping key={id} id={id} sweep={query.data} onEnd={() => void query.refetch()} />;
}

function Sweeping({ id, sweep, onEnd }: { id: string; sweep: Sweep; onEnd(): void }) {
  const { metric: named, x, y } = route.useSearch();
  const navigate = route.useNavigate();
  const job = useJob(sweep.job);
  const isRunning = !hasEnded(sweep.state) && !(job && hasEnded(job.state));
  const connection = useSummary(live.connection);
  const query = useVariants(id, isRunning);
  const [filter, setFilter] = useState<Readonly<Record<string, unknown>> | null>(null);
  const variants = useMemo(() => query.data?.pages.flatMap(({ variants: page }) => page) ?? [], [query.data]);
  const metric = named ?? sweep.objective;
  const valueOf = useCallback((variant: Variant) => (metric === sweep.objective ? variant.objective : metric === "total_trades" ? variant.trades : toNumber(variant.statistics[metric])), [metric, sweep.objective]);
  const points = useMemo(() => variants.map((one) => ({ params: one.params, value: valueOf(one), trades: one.trades })), [valueOf, variants]);
  const hasEndedNow = job !== null && hasEnded(job.state) && !hasEnded(sweep.state);
  useEffect(() => {
    if (hasEndedNow) onEnd();
  }, [hasEndedNow, onEnd]);
  useEffect(() => {
    document.title = `Sweep ${sweep.name} ${sweep.symbol} - Tickloom`;
  }, [sweep.name, sweep.symbol]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  useEffect(() => {
    // The map needs every set; pages are read one after the other, up to what can be drawn.
    if (!isRunning && hasNextPage && !isFetchingNextPage && variants.length < 20_000) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isRunning, variants.length]);
  const state = stateOf(query, connection, variants.length > 0, { kind: "empty", what: "No results yet", why: "Sets appear as they are finished, the best first." });
  const show = (variant: Variant) => setFilter(variant.params);
  return (
    <div className="@container lab-scroll" tabIndex={-1} data-testid="lab-sweep">
      <Head sweep={sweep} metric={metric} onMetric={(next) => void navigate({ search: (old) => ({ ...old, metric: next }), replace: true })} />
      {job && isRunning && <Panel title="Progress" state={READY}><JobProgress job={job} /></Panel>}
      {(sweep.state === "failed" || sweep.state === "cancelled") && <p className="rounded border border-warn/60 tint-warn px-2.5 py-1.5 text-2xs">This sweep was {STATE_WORDS[sweep.state]}: {sweep.detail || "what follows is only the part that was done."}</p>}
      {sweep.honesty && <Flags flags={sweep.honesty.flags} />}
      <div className={sweep.honesty ? "grid grid-cols-1 gap-1.5 @min-[60rem]:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]" : "grid grid-cols-1"}>
        <HeatPanel
          points={points} metric={metric} neutral={neutralOf(metric)} isReversed={statistic(metric).better === "low"} x={x} y={y}
          onAxes={(nextX, nextY) => void navigate({ search: (old) => ({ ...old, x: nextX, y: nextY }), replace: true })}
          onCell={setFilter}
        />
        {sweep.honesty && <HonestyPanel result={{ honesty: sweep.honesty }} plateau={sweep.plateau} />}
      </div>
      <ParallelPanel variants={variants} metric={metric} neutral={neutralOf(metric)} valueOf={valueOf} onPick={show} table={<VariantTable sweep={sweep} variants={variants.slice(0, 200)} />} />
      <VariantsPanel sweep={sweep} variants={variants} state={state} hasMore={hasNextPage} isReading={isFetchingNextPage} onMore={() => void fetchNextPage()} filter={filter} onClear={() => setFilter(null)} />
    </div>
  );
}

function Head({ sweep, metric, onMetric }: { sweep: Sweep; metric: string; onMetric(metric: string): void }) {
  const zone = usePreferences((state) => state.zone);
  const metrics = [...new Set([sweep.objective, ...METRICS])];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-1 pt-0.5">
      <div className="min-w-0 flex-1 basis-64">
        <h1 className="truncate text-base font-semibold" data-testid="lab-title">Sweep: {sweep.name}</h1>
        <p className="text-2xs text-quiet">
          <span className="font-semibold text-ink">{sweep.symbol} {sweep.timeframe}</span> · {sweep.fromUs === null && sweep.toUs === null ? "all bars" : <>{formatDate(sweep.fromUs, zone)} to {formatDate(sweep.toUs, zone)} {zoneName(zone)}</>} · {sweep.method} · <span data-testid="lab-trials">{formatNumber(sweep.trials, 0)} sets</span> · for the best {apartName(sweep.objective).toLowerCase()}{sweep.digest && <> · digest <code className="text-ink">{shortHash(sweep.digest)}</code></>}
        </p>
      </div>
      {sweep.command && <CopyButton text={sweep.command} label="Copy the command line that repeats this sweep"><span>Command</span></CopyButton>}
      <CopyButton text={`${location.origin}/lab/sweeps/${encodeURIComponent(sweep.id)}`} label="Copy the permanent link"><span>Link</span></CopyButton>
      <Select aria-label="Figure that is shown" value={metric} onChange={(event) => onMetric(event.target.value)}>
        {metrics.map((name) => <option key={name} value={name}>{apartName(name)}</option>)}
      </Select>
    </div>
  );
}
