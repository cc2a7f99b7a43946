/** The lab without a run on the screen: the last results, or how to begin. */

import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useRuns } from "@/api/lab_queries";
import { live, useSummary } from "@/api/live";
import { comparedIds } from "@/pages/lab/address";
import { Comparison } from "@/pages/lab/comparison";
import { stateOf } from "@/pages/live/panel_states";
import { SignedFigure } from "@/ui/figures";
import { Panel } from "@/ui/panel";

const route = getRouteApi("/shell/lab/");
const SHOWN = 8;

export function LabHome() {
  const ids = comparedIds(route.useSearch().compare);
  return ids.length > 0 ? <Comparison ids={ids} /> : <Beginning />;
}

const EMPTY = {
  kind: "empty", what: "Test a strategy on recorded bars",
  why: "Choose a strategy and a symbol in the form, then run it. The result says what would have been traded, at what cost, why each trade opened and closed, and how much of it luck could explain.",
} as const;

function Beginning() {
  const runs = useRuns();
  const connection = useSummary(live.connection);
  useEffect(() => {
    document.title = "Backtest lab - Tickloom";
  }, []);
  const done = (runs.data ?? []).filter(({ kind, state }) => kind === "backtest" && state === "done").slice(0, SHOWN);
  return (
    <div className="@container lab-scroll" tabIndex={-1}>
      <h1 className="px-1 pt-0.5 text-base font-semibold">Backtest lab</h1>
      <Panel title="Last results" state={stateOf(runs, connection, done.length > 0, EMPTY)} testId="lab-last">
        <ul className="grid grid-cols-1 @min-[40rem]:grid-cols-2">
          {done.map((run) => (
            <li key={run.id} className="border-b border-edge/60">
              <Link to="/lab/backtests/$id" params={{ id: run.id }} className="flex min-h-14 items-center gap-3 px-3 py-2 outline-offset-[-2px] hover:bg-raised">
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{run.name}</span>
                  <span className="block truncate text-2xs text-quiet">{run.symbol} {run.timeframe}{run.trades !== null && ` · ${run.trades} trades`}</span>
                </span>
                <SignedFigure value={run.netProfit} unit={run.currency} className="text-sm font-semibold" />
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
      <p className="px-2 text-2xs text-quiet">Bars are bid prices; buys open at ask. Orders act from the open of the next bar. Stops are filled before targets where one bar touches both, unless another mode is chosen. Tick two to four runs in the list to compare them.</p>
    </div>
  );
}
