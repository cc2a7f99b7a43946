/** The bars of one symbol and timeframe, kept whole: history first, then live, mended after gaps. */

import { BarBook, type BarColumns } from "@/live/bars";
import type { BarFrame } from "@/live/frames";
import type { Live } from "@/live/live";

export type History = (
  range: { limit: number; from_time?: number; to_time?: number },
  signal: AbortSignal,
) => Promise<BarColumns & { more: boolean; source?: string }>;

export type FeedState = { kind: "loading" } | { kind: "ready"; source: string } | { kind: "error"; error: unknown };

export interface ChartFeedOptions {
  live: Live;
  key: string;
  history: History;
  onState(state: FeedState): void;
  onClosed(): void;
}

const PAGE = 1_500;
const MEND_LIMIT = 10_000;
/** Bars before the last known one that are asked for again when mending. */
const OVERLAP = 5;
const RETRY_MS = 2_000;

export class ChartFeed {
  readonly book = new BarBook();
  private readonly abort = new AbortController();
  private readonly leave: (() => void)[] = [];
  private mendFrom: number | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isLoaded = false;
  private isLoadingOlder = false;
  private hasOlder = true;

  constructor(private readonly options: ChartFeedOptions) {
    const { live, key } = options;
    this.leave.push(live.onBars(key, (frame) => this.take(frame)));
    this.leave.push(
      live.onGap((channel, gapKey) => {
        if (channel === "bar" && gapKey === key) this.mendSoon();
      }),
    );
    void this.load();
  }

  close(): void {
    this.abort.abort();
    if (this.timer !== null) clearTimeout(this.timer);
    for (const leave of this.leave) leave();
  }

  /** Read again from the beginning: the reader pressed "try again". */
  retry(): void {
    this.options.onState({ kind: "loading" });
    void this.load();
  }

  /** The page of bars before the oldest one. */
  async older(): Promise<void> {
    const first = this.book.closed[0];
    if (!this.isLoaded || this.isLoadingOlder || !this.hasOlder || !first) return;
    this.isLoadingOlder = true;
    try {
      const page = await this.options.history({ limit: PAGE, to_time: first.time }, this.abort.signal);
      this.hasOlder = page.time.length > 0 && (page.time[0] ?? first.time) < first.time;
      if (this.hasOlder) this.book.takeColumns({ ...page, forming: null });
    } catch {
      this.hasOlder = !this.abort.signal.aborted;
    } finally {
      this.isLoadingOlder = false;
    }
  }

  private take(frame: BarFrame): void {
    if (frame.data === null) return;
    if (frame.closed) {
      this.book.takeClosed(frame.data);
      this.options.onClosed();
    } else this.book.takeOpen(frame.data);
  }

  private async load(): Promise<void> {
    try {
      const page = await this.options.history({ limit: PAGE }, this.abort.signal);
      this.book.takeColumns(page);
      this.isLoaded = true;
      this.hasOlder = page.time.length > 0;
      this.options.onState({ kind: "ready", source: page.source ?? "terminal" });
    } catch (error) {
      if (this.abort.signal.aborted) return;
      if (!this.isLoaded) this.options.onState({ kind: "error", error });
      this.later(() => void this.load(), RETRY_MS);
    }
  }

  /** One mending at a time, a little later and never in step with other pages. */
  private mendSoon(): void {
    const { closed } = this.book;
    const from = closed.at(-OVERLAP)?.time ?? closed[0]?.time ?? null;
    if (from !== null) this.mendFrom = Math.min(this.mendFrom ?? from, from);
    if (this.timer === null) this.later(() => void this.mend(), 50 + Math.random() * 250);
  }

  private async mend(): Promise<void> {
    const from = this.mendFrom;
    if (from === null) return this.load();
    this.mendFrom = null;
    try {
      const range = { limit: MEND_LIMIT, from_time: from };
      this.book.takeColumns(await this.options.history(range, this.abort.signal));
      this.options.onClosed();
    } catch {
      if (this.abort.signal.aborted) return;
      this.mendFrom = Math.min(this.mendFrom ?? from, from);
      this.later(() => void this.mend(), RETRY_MS);
    }
  }

  private later(what: () => void, ms: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      what();
    }, ms);
  }
}
