/** A sweep as a map of two parameters: where it is good, whether the good part is wide, where it is thin. */

import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import { axesOf, cellAt, gridOf, moveTo, peakOf, plateauOf, type Grid, type GridPoint } from "@/charts/grid";
import { HeatMap } from "@/charts/heat_map";
import { formatPlain } from "@/format/figures";
import { formatNumber, UNKNOWN } from "@/format/numbers";
import { FigureFrame } from "@/pages/lab/figure_frame";
import { apartName } from "@/pages/lab/statistics";
import { usePalette } from "@/pages/lab/use_palette";
import { useSheet } from "@/pages/lab/use_sheet";
import { Select } from "@/ui/select";
import { Cell, Table } from "@/ui/table";

export interface HeatPanelProps {
  points: readonly GridPoint[];
  metric: string;
  neutral: number | null;
  isReversed: boolean;
  x: string | undefined;
  y: string | undefined;
  onAxes(x: string, y: string): void;
  /** The reader chose a cell: its values on the two axes. */
  onCell(cell: Readonly<Record<string, unknown>>): void;
}

const NO_AXIS = "(one row)";

/** The two axes: what the address names where it exists, else the two with most values. */
export function chooseAxes(points: readonly GridPoint[], x: string | undefined, y: string | undefined): { x: string; y: string; all: string[] } | null {
  const all = axesOf(points);
  const first = x && all.includes(x) ? x : all[0];
  if (first === undefined) return null;
  const second = y && all.includes(y) && y !== first ? y : all.find((name) => name !== first);
  return { x: first, y: second ?? NO_AXIS, all };
}

export function HeatPanel(props: HeatPanelProps) {
  const { points, metric, x, y, onAxes } = props;
  const axes = useMemo(() => chooseAxes(points, x, y), [points, x, y]);
  const grid = useMemo(() => (axes ? gridOf(points, axes.x, axes.y) : null), [axes, points]);
  const label = apartName(metric);
  return (
    <FigureFrame
      title={`Heat map: ${label.toLowerCase()}`}
      className="h-[27rem]"
      testId="lab-heat"
      state={grid ? { kind: "ready" } : { kind: "empty", what: "Nothing varies yet", why: "The map appears when two sets of parameters have a result." }}
      summary={grid ? summarise(grid, label) : ""}
      table={grid && <GridTable grid={grid} label={label} />}
      aside={axes && axes.all.length > 2 && (
        <>
          <AxisSelect label="Across" all={axes.all} value={axes.x} onChange={(next) => onAxes(next, next === axes.y ? axes.x : axes.y)} />
          <AxisSelect label="Upward" all={axes.all} value={axes.y} onChange={(next) => onAxes(next === axes.x ? axes.y : axes.x, next)} />
        </>
      )}
    >
      {grid && <Map {...props} grid={grid} label={label} />}
    </FigureFrame>
  );
}

function AxisSelect({ label, all, value, onChange }: { label: string; all: readonly string[]; value: string; onChange(name: string): void }) {
  return <Select aria-label={label} title={label} value={value} onChange={(event) => onChange(event.target.value)}>{all.map((name) => <option key={name}>{name}</option>)}</Select>;
}

function Map({ grid, metric, neutral, isReversed, onCell, label }: HeatPanelProps & { grid: Grid; label: string }) {
  const palette = usePalette();
  const map = useRef<HeatMap | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const peak = useMemo(() => peakOf(grid), [grid]);
  const plateau = useMemo(() => plateauOf(grid), [grid]);
  const options = useMemo(() => ({ palette, neutral, isReversed }), [isReversed, neutral, palette]);
  const paint = useCallback((canvas: HTMLCanvasElement) => {
    map.current ??= new HeatMap(canvas);
    map.current.set(grid, options);
    map.current.paint({ chosen: at, peak, plateau: plateau?.index ?? null }, palette);
  }, [at, grid, options, palette, peak, plateau]);
  const ref = useSheet(paint);
  useEffect(() => setAt(null), [metric]);
  const under = (event: MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return cellAt(grid, event.clientX - box.left, event.clientY - box.top, box.width, box.height);
  };
  const choose = (index: number | null) => {
    if (index === null) return;
    onCell({ [grid.x]: grid.xs[index % grid.xs.length], ...(grid.y === NO_AXIS ? {} : { [grid.y]: grid.ys[Math.floor(index / grid.xs.length)] }) });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") return choose(at);
    const next = moveTo(grid, at ?? peak ?? 0, event.key);
    if (next === at) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[auto_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] gap-x-1.5 gap-y-1 px-2.5 pt-2 pb-1">
      <Axis values={grid.ys.map(String).reverse()} title={grid.y === NO_AXIS ? "" : grid.y} isUpright />
      <canvas
        ref={ref}
        tabIndex={0}
        role="application"
        aria-label={`${label} over ${grid.x} and ${grid.y}; arrow keys move, Enter lists the sets of a cell`}
        data-testid="lab-heat-canvas"
        onMouseMove={(event) => setAt(under(event))}
        onClick={(event) => choose(under(event))}
        onKeyDown={onKey}
        className="h-full min-h-0 w-full cursor-crosshair rounded-[3px] outline-offset-2"
      />
      <span />
      <Axis values={grid.xs.map(String)} title={grid.x} />
      <p aria-live="polite" className="col-span-2 flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 text-2xs">
        <span data-testid="lab-heat-cell" className="min-w-40 flex-1">{at === null ? <span className="text-quiet">Point at a cell, or use the arrow keys.</span> : cellWords(grid, at, label)}</span>
        <Legend isReversed={isReversed} />
      </p>
    </div>
  );
}

