/** One result: what speaks against it, its figures, and its parts behind tabs. */

import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useMemo, type ReactNode } from "react";
import { useBacktest, useTrades } from "@/api/lab_queries";
import type { Asked, Backtest } from "@/api/lab_types";
import { live, useSummary } from "@/api/live";
import type { ResultBody } from "@/api/result";
import { hasEnded } from "@/live/jobs";
import { TAB_NAMES, TABS, type Tab } from "@/pages/lab/address";
import { ChartTab } from "@/pages/lab/chart_tab";
import { DistributionTab } from "@/pages/lab/distribution_tab";
import { DocumentTab } from "@/pages/lab/document_tab";
import { Flags } from "@/pages/lab/flags";
import { useJob } from "@/pages/lab/jobs_hook";
import { KeyFigures } from "@/pages/lab/key_figures";
import { MonteCarloTab } from "@/pages/lab/monte_carlo_tab";
import { JobProgress } from "@/pages/lab/progress";
import { ResultHead } from "@/pages/lab/result_head";
import { currencyOf } from "@/pages/lab/result_parts";
import { StatisticsTab } from "@/pages/lab/statistics_tab";
import { toRow } from "@/pages/lab/trade_rows";
import { stateOf } from "@/pages/live/panel_states";
import { Panel } from "@/ui/panel";

const route = getRouteApi("/shell/lab/backtests/$id");

export function BacktestPage() {
  const { id } = route.useParams();
  const query = useBacktest(id);
  const connection = useSummary(live.connection);
  const backtest = query.data;
  if (backtest?.result) return <Result key={id} id={id} result={backtest.result} asked={backtest.request} />;
  if (backtest) return <Pending backtest={backtest} onEnd={() => void query.refetch()} />;
  return <Panel title="Backtest" state={stateOf(query, connection, false, { kind: "loading" })} skeletonRows={12} className="m-1.5 flex-1"><span /></Panel>;
}

/** A run without a result yet, or one that will never have any. */
function Pending({ backtest, onEnd }: { backtest: Backtest; onEnd(): void }) {
  const job = useJob(backtest.job);
  const isDone = job?.state === "done" && backtest.state !== "done";
  useEffect(() => {
    if (isDone) onEnd();
  }, [isDone, onEnd]);
  const state = job?.state ?? backtest.state;
  const failed = state === "failed" || state === "cancelled";
  return (
    <Panel
      title="Backtest"
      className="m-1.5"
      state={failed
        ? { kind: "empty", what: state === "failed" ? "This run failed" : "This run was cancelled", why: backtest.detail || job?.detail || "It left no result.", action: <Link to="/lab" className="underline">Start another</Link> }
        : { kind: "ready" }}
    >
      <h1 className="sr-only">Backtest {backtest.id}</h1>
      {job && !hasEnded(job.state) ? <JobProgress job={job} /> : <p className="p-4 text-quiet">The result is being read.</p>}
    </Panel>
  );
}

function Result({ id, result, asked }: { id: string; result: ResultBody; asked: Asked }) {
  const { tab = "chart", trade } = route.useSearch();
  const navigate = route.useNavigate();
  const trades = useTrades(id, true);
  const rows = useMemo(() => (trades.data ?? []).map(toRow), [trades.data]);
  const currency = currencyOf(result);
  const choose = (next: number | null) => void navigate({ search: (old) => ({ ...old, tab: undefined, trade: next ?? undefined }), replace: true });
  useEffect(() => {
    document.title = `${result.name} ${result.header.symbol} ${result.header.timeframe} - Tickloom`;
  }, [result]);
  const shared = { id, result, rows, tradesQuery: trades, currency };
  return (
    <div className="@container lab-scroll" tabIndex={-1} data-testid="lab-result">
      <div className="flex flex-col gap-1.5 px-1 pt-0.5">
        <ResultHead id={id} result={result} asked={asked} />
        <Flags flags={result.honesty.flags} />
      </div>
      <KeyFigures result={result} currency={currency} />
      <TabBar tab={tab} />
      {tab === "chart" && <ChartTab {...shared} chosen={trade ?? null} onChoose={choose} />}
      {tab === "statistics" && <StatisticsTab {...shared} />}
      {tab === "distribution" && <DistributionTab {...shared} onChoose={choose} />}
      {tab === "monte-carlo" && <MonteCarloTab {...shared} />}
      {tab === "document" && <DocumentTab result={result} asked={asked} />}
    </div>
  );
}

/** Tabs are links: each part of a result has its address. */
function TabBar({ tab }: { tab: Tab }) {
  return (
    <nav aria-label="Parts of the result" className="flex shrink-0 gap-1 overflow-x-auto border-b px-1">
      {TABS.map((one) => (
        <TabLink key={one} tab={one} isHere={one === tab}>{TAB_NAMES[one]}</TabLink>
      ))}
    </nav>
  );
}

function TabLink({ tab, isHere, children }: { tab: Tab; isHere: boolean; children: ReactNode }) {
  return (
    <Link
      from="/lab/backtests/$id"
      to="."
      search={(old: object) => ({ ...old, tab: tab === "chart" ? undefined : tab })}
      aria-current={isHere ? "page" : undefined}
      className={`-mb-px flex min-h-8 items-center border-b-2 px-2.5 font-medium whitespace-nowrap ${isHere ? "border-accent text-ink" : "border-transparent text-quiet hover:text-ink"}`}
    >
      {children}
    </Link>
  );
}
