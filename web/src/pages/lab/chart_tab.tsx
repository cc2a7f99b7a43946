/** Candles with trades, equity, the trade table, and why the chosen trade opened and closed: all linked. */

import { useMemo } from "react";
import { CandlesPanel } from "@/pages/lab/candles_panel";
import { EquityPanel } from "@/pages/lab/equity_panel";
import type { ResultPartProps } from "@/pages/lab/result_parts";
import { TradesPanel } from "@/pages/lab/trades_panel";
import { WhyPanel } from "@/pages/lab/why_panel";

export interface ChartTabProps extends ResultPartProps {
  chosen: number | null;
  onChoose(trade: number | null): void;
}

export function ChartTab({ id, result, rows, tradesQuery, currency, chosen, onChoose }: ChartTabProps) {
  const row = useMemo(() => rows.find((one) => one.id === chosen) ?? null, [chosen, rows]);
  return (
    <div className="lab-chart-tab">
      <CandlesPanel id={id} header={result.header} rows={rows} isRead={!tradesQuery.isPending} chosen={chosen} onChoose={onChoose} />
      <WhyPanel id={id} row={row} rows={rows} currency={currency} onChoose={onChoose} />
      <EquityPanel id={id} result={result} rows={rows} currency={currency} chosen={row} onChoose={onChoose} />
      <TradesPanel rows={rows} query={tradesQuery} currency={currency} chosen={chosen} onChoose={onChoose} />
    </div>
  );
}
