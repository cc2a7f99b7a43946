/** Quantiles of a distribution, and the fan of many curves. */

/** The `q` quantile of `sorted` (ascending), between neighbours by straight line; null without values. */
export function quantile(sorted: readonly number[], q: number): number | null {
  if (sorted.length === 0) return null;
  const at = (sorted.length - 1) * Math.min(1, Math.max(0, q));
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

export interface Fan {
  /** Share of the curves below each line, ascending: 0.05, 0.25, 0.5, 0.75, 0.95. */
  levels: readonly number[];
  /** A line a level, all of one length. */
  lines: readonly (readonly number[])[];
}

/** Pairs of lines that enclose the same share on both sides, the widest first. */
export function bandsOf({ levels }: Fan): { low: number; high: number; share: number }[] {
  const bands = [];
  for (let i = 0; i < Math.floor(levels.length / 2); i += 1) {
    const high = levels.length - 1 - i;
    bands.push({ low: i, high, share: (levels[high] ?? 1) - (levels[i] ?? 0) });
  }
  return bands;
}

/** Index of the middle line: the median where the levels are symmetric. */
export function middleOf({ levels }: Fan): number {
  return levels.reduce((best, level, i) => (Math.abs(level - 0.5) < Math.abs((levels[best] ?? 0) - 0.5) ? i : best), 0);
}
