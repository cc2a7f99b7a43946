/** Where the trades of a run lie on its bars: places by index, so that zooming needs no search by time. */

export interface TradeMark {
  id: number;
  side: "buy" | "sell";
  openUs: number;
  closeUs: number | null;
  priceOpen: number;
  priceClose: number | null;
  stop: number | null;
  target: number | null;
  net: number | null;
  /** In a few letters, beside the exit: `SL −12.00`. */
  label: string;
}

/** A trade on the bars that are shown; `from` and `to` are indices of bars. */
export interface PlacedTrade extends TradeMark {
  from: number;
  to: number;
}

/** Index of the bar that holds `us`: the last one that opens at or before it; -1 before all. */
export function barAt(times: readonly number[], us: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= us) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Trades that lie at least partly on the bars `times` (opening times, ascending, of `spanUs` each). */
export function place(trades: readonly TradeMark[], times: readonly number[], spanUs: number): PlacedTrade[] {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return [];
  return trades.flatMap((trade) => {
    const closeUs = trade.closeUs ?? last;
    if (closeUs < first || trade.openUs >= last + spanUs) return [];
    return [{ ...trade, from: Math.max(0, barAt(times, trade.openUs)), to: Math.max(0, barAt(times, closeUs)) }];
  });
}

/** Distance of a point from the straight line between two others. */
export function distance(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
  return Math.hypot(x - (x1 + share * (x2 - x1)), y - (y1 + share * (y2 - y1)));
}
