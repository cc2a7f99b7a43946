/** Every set of parameters as a line through its axes; an axis can be narrowed. */

import { useCallback, useMemo, useState } from "react";
import type { Variant } from "@/api/lab_types";
import { sheetOf } from "@/charts/canvas";
import { divergingTable, parseColour, scaleOf, stepOf } from "@/charts/colours";
import type { Palette } from "@/charts/palette";
import { axesFor, lineThrough, passes, type Brush, type ParallelAxis } from "@/charts/parallel";
import { formatPlain } from "@/format/figures";
import { formatNumber } from "@/format/numbers";
import { FigureFrame } from "@/pages/lab/figure_frame";
import { apartName } from "@/pages/lab/statistics";
import { usePalette } from "@/pages/lab/use_palette";
import { useSheet } from "@/pages/lab/use_sheet";
import { Button } from "@/ui/button";

export interface ParallelPanelProps {
  variants: readonly Variant[];
  metric: string;
  neutral: number | null;
  valueOf(variant: Variant): number | null;
  table: React.ReactNode;
  onPick(variant: Variant): void;
}

const MOST_LINES = 4_000;
const ROOM = { left: 48, right: 64, top: 22, bottom: 18 };
const BRUSH_PARTS = [["any", "all", 0, 1], ["low", "low third", 0, 1 / 3], ["middle", "middle third", 1 / 3, 2 / 3], ["high", "high third", 2 / 3, 1]] as const;

export function ParallelPanel({ variants, metric, neutral, valueOf, table, onPick }: ParallelPanelProps) {
  const palette = usePalette();
  const [parts, setParts] = useState<Record<string, string>>({});
  const known = useMemo(() => variants.filter((one) => valueOf(one) !== null).slice(0, MOST_LINES), [valueOf, variants]);
  const names = useMemo(() => [...new Set(known.flatMap(({ params }) => Object.keys(params)))], [known]);
  const axes = useMemo(() => axesFor([
    ...names.map((name) => ({ name, values: known.map(({ params }) => params[name] ?? null) })),
    { name: metric, values: known.map(valueOf) },
  ], sayTick), [known, metric, names, valueOf]);
  const lines = useMemo(() => known.map((one) => lineThrough(axes, [...names.map((name) => one.params[name] ?? null), valueOf(one)])), [axes, known, names, valueOf]);
  const brushes = useMemo(() => axes.flatMap(({ name }, axis): Brush[] => {
    const part = BRUSH_PARTS.find(([key]) => key === parts[name]);
    return part && part[0] !== "any" ? [{ axis, low: part[2], high: part[3] }] : [];
  }), [axes, parts]);
  const passed = useMemo(() => lines.map((line) => passes(line, brushes)), [brushes, lines]);
  const paint = useCallback((canvas: HTMLCanvasElement) => drawLines(canvas, { axes, lines, passed, values: known.map(valueOf), neutral, palette, labels: axes.map(({ name }) => (name === metric ? apartName(name) : name)) }), [axes, known, lines, metric, neutral, palette, passed, valueOf]);
  const ref = useSheet(paint);
  const left = passed.filter(Boolean).length;
  const best = known.find((_, i) => passed[i]);
  return (
    <FigureFrame
      title="Parallel coordinates"
      className="h-88"
      testId="lab-parallel"
      state={known.length > 0 ? { kind: "ready" } : { kind: "empty", what: "No sets yet", why: "Lines appear as results come in." }}
      summary={`${left} of ${known.length} sets pass${best ? `; the best of them has ${apartName(metric).toLowerCase()} ${formatPlain(valueOf(best))}` : ""}.`}
      table={table}
      aside={best && brushes.length > 0 && <Button size="small" onClick={() => onPick(best)}>Show the best of them</Button>}
    >
      <canvas ref={ref} role="img" aria-label="A line a set of parameters, through its parameters to its result" className="min-h-0 w-full flex-1" />
      <div className="flex shrink-0 flex-wrap gap-x-3 gap-y-1 px-2.5 pb-1.5 text-2xs">
        {axes.map(({ name }) => (
          <label key={name} className="flex items-center gap-1">
            <span className="text-quiet">{name === metric ? apartName(name) : name}</span>
            <select className="h-6 rounded border bg-raised px-1" value={parts[name] ?? "any"} onChange={(event) => setParts({ ...parts, [name]: event.target.value })}>
              {BRUSH_PARTS.map(([key, label]) => <option key={key} value={key}>{label}</option>)}
            </select>
          </label>
        ))}
      </div>
    </FigureFrame>
  );
}

