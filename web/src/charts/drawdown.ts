/** Drawdown of a curve: depth at each point, and the stretches from a peak to its recovery. */

export interface Stretch {
  /** Index of the peak, of the deepest point, and of the recovery (the last point while under water). */
  peak: number;
  deepest: number;
  end: number;
  /** Percent below the peak at the deepest point, above 0. */
  depthPct: number;
  isOver: boolean;
}

/** Percent below the highest value so far, at each point: 0 or negative, as it is drawn. */
export function underWater(values: readonly number[]): number[] {
  let peak = -Infinity;
  return values.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? Math.min(0, (value / peak - 1) * 100) : 0;
  });
}

/** The deepest `count` stretches, deepest first. */
export function stretches(values: readonly number[], count: number): Stretch[] {
  const found: Stretch[] = [];
  let peak = 0;
  let open: Stretch | null = null;
  values.forEach((value, i) => {
    const top = values[peak] ?? value;
    if (value >= top) {
      if (open) found.push({ ...open, end: i, isOver: true });
      open = null;
      peak = i;
      return;
    }
    const depthPct = top > 0 ? (1 - value / top) * 100 : 0;
    if (!open) open = { peak, deepest: i, end: i, depthPct, isOver: false };
    else open = depthPct > open.depthPct ? { ...open, deepest: i, end: i, depthPct } : { ...open, end: i };
  });
  if (open) found.push(open);
  return found.sort((a, b) => b.depthPct - a.depthPct).slice(0, count);
}