function Legend({ isReversed }: { isReversed: boolean }) {
  const [left, right] = isReversed ? ["bg-up", "bg-down"] : ["bg-down", "bg-up"];
  return (
    <span className="flex flex-wrap items-center gap-x-2.5 text-quiet">
      <span className="flex items-center gap-1">low <span aria-hidden className={`h-2 w-5 ${left}`} /><span aria-hidden className={`h-2 w-5 ${right}`} /> high</span>
      <span className="flex items-center gap-1"><span aria-hidden className="size-3 border-2 border-(--chart-entry)" /> best</span>
      <span className="flex items-center gap-1"><span aria-hidden className="size-3 border-2 border-dashed border-(--chart-target)" /> best neighbourhood</span>
      <span className="flex items-center gap-1"><span aria-hidden className="hatched size-3 border" /> under 30 trades</span>
    </span>
  );
}

/** As many labels as fit, first and last always. */
function Axis({ values, title, isUpright = false }: { values: readonly string[]; title: string; isUpright?: boolean }) {
  const every = Math.max(1, Math.ceil(values.length / 12));
  return (
    <div aria-hidden className={`flex text-[10px] text-quiet ${isUpright ? "flex-row" : "flex-col"}`}>
      {isUpright && <span className="w-4 self-center font-medium text-ink [writing-mode:vertical-rl] rotate-180">{title}</span>}
      <div className={`flex flex-1 ${isUpright ? "flex-col" : "flex-row"}`}>
        {values.map((value, i) => (
          <span key={value} className={`flex min-h-0 min-w-0 flex-1 items-center ${isUpright ? "justify-end" : "justify-center"}`}>{i % every === 0 || i === values.length - 1 ? short(value) : ""}</span>
        ))}
      </div>
      {!isUpright && <span className="self-center font-medium text-ink">{title}</span>}
    </div>
  );
}

const short = (value: string) => (value === "null" ? "" : Number.isFinite(Number(value)) ? formatPlain(Number(value)).replace(/\.00$/, "") : value);

function cellWords(grid: Grid, index: number, label: string): string {
  const cell = grid.cells[index];
  if (!cell) return UNKNOWN;
  const place = [`${grid.x} ${grid.xs[index % grid.xs.length]}`, grid.y === NO_AXIS ? "" : `${grid.y} ${grid.ys[Math.floor(index / grid.xs.length)]}`].filter(Boolean).join(", ");
  const more = cell.sets > 1 ? `, mean of ${cell.sets} sets, best ${formatPlain(cell.best)}` : "";
  return `${place}: ${label.toLowerCase()} ${formatPlain(cell.value)}${more}${cell.trades === null ? "" : `, ${formatNumber(cell.trades, 0)} trades`}`;
}

export function summarise(grid: Grid, label: string): string {
  const peak = peakOf(grid);
  const plateau = plateauOf(grid);
  if (peak === null || !plateau) return "No set has a result yet.";
  const known = grid.cells.filter(({ value }) => value !== null);
  const good = known.filter(({ value }) => (value ?? 0) > 0).length;
  return `Best: ${cellWords(grid, peak, label)}. Best neighbourhood: ${cellWords(grid, plateau.index, label)}, ${formatPlain(plateau.around)} on average around it. ${good} of ${known.length} cells are above 0.`;
}

function GridTable({ grid, label }: { grid: Grid; label: string }) {
  return (
    <Table label={`${label} by ${grid.x} and ${grid.y}`} columns={[{ name: grid.y === NO_AXIS ? "" : `${grid.y} \\ ${grid.x}` }, ...grid.xs.map((value) => ({ name: String(value), isNumber: true }))]}>
      {grid.ys.map((value, row) => (
        <tr key={String(value)} className="border-t border-edge/60">
          <Cell>{value === null ? "" : String(value)}</Cell>
          {grid.xs.map((_, column) => {
            const cell = grid.cells[row * grid.xs.length + column];
            return <Cell key={column} isNumber>{formatPlain(cell?.value)}</Cell>;
          })}
        </tr>
      ))}
    </Table>
  );
}
