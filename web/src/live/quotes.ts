/** The newest tick of each symbol and who paints it: one flush an animation frame, no React. */

import type { Tick } from "@/contracts.gen";
import { judge } from "@/live/sequence";

export type Painter = (tick: Tick) => void;

const TRACE = 120;

export interface Trace {
  values: Float64Array;
  count: number;
}

export class Quotes {
  readonly latest = new Map<string, Tick>();
  /** Ticks taken over, and ticks that were said but left out on the way here. */
  received = 0;
  skipped = 0;
  private readonly dirty = new Set<string>();
  /** Of those, the ones whose newest tick was said just now, not sent as what was known before. */
  private readonly fresh = new Set<string>();
  private readonly painters = new Map<string, Set<Painter>>();
  private readonly traces = new Map<string, Trace>();
  private readonly traceStep = new Map<string, number>();

  /** Take a tick over unless it is older than what is known; true when it was news. */
  take(tick: Tick, isUpdate = true): boolean {
    const known = this.latest.get(tick.symbol);
    if (judge(known, tick, true) === "old") return false;
    if (known !== undefined && known.ep === tick.ep) this.skipped += tick.seq - known.seq - 1;
    this.received += 1;
    this.latest.set(tick.symbol, tick);
    this.dirty.add(tick.symbol);
    if (isUpdate) this.fresh.add(tick.symbol);
    this.trace(tick);
    return true;
  }

  /** Paint `symbol` from now on, at once when something is known; returns how to stop. */
  paint(symbol: string, painter: Painter): () => void {
    const group = this.painters.get(symbol) ?? new Set();
    this.painters.set(symbol, group.add(painter));
    const known = this.latest.get(symbol);
    if (known) painter(known);
    return () => {
      group.delete(painter);
    };
  }

  /** Run the painters of what changed; `seen` hears each painted tick that was news. */
  flush(seen: (tick: Tick) => void): void {
    for (const symbol of this.dirty) {
      const tick = this.latest.get(symbol);
      if (tick === undefined) continue;
      for (const painter of this.painters.get(symbol) ?? []) painter(tick);
      if (this.fresh.has(symbol)) seen(tick);
    }
    this.dirty.clear();
    this.fresh.clear();
  }

  /** The last bids of `symbol`, one a second of market time at most. */
  traceOf(symbol: string): Trace | undefined {
    return this.traces.get(symbol);
  }

  private trace(tick: Tick): void {
    let trace = this.traces.get(tick.symbol);
    if (!trace) {
      trace = { values: new Float64Array(TRACE), count: 0 };
      this.traces.set(tick.symbol, trace);
    }
    const step = Math.floor(tick.at / 1_000_000);
    const isSameStep = this.traceStep.get(tick.symbol) === step && trace.count > 0;
    if (!isSameStep) trace.count += 1;
    trace.values[(trace.count - 1) % TRACE] = tick.bid;
    this.traceStep.set(tick.symbol, step);
  }
}
