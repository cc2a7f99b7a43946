import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { live, useSummary } from "@/api/live";
import { useDeals, useShownSymbol, useSymbols } from "@/api/queries";
import { AccountPanel } from "@/pages/live/account_panel";
import { AlgoPanel } from "@/pages/live/algo_panel";
import { ChartPanel } from "@/pages/live/chart_panel";
import { DealsPanel } from "@/pages/live/deals_panel";
import { stateOf } from "@/pages/live/panel_states";
import { PositionsPanel } from "@/pages/live/positions_panel";
import { SystemPanel } from "@/pages/live/system_panel";
import { Watchlist } from "@/pages/live/watchlist";
import { useSession } from "@/state/session";
import { Button } from "@/ui/button";
import { Panel } from "@/ui/panel";

const route = getRouteApi("/shell/live");
const DEFAULT_TIMEFRAME = "M1";

/** The market, the account and the strategies on one screen. */
export function LivePage() {
  const { symbol: named, tf = DEFAULT_TIMEFRAME } = route.useSearch();
  const symbol = useShownSymbol(named);
  const navigate = useNavigate();
  const [target, setTarget] = useState<{ us: number } | null>(null);
  const mode = useSummary(live.mode);
  useDeals(useSession((state) => state.account));
  useEffect(() => {
    document.title = `${symbol} ${tf}${mode ? ` ${mode.toUpperCase()}` : ""} - Tickloom`;
  }, [mode, symbol, tf]);
  const onCentre = useCallback(
    (of: string, us: number) => {
      void navigate({ to: "/live", search: (old) => ({ ...old, symbol: of }) });
      setTarget({ us });
    },
    [navigate],
  );
  return (
    <div className="live-grid">
      <h1 className="sr-only">Live: {symbol} {tf}</h1>
      <Chart symbol={symbol} timeframe={tf} target={target} />
      <div className="live-left">
        <Watchlist selected={symbol} />
        <AccountPanel />
        <SystemPanel />
      </div>
      <AlgoPanel symbol={symbol} timeframe={tf} />
      <PositionsPanel onCentre={onCentre} />
      <DealsPanel onCentre={onCentre} />
    </div>
  );
}

interface ChartProps {
  symbol: string;
  timeframe: Parameters<typeof ChartPanel>[0]["timeframe"];
  target: { us: number } | null;
}

function Chart({ symbol, timeframe, target }: ChartProps) {
  const navigate = useNavigate();
  const symbols = useSymbols();
  const connection = useSummary(live.connection);
  const info = symbols.data?.find((one) => one.symbol === symbol);
  if (info) return <ChartPanel info={info} timeframe={timeframe} target={target} />;
  const other = symbols.data?.[0]?.symbol;
  const state = stateOf(symbols, connection, false, {
    kind: "empty",
    what: `There is no symbol "${symbol}" at this venue`,
    why: `It offers ${symbols.data?.map((one) => one.symbol).join(", ") || "none"}.`,
    action: other && (
      <Button onClick={() => void navigate({ to: "/live", search: (old) => ({ ...old, symbol: other }) })}>Show {other}</Button>
    ),
  });
  return <Panel title={`${symbol} ${timeframe} chart`} state={state} className="area-chart" testId="chart" skeletonRows={9} />;
}
