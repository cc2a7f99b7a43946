/** The bars of one chart: closed ones, once each and in order, and the open one after them. */

export interface Bar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** A REST answer's columns. */
export interface BarColumns {
  time: number[];
  open: number[];
  high: number[];
  low: number[];
  close: number[];
  volume: number[];
  forming?: Bar | null;
}

/** What a painter has to draw again: nothing, bars from `from` on, or everything. */
export type Change = { kind: "none" } | { kind: "tail"; from: number } | { kind: "all" };

export const NOTHING: Change = { kind: "none" };
const LIMIT = 20_000;
const TRIM = 5_000;

export class BarBook {
  readonly closed: Bar[] = [];
  open: Bar | null = null;
  private pending: Change = NOTHING;

  /** Whatever changed since the last call. */
  takeChange(): Change {
    const change = this.pending;
    this.pending = NOTHING;
    return change;
  }

  get last(): Bar | null {
    return this.open ?? this.closed.at(-1) ?? null;
  }

  /** The bar that opened at or before `time`, or null before the first. */
  at(time: number): Bar | null {
    if (this.open && time >= this.open.time) return this.open;
    const index = this.indexOf(time + 1) - 1;
    return this.closed[index] ?? null;
  }

  takeClosed(bar: Bar): void {
    const last = this.closed.at(-1);
    if (last === undefined || bar.time > last.time) {
      this.closed.push(bar);
      this.mark(bar.time);
      this.trim();
    } else this.insert(bar);
    if (this.open && this.open.time <= bar.time) this.open = null;
  }

  takeOpen(bar: Bar): void {
    const last = this.closed.at(-1);
    if (last && bar.time <= last.time) return;
    if (this.open && bar.time < this.open.time) return;
    // A later open bar while its predecessor never closed here: a hole, mended by a refetch.
    if (this.open && bar.time > this.open.time) this.pending = { kind: "all" };
    this.open = bar;
    this.mark(bar.time);
  }

  /** A page of history: known bars stay, unknown ones are put in their places. */
  takeColumns(columns: BarColumns): void {
    const bars = columns.time.map((time, i) => barAt(columns, time, i));
    const first = bars[0];
    const last = this.closed.at(-1);
    if (first && (!last || first.time > last.time)) {
      this.closed.push(...bars);
      this.pending = { kind: "all" };
      this.trim();
      if (this.open && this.open.time <= (bars.at(-1)?.time ?? 0)) this.open = null;
    } else if (first && bars.length > 0 && (bars.at(-1)?.time ?? 0) < (this.closed[0]?.time ?? 0)) {
      this.closed.unshift(...bars);
      this.pending = { kind: "all" };
    } else for (const bar of bars) this.takeClosed(bar);
    if (columns.forming) this.takeOpen(columns.forming);
  }

  private insert(bar: Bar): void {
    const index = this.indexOf(bar.time);
    const known = this.closed[index];
    if (known?.time === bar.time) {
      if (isSame(known, bar)) return;
      this.closed[index] = bar;
    } else this.closed.splice(index, 0, bar);
    this.pending = { kind: "all" };
  }

  /** First index whose bar opens at or after `time`. */
  private indexOf(time: number): number {
    let low = 0;
    let high = this.closed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.closed[middle]?.time ?? Infinity) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private mark(from: number): void {
    if (this.pending.kind === "all") return;
    if (this.pending.kind === "none" || from < this.pending.from) this.pending = { kind: "tail", from };
  }

  private trim(): void {
    if (this.closed.length <= LIMIT + TRIM) return;
    this.closed.splice(0, this.closed.length - LIMIT);
    this.pending = { kind: "all" };
  }
}

function barAt(columns: BarColumns, time: number, i: number): Bar {
  return {
    time,
    open: columns.open[i] ?? NaN,
    high: columns.high[i] ?? NaN,
    low: columns.low[i] ?? NaN,
    close: columns.close[i] ?? NaN,
    volume: columns.volume[i] ?? 0,
  };
}

function isSame(a: Bar, b: Bar): boolean {
  return (
    a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close &&
    a.volume === b.volume
  );
}
