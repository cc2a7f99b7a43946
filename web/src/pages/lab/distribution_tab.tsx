/** How the trades are spread: their results, and how far each went for and against. */

import { useCallback, useMemo, useState } from "react";
import { roundTicks, sheetOf } from "@/charts/canvas";
import { histogram } from "@/charts/histogram";
import type { Palette } from "@/charts/palette";
import { quantile } from "@/charts/quantiles";
import { nearestDot, placeDots, type Dot } from "@/charts/scatter";
import { formatPlain } from "@/format/figures";
import { formatNumber, formatSigned } from "@/format/numbers";
import { FigureFrame } from "@/pages/lab/figure_frame";
import type { ResultPartProps } from "@/pages/lab/result_parts";
import type { TradeRow } from "@/pages/lab/trade_rows";
import { usePalette } from "@/pages/lab/use_palette";
import { useSheet } from "@/pages/lab/use_sheet";
import { Bars } from "@/pages/lab/bars_chart";
import { SessionPanels } from "@/pages/lab/session_panels";
import { Select } from "@/ui/select";
import { Cell, Table } from "@/ui/table";

export interface DistributionTabProps extends ResultPartProps {
  onChoose(trade: number | null): void;
}

export function DistributionTab({ rows, currency, onChoose }: DistributionTabProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="grid grid-cols-1 gap-1.5 @min-[50rem]:grid-cols-2">
        <ResultsPanel rows={rows} currency={currency} />
        <ExcursionPanel rows={rows} currency={currency} onChoose={onChoose} />
      </div>
      <SessionPanels rows={rows} currency={currency} />
    </div>
  );
}

const EMPTY = { kind: "empty", what: "No trades", why: "There is nothing to spread out." } as const;

function ResultsPanel({ rows, currency }: { rows: readonly TradeRow[]; currency: string }) {
  const [unit, setUnit] = useState<"money" | "r">("money");
  const values = useMemo(() => rows.flatMap(({ net, r }) => (unit === "money" ? net : r) ?? []), [rows, unit]);
  const bins = useMemo(() => histogram(values), [values]);
  const order = useMemo(() => [...values].sort((a, b) => a - b), [values]);
  const say = (value: number | null) => formatPlain(value);
  const name = unit === "money" ? currency : "R";
  const mean = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  return (
    <FigureFrame
      title="Results of the trades"
      className="h-80"
      testId="lab-distribution"
      state={rows.length === 0 ? EMPTY : { kind: "ready" }}
      summary={`${values.length} trades in ${bins.length} bins; half of them lie between ${say(quantile(order, 0.25))} and ${say(quantile(order, 0.75))} ${name}, the middle one is ${say(quantile(order, 0.5))}, the mean ${say(mean)}.`}
      aside={<Select aria-label="Unit" value={unit} onChange={(event) => setUnit(event.target.value as "money" | "r")}><option value="money">{currency || "Money"}</option><option value="r">R</option></Select>}
      table={
        <Table label="Trades by result" columns={[{ name: "From", isNumber: true }, { name: "To", isNumber: true }, { name: "Trades", isNumber: true }]}>
          {bins.map(({ low, high, count }) => (
            <tr key={low} className="border-t border-edge/60"><Cell isNumber>{say(low)}</Cell><Cell isNumber>{say(high)}</Cell><Cell isNumber>{count}</Cell></tr>
          ))}
        </Table>
      }
    >
      <Bars bars={bins.map(({ low, high, count }) => ({ label: say(low), title: `${say(low)} to ${say(high)} ${name}: ${count} trades`, value: count, isUp: low >= 0 }))} />
    </FigureFrame>
  );
}

