/** Indicator values from the engine, read again when bars close; at most one request at a time. */

import type { LineUpdate } from "@/charts/indicator_panes";
import type { IndicatorsReply } from "@/contracts.gen";

export type ReadIndicators = (limit: number, signal: AbortSignal) => Promise<IndicatorsReply>;

interface Line {
  name: string;
  line: string;
  pane: "price" | "below";
  time: number[];
  values: (number | null)[];
}

const PAGE = 1_500;
const OVERLAP = 3;
/** At replay speeds bars close many times a second; the engine is asked this often at most. */
const INTERVAL_MS = 700;
const RETRY_MS = 3_000;

export class IndicatorFeed {
  private readonly lines = new Map<string, Line>();
  private readonly abort = new AbortController();
  private closedSince = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isReading = false;
  private readAt = -Infinity;

  constructor(
    private readonly read: ReadIndicators,
    private readonly onLines: (updates: LineUpdate[]) => void,
    private readonly onError: (error: unknown) => void,
  ) {
    void this.refresh();
  }

  close(): void {
    this.abort.abort();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** A bar closed, or the history was mended. */
  barClosed(): void {
    this.closedSince += 1;
    this.schedule(Math.max(100, this.readAt + INTERVAL_MS - performance.now()));
  }

  /** The value of line `key` at the bar `time`. */
  valueAt(key: string, time: number): number | null {
    const line = this.lines.get(key);
    if (!line) return null;
    const index = line.time.findLastIndex((known) => known <= time);
    return line.time[index] === time ? (line.values[index] ?? null) : null;
  }

  lastValue(key: string): number | null {
    return this.lines.get(key)?.values.at(-1) ?? null;
  }

  private schedule(ms: number): void {
    if (this.timer !== null || this.isReading) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.refresh();
    }, ms);
  }

  private async refresh(): Promise<void> {
    const missing = this.closedSince;
    const limit = this.lines.size === 0 ? PAGE : Math.min(PAGE, missing + OVERLAP);
    this.closedSince = 0;
    this.isReading = true;
    this.readAt = performance.now();
    try {
      const reply = await this.read(limit, this.abort.signal);
      this.isReading = false;
      if (limit < PAGE && !this.joins(reply)) return this.startOver();
      this.onLines(this.merge(reply));
      if (this.closedSince > 0) this.schedule(INTERVAL_MS);
    } catch (error) {
      this.isReading = false;
      if (this.abort.signal.aborted) return;
      this.closedSince += missing;
      this.onError(error);
      this.schedule(RETRY_MS);
    }
  }

  /** Whether the page touches what is drawn; one that does not would leave a hole. */
  private joins(reply: IndicatorsReply): boolean {
    const first = reply.time[0];
    return first !== undefined && [...this.lines.values()].every(({ time }) => time.includes(first));
  }

  private startOver(): void {
    this.lines.clear();
    this.schedule(0);
  }

  private merge(reply: IndicatorsReply): LineUpdate[] {
    return reply.series.map((series) => {
      const key = `${series.name} ${series.line}`;
      const known = this.lines.get(key);
      const first = reply.time[0] ?? Infinity;
      const keep = known ? known.time.findLastIndex((time) => time < first) + 1 : 0;
      const line: Line = {
        name: series.name, line: series.line, pane: series.pane,
        time: [...(known?.time.slice(0, keep) ?? []), ...reply.time],
        values: [...(known?.values.slice(0, keep) ?? []), ...series.values],
      };
      this.lines.set(key, line);
      return { key, ...line, from: Math.max(0, line.time.indexOf(known?.time.at(-1) ?? -1)) };
    });
  }
}
