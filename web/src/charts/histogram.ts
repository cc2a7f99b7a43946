/** Bins of a distribution: round edges, 0 always an edge so that no bar mixes wins and losses. */

export interface Bin {
  low: number;
  high: number;
  count: number;
}

const STEPS = [1, 2, 2.5, 5, 10];

/** The smallest round width of which at most `most` cover `span`. */
export function roundWidth(span: number, most: number): number {
  if (!(span > 1e-12)) return 1;
  const raw = span / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  return (STEPS.find((step) => step * power >= raw * (1 - 1e-12)) ?? 10) * power;
}

/** Bins of `values` from low to high; every value is in exactly one, the last edge included. */
export function histogram(values: readonly number[], most = 24): Bin[] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return [];
  const low = known.reduce((a, b) => Math.min(a, b), Infinity);
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const width = roundWidth(high > low ? high - low : Math.abs(high), most);
  const first = Math.floor(low / width + 1e-9);
  const count = Math.max(1, Math.ceil(high / width - 1e-9) - first);
  const bins = Array.from({ length: count }, (_, i) => ({ low: (first + i) * width, high: (first + i + 1) * width, count: 0 }));
  for (const value of known) {
    const bin = bins[Math.min(count - 1, Math.max(0, Math.floor(value / width + 1e-9) - first))];
    if (bin) bin.count += 1;
  }
  return bins;
}
