import { useCallback, useEffect, useRef, useState } from "react";
import { live, useSummary } from "@/api/live";
import type { FeedState } from "@/charts/chart_feed";
import type { SymbolInfo } from "@/contracts.gen";
import type { Timeframe } from "@/format/timeframes";
import { ChartLegend } from "@/pages/live/chart_legend";
import { ChartTable } from "@/pages/live/chart_table";
import { ChartToolbar } from "@/pages/live/chart_toolbar";
import { errorState } from "@/pages/live/panel_states";
import { useChart } from "@/pages/live/use_chart";
import { Panel, READY, type PanelState } from "@/ui/panel";

export interface ChartPanelProps {
  info: SymbolInfo;
  timeframe: Timeframe;
  /** A moment to show, changed when a row is chosen. */
  target: { us: number } | null;
}

export function ChartPanel({ info, timeframe, target }: ChartPanelProps) {
  const container = useRef<HTMLDivElement>(null);
  const count = useRef<HTMLSpanElement>(null);
  const [state, setState] = useState<FeedState>({ kind: "loading" });
  const [isTable, setTable] = useState(false);
  const [indicatorFault, setIndicatorFault] = useState<string | null>(null);
  const { controller, legend } = useChart({ container, count, info, timeframe, setState, setIndicatorFault });
  const connection = useSummary(live.connection);
  useEffect(() => {
    if (target) controller.current?.centre(target.us);
  }, [controller, target]);
  const retry = useCallback(() => controller.current?.retry(), [controller]);
  const panelState = panelStateOf(state, connection.state === "lost", retry);
  const isDrawn = panelState.kind === "ready" || panelState.kind === "stale";
  return (
    <Panel
      title="Chart"
      state={isDrawn ? panelState : READY}
      className="area-chart"
      bodyClassName="flex flex-col overflow-hidden"
      testId="chart"
      aside={
        <ChartToolbar
          timeframe={timeframe}
          isTable={isTable}
          onTable={setTable}
          onLatest={() => controller.current?.showLatest()}
          count={count}
        />
      }
    >
      <div className="relative min-h-0 flex-1">
        {/* No role on this box: the chart inside can be focused. */}
        <div ref={container} className="absolute inset-0" />
        <ChartLegend legend={legend} info={info} timeframe={timeframe} fault={indicatorFault} />
        {!isDrawn && (
          <div className="absolute inset-0 z-10 bg-panel">
            <Panel title={`${info.symbol} bars`} state={panelState} className="h-full border-0" skeletonRows={9} />
          </div>
        )}
        {isTable && <ChartTable controller={controller} info={info} onClose={() => setTable(false)} />}
        <a
          href="https://www.tradingview.com/"
          target="_blank"
          rel="noreferrer"
          className="absolute bottom-8 left-2 z-[3] rounded bg-panel/70 px-1 text-[10px] text-quiet hover:text-ink"
        >
          TradingView Lightweight Charts
        </a>
      </div>
    </Panel>
  );
}

function panelStateOf(state: FeedState, isLost: boolean, retry: () => void): PanelState {
  if (state.kind === "loading") return { kind: "loading" };
  if (state.kind === "error") return errorState(state.error, retry);
  return isLost ? { kind: "stale", since: "not connected" } : READY;
}
