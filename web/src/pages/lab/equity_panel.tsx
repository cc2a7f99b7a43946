/** Equity with its drawdown shaded, balance beside it, and how deep it was under water. */

import { useCallback, useMemo, useState } from "react";
import { useEquity } from "@/api/lab_queries";
import { live, useSummary } from "@/api/live";
import type { EquityCurve, ResultBody } from "@/api/result";
import { stretches, underWater } from "@/charts/drawdown";
import type { LineChartData } from "@/charts/line_chart";
import type { Palette } from "@/charts/palette";
import { formatDate, formatDateTime, formatPct, toUs } from "@/format/figures";
import { formatCount, formatNumber } from "@/format/numbers";
import { zoneName } from "@/format/times";
import { FigureFrame } from "@/pages/lab/figure_frame";
import { Lines } from "@/pages/lab/lines";
import type { TradeRow } from "@/pages/lab/trade_rows";
import { stateOf } from "@/pages/live/panel_states";
import { usePreferences } from "@/state/preferences";
import { Cell, Table } from "@/ui/table";

export interface EquityPanelProps {
  id: string;
  result: ResultBody;
  rows: readonly TradeRow[];
  currency: string;
  chosen: TradeRow | null;
  onChoose(trade: number | null): void;
}

/** Times in seconds and the columns, ready to be drawn. */
export interface Curve {
  time: readonly number[];
  equity: readonly number[];
  balance: readonly number[];
  under: readonly number[];
}

export function curveOf(curve: EquityCurve): Curve {
  const time = curve.time.map((text) => (toUs(text) ?? 0) / 1_000_000);
  return { time, equity: curve.equity, balance: curve.balance, under: underWater(curve.equity) };
}

const sayMoney = (value: number) => (Math.abs(value) >= 10_000 ? formatCount(value) : formatNumber(value, 0));
const sayPct = (value: number) => formatPct(value, 1);

export function EquityPanel({ id, result, rows, currency, chosen, onChoose }: EquityPanelProps) {
  const query = useEquity(id, true);
  const connection = useSummary(live.connection);
  const zone = usePreferences((state) => state.zone);
  const [index, setIndex] = useState<number | null>(null);
  const curve = useMemo(() => (query.data && query.data.time.length > 0 ? curveOf(query.data) : null), [query.data]);
  const deepest = useMemo(() => (curve ? stretches(curve.equity, 5) : []), [curve]);
  const money = useCallback((palette: Palette) => moneyLines(curve, palette), [curve]);
  const depth = useCallback((palette: Palette) => depthLines(curve, palette), [curve]);
  const pick = useCallback((at: number) => {
    const us = (curve?.time[at] ?? 0) * 1_000_000;
    const near = nearestTrade(rows, us);
    if (near) onChoose(near.id);
  }, [curve, onChoose, rows]);
  const at = index ?? (chosen && curve ? lastAt(curve.time, (chosen.closeUs ?? chosen.openUs) / 1_000_000) : null);
  const state = stateOf(query, connection, curve !== null, { kind: "empty", what: "No equity curve", why: "This run was kept without one." });
  return (
    <FigureFrame
      title="Equity and drawdown"
      className="area-equity"
      testId="lab-equity"
      state={state}
      summary={curve ? summarise(result, curve, deepest, currency) : ""}
      table={curve && <StretchTable curve={curve} deepest={deepest} />}
    >
      <div className="lab-equity relative flex min-h-0 flex-1 flex-col">
        {curve && at !== null && (
          <p className="pointer-events-none absolute top-0.5 left-2.5 z-[3] flex flex-wrap gap-x-2 text-2xs">
            <span className="text-quiet">{formatDateTime((curve.time[at] ?? 0) * 1_000_000, zone)} {zoneName(zone)}</span>
            <span><span className="text-quiet">Equity</span> {formatNumber(curve.equity[at], 2)}</span>
            <span><span className="text-quiet">Balance</span> {formatNumber(curve.balance[at], 2)}</span>
            <span><span className="text-quiet">Drawdown</span> {formatPct(curve.under[at])}</span>
          </p>
        )}
        <Lines make={money} sync={`equity-${id}`} sayY={sayMoney} onHover={setIndex} onPick={pick} className="min-h-0 flex-1" />
        {/* Where there is little height the shading alone says how deep it was. */}
        <Lines make={depth} sync={`equity-${id}`} hasX={false} sayY={sayPct} onHover={setIndex} onPick={pick} className="lab-depth min-h-0" />
      </div>
    </FigureFrame>
  );
}

function moneyLines(curve: Curve | null, palette: Palette): LineChartData {
  if (!curve) return { x: [], lines: [] };
  let peak = -Infinity;
  const peaks = curve.equity.map((value) => (peak = Math.max(peak, value)));
  return {
    x: curve.time,
    lines: [
      { label: "Highest equity", values: peaks, colour: `${palette.down}00`, width: 0 },
      { label: "Equity", values: curve.equity, colour: palette.up, width: 1.6 },
      { label: "Balance", values: curve.balance, colour: palette.text, width: 1, isDashed: true, isStepped: true },
    ],
    bands: [{ upper: 0, lower: 1, fill: `${palette.down}38` }],
  };
}

function depthLines(curve: Curve | null, palette: Palette): LineChartData {
  if (!curve) return { x: [], lines: [] };
  return { x: curve.time, lines: [{ label: "Drawdown", values: curve.under, colour: palette.down, width: 1, fill: `${palette.down}38` }] };
}

function lastAt(times: readonly number[], seconds: number): number | null {
  const index = times.findLastIndex((time) => time <= seconds);
  return index < 0 ? null : index;
}

/** The trade that was open at `us`, else the one that closed last before. */
export function nearestTrade(rows: readonly TradeRow[], us: number): TradeRow | null {
  const open = rows.find(({ openUs, closeUs }) => openUs <= us && (closeUs === null || closeUs >= us));
  return open ?? rows.findLast(({ openUs }) => openUs <= us) ?? rows[0] ?? null;
}

function summarise(result: ResultBody, curve: Curve, deepest: ReturnType<typeof stretches>, currency: string): string {
  const [first, last] = [curve.equity[0], curve.equity.at(-1)];
  const worst = deepest[0];
  const direction = (last ?? 0) > (first ?? 0) ? "rose" : (last ?? 0) < (first ?? 0) ? "fell" : "stayed";
  const drop = worst ? `; the deepest drawdown was ${formatPct(worst.depthPct)}${worst.isOver ? "" : ", not recovered"}` : "";
  return `Equity ${direction} from ${formatNumber(first, 2)} to ${formatNumber(last, 2)} ${currency}${drop}. Open positions are counted at every bar${result.header.end === "ruined" ? "; the account was ruined" : ""}.`;
}

function StretchTable({ curve, deepest }: { curve: Curve; deepest: ReturnType<typeof stretches> }) {
  const zone = usePreferences((state) => state.zone);
  const day = (i: number) => formatDate((curve.time[i] ?? 0) * 1_000_000, zone);
  return (
    <Table label="The deepest drawdowns" columns={[{ name: "Depth", isNumber: true }, { name: `From the peak of (${zoneName(zone)})` }, { name: "Deepest" }, { name: "Recovered" }]}>
      {deepest.map((one) => (
        <tr key={one.peak} className="border-t border-edge/60">
          <Cell isNumber>{formatPct(one.depthPct)}</Cell>
          <Cell>{day(one.peak)}</Cell>
          <Cell>{day(one.deepest)}</Cell>
          <Cell>{one.isOver ? day(one.end) : "not yet"}</Cell>
        </tr>
      ))}
    </Table>
  );
}
