/** Parallel coordinates: an axis a parameter, a line a set of parameters. Geometry only. */

import type { Parameter } from "@/charts/grid";

export interface ParallelAxis {
  name: string;
  /** 0 at the left to 1 at the right. */
  x: number;
  /** Values in order from the bottom; numbers are spaced by size, words evenly. */
  ticks: readonly { label: string; y: number }[];
  place(value: Parameter): number | null;
}

export interface ParallelInput {
  name: string;
  values: readonly Parameter[];
}

const MOST_TICKS = 6;

function distinct(values: readonly Parameter[]): Parameter[] {
  return [...new Set(values)].filter((value) => value !== null);
}

function numberAxis(numbers: number[], say: (value: number) => string): Pick<ParallelAxis, "ticks" | "place"> {
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const place = (value: Parameter) =>
    typeof value !== "number" || !Number.isFinite(value) ? null : high > low ? (value - low) / (high - low) : 0.5;
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const shown = sorted.length <= MOST_TICKS ? sorted : spread(sorted);
  return { place, ticks: shown.map((value) => ({ label: say(value), y: place(value) ?? 0 })) };
}

/** Some of many values: grid values where there are few, else round places between the ends. */
function spread(sorted: readonly number[]): number[] {
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const parts = MOST_TICKS - 1;
  const isGrid = sorted.length <= 4 * MOST_TICKS;
  return Array.from({ length: MOST_TICKS }, (_, i) => (isGrid ? (sorted[Math.round((i * (sorted.length - 1)) / parts)] ?? low) : low + ((high - low) * i) / parts));
}

function wordAxis(words: string[]): Pick<ParallelAxis, "ticks" | "place"> {
  const sorted = [...words].sort();
  const at = (i: number) => (sorted.length > 1 ? i / (sorted.length - 1) : 0.5);
  return {
    place: (value) => (sorted.includes(String(value)) ? at(sorted.indexOf(String(value))) : null),
    ticks: sorted.map((label, i) => ({ label, y: at(i) })),
  };
}

/** Axes of `columns` from left to right, evenly spread. */
export function axesFor(columns: readonly ParallelInput[], say: (value: number) => string): ParallelAxis[] {
  return columns.map(({ name, values }, i) => {
    const known = distinct(values);
    const isNumeric = known.every((value) => typeof value === "number");
    const axis = known.length === 0
      ? { ticks: [], place: () => null }
      : isNumeric ? numberAxis(known as number[], say) : wordAxis(known.map(String));
    return { name, x: columns.length > 1 ? i / (columns.length - 1) : 0.5, ...axis };
  });
}

/** Points of one set through the axes, y from the bottom; an unknown value breaks the line (null). */
export function lineThrough(axes: readonly ParallelAxis[], values: readonly Parameter[]): (readonly [x: number, y: number] | null)[] {
  return axes.map((axis, i) => {
    const y = axis.place(values[i] ?? null);
    return y === null ? null : ([axis.x, y] as const);
  });
}

export interface Brush {
  axis: number;
  low: number;
  high: number;
}

/** Whether a line passes through every brushed part of its axes. */
export function passes(line: readonly (readonly [number, number] | null)[], brushes: readonly Brush[]): boolean {
  return brushes.every(({ axis, low, high }) => {
    const y = line[axis]?.[1];
    return y !== undefined && y >= Math.min(low, high) && y <= Math.max(low, high);
  });
}
