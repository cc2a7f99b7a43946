import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DealMade, Tick } from "@/contracts.gen";
import { BarBook, type Bar } from "@/live/bars";
import { DealBook } from "@/live/deals";
import { Quotes } from "@/live/quotes";
import { judge, newest, type Newest, type Stamp } from "@/live/sequence";

/** A producer's lives one after the other: epochs in time order, each counting from 1. */
const history = fc
  .array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
  .map((lives) => {
    let at = 0;
    return lives.flatMap((count, life) => Array.from({ length: count }, (_, i): Stamp => ({ ep: `life-${life}`, seq: i + 1, at: (at += 10) })));
  });

/** The same messages with some lost, some twice, in any order; the newest always arrives. */
const disturbed = history.chain((all) => {
  const last = all[all.length - 1] as Stamp;
  return fc.tuple(fc.constant(last), fc.shuffledSubarray([...all, ...all]).chain((some) => fc.shuffledSubarray([...some, last], { minLength: some.length + 1 })));
});

describe("the reducer of a state stream", () => {
  it("ends in the newest message whatever was lost, doubled or reordered", () => {
    fc.assert(
      fc.property(disturbed, ([last, arriving]) => {
        const end = arriving.reduce<Newest<Stamp> | undefined>((state, frame) => newest(state, frame), undefined);
        expect(end?.value).toEqual(last);
      }),
      { numRuns: 300 },
    );
  });

  it("is not changed by a snapshot of what it already has", () => {
    const stamp = { ep: "a", seq: 4, at: 40 };
    const state = newest(undefined, stamp);
    expect(newest(state, { ...stamp })).toBe(state);
  });
});

describe("judging a frame", () => {
  const known = { ep: "a", seq: 4, at: 40 };
  it.each([
    ["the next one", { ep: "a", seq: 5, at: 50 }, false, "apply"],
    ["a repeated one", { ep: "a", seq: 4, at: 40 }, false, "old"],
    ["an older one", { ep: "a", seq: 2, at: 20 }, false, "old"],
    ["a jump", { ep: "a", seq: 7, at: 70 }, false, "hole"],
    ["a jump that says it left some out", { ep: "a", seq: 7, at: 70 }, true, "apply"],
    ["a new life", { ep: "b", seq: 1, at: 50 }, true, "hole"],
    ["a message of an earlier life", { ep: "z", seq: 99, at: 30 }, true, "old"],
  ])("%s", (_, next, skips, verdict) => {
    expect(judge(known, next, skips)).toBe(verdict);
  });
});

const MINUTE = 60_000_000;
const bar = (i: number, close = i): Bar => ({ time: i * MINUTE, open: i, high: i + 1, low: i - 1, close, volume: 1 });
const columns = (bars: Bar[], forming: Bar | null = null) => ({
  time: bars.map((b) => b.time), open: bars.map((b) => b.open), high: bars.map((b) => b.high), low: bars.map((b) => b.low),
  close: bars.map((b) => b.close), volume: bars.map((b) => b.volume), forming,
});

describe("the bars of a chart", () => {
  it("are each closed bar once, in order, however frames and pages arrive", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant("live" as const), from: fc.integer({ min: 1, max: 40 }) }),
        fc.record({ kind: fc.constant("page" as const), from: fc.integer({ min: 1, max: 40 }) }),
        fc.record({ kind: fc.constant("open" as const), from: fc.integer({ min: 1, max: 40 }) }),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (arriving) => {
        const book = new BarBook();
        const seen = new Set<number>();
        for (const { kind, from } of arriving) {
          if (kind === "open") book.takeOpen(bar(from));
          else {
            const bars = kind === "live" ? [bar(from)] : [0, 1, 2, 3, 4].map((i) => bar(from + i));
            bars.forEach((one) => seen.add(one.time));
            if (kind === "live") book.takeClosed(bar(from));
            else book.takeColumns(columns(bars));
          }
        }
        expect(book.closed.map((one) => one.time)).toEqual([...seen].sort((a, b) => a - b));
        if (book.open) expect(book.open.time).toBeGreaterThan(book.closed.at(-1)?.time ?? -1);
      }),
      { numRuns: 300 },
    );
  });

  it("never draw a closed bar from an open one", () => {
    const book = new BarBook();
    book.takeClosed(bar(5, 50));
    book.takeOpen(bar(5, 51));
    expect(book.open).toBeNull();
    expect(book.closed[0]?.close).toBe(50);
  });

  it("say what has to be drawn again", () => {
    const book = new BarBook();
    book.takeColumns(columns([bar(1), bar(2)], bar(3)));
    expect(book.takeChange()).toEqual({ kind: "all" });
    book.takeOpen(bar(3, 9));
    book.takeClosed(bar(3, 9));
    book.takeOpen(bar(4));
    expect(book.takeChange()).toEqual({ kind: "tail", from: 3 * MINUTE });
    expect(book.takeChange()).toEqual({ kind: "none" });
    book.takeColumns(columns([bar(-1), bar(0)]));
    expect(book.takeChange()).toEqual({ kind: "all" });
  });

  it("find the bar that holds a moment", () => {
    const book = new BarBook();
    book.takeColumns(columns([bar(1), bar(2), bar(9)]));
    expect(book.at(MINUTE - 1)).toBeNull();
    expect(book.at(2 * MINUTE + 5)?.time).toBe(2 * MINUTE);
    expect(book.at(100 * MINUTE)?.time).toBe(9 * MINUTE);
  });
});

const tick = (seq: number, bid: number): Tick => ({
  id: String(seq), ts: seq, seq, ep: "a", at: seq * 1_000_000, mode: "demo", venue: "demo", symbol: "EURUSD", bid, ask: bid + 1,
});

describe("quotes", () => {
  it("paint the newest tick once a flush and count what was left out", () => {
    const quotes = new Quotes();
    const painted: number[] = [];
    quotes.paint("EURUSD", (one) => painted.push(one.seq));
    for (const seq of [1, 2, 5, 4, 5]) quotes.take(tick(seq, seq));
    quotes.flush(() => undefined);
    quotes.flush(() => undefined);
    expect(painted).toEqual([5]);
    expect([quotes.received, quotes.skipped]).toEqual([3, 2]);
  });

  it("measure no latency on what was known before", () => {
    const quotes = new Quotes();
    const measured: number[] = [];
    quotes.take(tick(1, 1), false);
    quotes.flush((one) => measured.push(one.seq));
    quotes.take(tick(2, 1), true);
    quotes.flush((one) => measured.push(one.seq));
    expect(measured).toEqual([2]);
  });

  it("keep a bounded trace", () => {
    const quotes = new Quotes();
    for (let seq = 1; seq <= 1_000; seq += 1) quotes.take(tick(seq, seq));
    expect(quotes.traceOf("EURUSD")?.values).toHaveLength(120);
  });
});

describe("deals", () => {
  it("are each shown once, newest first, in whatever order they are heard", () => {
    const deal = (ticket: number) => ({ account: "paper-1", ticket }) as DealMade;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (tickets) => {
        const book = new DealBook();
        for (const ticket of tickets) book.take([deal(ticket)]);
        expect(book.shown.newest.map((one) => one.ticket)).toEqual([...new Set(tickets)].sort((a, b) => b - a));
      }),
    );
  });
});
