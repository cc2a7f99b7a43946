/** Results of a sweep on a grid of two parameters: cells, axes, neighbours. Pure; drawn elsewhere. */

export type Parameter = number | string | boolean | null;

export interface GridPoint {
  params: Readonly<Record<string, Parameter>>;
  value: number | null;
  /** Trades behind the value: few of them are hatched. */
  trades: number | null;
}

export interface GridCell {
  /** Mean over the parameters that are not on an axis. */
  value: number | null;
  best: number | null;
  sets: number;
  trades: number | null;
}

export interface Grid {
  x: string;
  y: string;
  xs: readonly Parameter[];
  ys: readonly Parameter[];
  /** Row after row, `ys` from the bottom up as on a chart. */
  cells: readonly GridCell[];
}

/** Names of the parameters that take more than one value, the one with most values first. */
export function axesOf(points: readonly GridPoint[]): string[] {
  const names = [...new Set(points.flatMap((point) => Object.keys(point.params)))];
  const count = new Map(names.map((name) => [name, valuesOf(points, name).length]));
  return names.filter((name) => count.get(name)! > 1).sort((a, b) => count.get(b)! - count.get(a)!);
}

/** Distinct values of a parameter in order: numbers by size, words by letter. */
export function valuesOf(points: readonly GridPoint[], name: string): Parameter[] {
  const values = [...new Set(points.map((point) => point.params[name] ?? null))];
  return values.sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b))));
}

/** Cells over `x` and `y`; where more parameters vary a cell is the mean of its sets, its best kept. */
export function gridOf(points: readonly GridPoint[], x: string, y: string): Grid {
  const xs = valuesOf(points, x);
  const ys = valuesOf(points, y);
  const columns = new Map(xs.map((value, i) => [value, i]));
  const rows = new Map(ys.map((value, i) => [value, i]));
  const bins: GridPoint[][] = Array.from({ length: xs.length * ys.length }, () => []);
  for (const point of points) {
    const column = columns.get(point.params[x] ?? null) ?? 0;
    const row = rows.get(point.params[y] ?? null) ?? 0;
    bins[row * xs.length + column]?.push(point);
  }
  return { x, y, xs, ys, cells: bins.map(cellOf) };
}

function cellOf(points: readonly GridPoint[]): GridCell {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const trades = points.flatMap(({ trades: n }) => (n === null ? [] : [n]));
  return {
    value: values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null,
    best: values.length > 0 ? Math.max(...values) : null,
    sets: points.length,
    trades: trades.length > 0 ? Math.min(...trades) : null,
  };
}

export interface Plateau {
  index: number;
  value: number;
  /** Mean of the cell and its neighbours, and how many of those are known. */
  around: number;
  neighbours: number;
}

function around(grid: Grid, index: number): number[] {
  const width = grid.xs.length;
  const column = index % width;
  const row = Math.floor(index / width);
  const found: number[] = [];
  for (let dy = -1; dy <= 1; dy += 1) {
    for (let dx = -1; dx <= 1; dx += 1) {
      const isInside = column + dx >= 0 && column + dx < width && row + dy >= 0 && row + dy < grid.ys.length;
      const value = isInside ? grid.cells[(row + dy) * width + column + dx]?.value : null;
      if (value !== null && value !== undefined) found.push(value);
    }
  }
  return found;
}

/**
 * The cell whose neighbourhood is best: what survives when the parameters are a little wrong. A cell
 * counts for no more than it is worth itself, so that no hole between good cells is chosen.
 */
export function plateauOf(grid: Grid): Plateau | null {
  let best: Plateau | null = null;
  const worth = (one: Plateau) => Math.min(one.value, one.around);
  grid.cells.forEach(({ value }, index) => {
    if (value === null) return;
    const values = around(grid, index);
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const found = { index, value, around: mean, neighbours: values.length - 1 };
    if (!best || worth(found) > worth(best)) best = found;
  });
  return best;
}

/** The cell with the highest value, null without any. */
export function peakOf(grid: Grid): number | null {
  let best: number | null = null;
  grid.cells.forEach(({ value }, index) => {
    if (value !== null && (best === null || value > (grid.cells[best]?.value ?? -Infinity))) best = index;
  });
  return best;
}

/** Which cell lies under a point of a picture of `width` x `height`; null outside. */
export function cellAt(grid: Grid, x: number, y: number, width: number, height: number): number | null {
  const column = Math.floor((x / width) * grid.xs.length);
  const row = grid.ys.length - 1 - Math.floor((y / height) * grid.ys.length);
  const isInside = column >= 0 && column < grid.xs.length && row >= 0 && row < grid.ys.length;
  return isInside ? row * grid.xs.length + column : null;
}

/** The cell that an arrow key goes to from `index`; it stays inside. */
export function moveTo(grid: Grid, index: number, key: string): number {
  const width = grid.xs.length;
  const column = index % width;
  const row = Math.floor(index / width);
  const next = {
    ArrowLeft: [column - 1, row], ArrowRight: [column + 1, row],
    ArrowUp: [column, row + 1], ArrowDown: [column, row - 1], Home: [0, row], End: [width - 1, row],
  }[key];
  if (!next) return index;
  const [toColumn = column, toRow = row] = next;
  return Math.max(0, Math.min(grid.ys.length - 1, toRow)) * width + Math.max(0, Math.min(width - 1, toColumn));
}