/** Parameters as they were written; figures as short as they stay readable. */
const sayTick = (value: number) => (Number.isInteger(value * 1_000) && (Math.abs(value) < 1_000 || Number.isInteger(value)) ? formatNumber(value, 3).replace(/\.?0+$/, "") : formatPlain(value));

interface Drawing {
  axes: readonly ParallelAxis[];
  lines: readonly (readonly (readonly [number, number] | null)[])[];
  passed: readonly boolean[];
  values: readonly (number | null)[];
  neutral: number | null;
  palette: Palette;
  labels: readonly string[];
}

function drawLines(canvas: HTMLCanvasElement, { axes, lines, passed, values, neutral, palette, labels }: Drawing): void {
  const sheet = sheetOf(canvas);
  if (!sheet) return;
  const { context, width, height } = sheet;
  const px = (x: number) => ROOM.left + x * (width - ROOM.left - ROOM.right);
  const py = (y: number) => height - ROOM.bottom - y * (height - ROOM.top - ROOM.bottom);
  const table = divergingTable(parseColour(palette.down), parseColour(palette.text), parseColour(palette.up));
  const scale = scaleOf(values, neutral);
  // The best lie on top: they are drawn last.
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const value = values[i];
    if (!scale || value === null || value === undefined) continue;
    const step = stepOf(value, scale) * 3;
    context.strokeStyle = `rgb(${table[step]} ${table[step + 1]} ${table[step + 2]})`;
    context.globalAlpha = passed[i] ? Math.max(0.18, Math.min(0.8, 60 / lines.length)) : 0.03;
    context.lineWidth = i === 0 ? 2.5 : 1.1;
    if (i === 0 && passed[i]) context.globalAlpha = 1;
    context.beginPath();
    let isPen = false;
    for (const point of lines[i] ?? []) {
      if (!point) isPen = false;
      else if (isPen) context.lineTo(px(point[0]), py(point[1]));
      else {
        context.moveTo(px(point[0]), py(point[1]));
        isPen = true;
      }
    }
    context.stroke();
  }
  context.globalAlpha = 1;
  axes.forEach((axis, i) => drawAxis(context, axis, labels[i] ?? axis.name, px(axis.x), py, palette, i === axes.length - 1));
}

function drawAxis(context: CanvasRenderingContext2D, axis: ParallelAxis, label: string, x: number, py: (y: number) => number, palette: Palette, isLast: boolean): void {
  context.strokeStyle = palette.crosshair;
  context.fillStyle = palette.text;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, py(0));
  context.lineTo(x, py(1));
  context.stroke();
  context.textAlign = axis.x === 0 ? "left" : axis.x === 1 ? "right" : "center";
  context.textBaseline = "bottom";
  context.fillText(label, axis.x === 0 ? x - 40 : axis.x === 1 ? x + 56 : x, py(1) - 6);
  context.textAlign = isLast ? "left" : "right";
  context.textBaseline = "middle";
  // Lines run under the figures: a rim in the background's colour keeps them readable.
  context.strokeStyle = palette.background;
  context.lineWidth = 4;
  context.lineJoin = "round";
  for (const { label: text, y } of axis.ticks) {
    context.strokeText(text, x + (isLast ? 5 : -5), py(y));
    context.fillText(text, x + (isLast ? 5 : -5), py(y));
  }
}