/** MFE to the right, MAE downward: where a trade has been, and where it ended. */
function ExcursionPanel({ rows, currency, onChoose }: { rows: readonly TradeRow[]; currency: string; onChoose(trade: number): void }) {
  const [axis, setAxis] = useState<"mae" | "mfe">("mae");
  const palette = usePalette();
  const dots = useMemo(() => rows.flatMap(({ id, net, mfe, mae }): Dot[] => {
    const x = axis === "mae" ? mae : mfe;
    return x === null || net === null ? [] : [{ id, x: Math.abs(x), y: net, isUp: net >= 0 }];
  }), [axis, rows]);
  const paint = useCallback((canvas: HTMLCanvasElement) => drawScatter(canvas, dots, palette), [dots, palette]);
  const ref = useSheet(paint);
  const pick = (event: React.MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const found = nearestDot(placeDots(dots, box.width, box.height), event.clientX - box.left, event.clientY - box.top, 12);
    if (found !== null) onChoose(found);
  };
  const wonAfter = rows.filter(({ net, mae }) => (net ?? 0) > 0 && mae !== null).map(({ mae }) => Math.abs(mae ?? 0)).sort((a, b) => a - b);
  const lostAfter = rows.filter(({ net, mfe }) => (net ?? 0) < 0 && mfe !== null).map(({ mfe }) => Math.abs(mfe ?? 0)).sort((a, b) => a - b);
  const summary = axis === "mae"
    ? `90 % of the winners were never more than ${formatPlain(quantile(wonAfter, 0.9))} ${currency} under water: a stop nearer than that would have cut them.`
    : `Half of the losers had been ${formatPlain(quantile(lostAfter, 0.5))} ${currency} or more in profit before they lost.`;
  return (
    <FigureFrame
      title={axis === "mae" ? "Worst while open (MAE) and result" : "Best while open (MFE) and result"}
      className="h-80"
      testId="lab-excursions"
      state={rows.length === 0 ? EMPTY : dots.length === 0 ? { kind: "empty", what: "Not known", why: "This run was kept without the prices between entry and exit." } : { kind: "ready" }}
      summary={summary}
      aside={<Select aria-label="Excursion" value={axis} onChange={(event) => setAxis(event.target.value as "mae" | "mfe")}><option value="mae">MAE</option><option value="mfe">MFE</option></Select>}
      table={
        <Table label="Excursions of the trades" columns={[{ name: "#", isNumber: true }, { name: "MFE", isNumber: true }, { name: "MAE", isNumber: true }, { name: "Net", isNumber: true }]}>
          {rows.slice(0, 500).map(({ id, mfe, mae, net }) => (
            <tr key={id} className="border-t border-edge/60"><Cell isNumber>{id}</Cell><Cell isNumber>{formatNumber(mfe, 2)}</Cell><Cell isNumber>{formatNumber(mae, 2)}</Cell><Cell isNumber>{formatSigned(net, 2)}</Cell></tr>
          ))}
        </Table>
      }
    >
      <canvas ref={ref} onClick={pick} className="min-h-0 w-full flex-1 cursor-crosshair" aria-label="A dot a trade; click one to see why it opened and closed" role="img" />
    </FigureFrame>
  );
}

function drawScatter(canvas: HTMLCanvasElement, dots: readonly Dot[], palette: Palette): void {
  const sheet = sheetOf(canvas);
  if (!sheet || dots.length === 0) return;
  const { context, width, height } = sheet;
  const placed = placeDots(dots, width, height);
  const { area, x, y } = placed;
  context.strokeStyle = palette.grid;
  context.fillStyle = palette.text;
  context.lineWidth = 1;
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const tick of roundTicks(placed.lowY, placed.highY, 6)) {
    const at = Math.round(y(tick)) + 0.5;
    context.strokeStyle = tick === 0 ? palette.crosshair : palette.grid;
    context.beginPath();
    context.moveTo(area.left, at);
    context.lineTo(area.right, at);
    context.stroke();
    context.fillText(formatPlain(tick), area.right + 6, at);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const tick of roundTicks(0, placed.highX, 6)) context.fillText(formatPlain(tick), x(tick), area.bottom + 6);
  context.lineWidth = 1.2;
  for (const dot of placed.dots) {
    context.strokeStyle = context.fillStyle = dot.isUp ? palette.up : palette.down;
    context.beginPath();
    if (dot.isUp) context.arc(dot.px, dot.py, 3, 0, 2 * Math.PI);
    else context.rect(dot.px - 2.6, dot.py - 2.6, 5.2, 5.2);
    context.globalAlpha = 0.75;
    if (dot.isUp) context.fill();
    else context.stroke();
    context.globalAlpha = 1;
  }
}
