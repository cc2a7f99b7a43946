/** Bars of a run in a window that grows toward where the reader looks. */

import { useCallback, useEffect, useRef, useState } from "react";
import { lab } from "@/api/lab";
import type { RunBars } from "@/api/lab_types";

export type BarsState =
  | { kind: "loading" }
  | { kind: "error"; error: unknown }
  | { kind: "ready"; bars: RunBars };

/** Bars kept beside each other; what lies further away is let go. */
const MOST_BARS = 20_000;

/** Two windows as one, each bar once, in order. */
export function joined(before: RunBars, after: RunBars): RunBars {
  const last = before.time.at(-1) ?? -Infinity;
  const from = after.time.findIndex((us) => us > last);
  if (from < 0) return before;
  const join = (name: keyof RunBars) => [...before[name], ...after[name].slice(from)];
  return { time: join("time"), open: join("open"), high: join("high"), low: join("low"), close: join("close") };
}

function cut(bars: RunBars, isFromStart: boolean): RunBars {
  if (bars.time.length <= MOST_BARS) return bars;
  const keep = (values: readonly number[]) => (isFromStart ? values.slice(0, MOST_BARS) : values.slice(-MOST_BARS));
  return { time: keep(bars.time), open: keep(bars.open), high: keep(bars.high), low: keep(bars.low), close: keep(bars.close) };
}

/** `startUs`: what to show first; null for the run's own choice, undefined while it is not known yet. */
export function useBars(id: string, startUs: number | null | undefined) {
  const [state, setState] = useState<BarsState>({ kind: "loading" });
  const current = useRef<RunBars | null>(null);
  const isBusy = useRef(false);
  const ends = useRef({ start: false, end: false });
  const take = useCallback((bars: RunBars) => {
    current.current = bars;
    setState({ kind: "ready", bars });
  }, []);
  const newest = useRef(0);
  const readAround = useCallback(async (us: number | null) => {
    const asked = (newest.current += 1);
    isBusy.current = true;
    try {
      const bars = await lab.bars(id, us === null ? {} : { aroundUs: us });
      // The reader has gone on: an older answer would take him back.
      if (asked !== newest.current) return;
      take(bars);
      ends.current = { start: false, end: false };
    } catch (error) {
      if (asked === newest.current) setState({ kind: "error", error });
    } finally {
      if (asked === newest.current) isBusy.current = false;
    }
  }, [id, take]);
  const more = useCallback(async (end: "start" | "end") => {
    const bars = current.current;
    if (!bars || isBusy.current || ends.current[end]) return;
    isBusy.current = true;
    const asked = newest.current;
    try {
      const edge = end === "start" ? bars.time[0] : bars.time.at(-1);
      const found = await lab.bars(id, end === "start" ? { beforeUs: edge } : { afterUs: edge });
      if (asked !== newest.current) return;
      const whole = end === "start" ? joined(found, bars) : joined(bars, found);
      if (whole.time.length === bars.time.length) ends.current[end] = true;
      else {
        const kept = cut(whole, end === "start");
        if (kept.time.length < whole.time.length) ends.current[end === "start" ? "end" : "start"] = false;
        take(kept);
      }
    } catch {
      // What is shown stays; the next movement asks again.
    } finally {
      if (asked === newest.current) isBusy.current = false;
    }
  }, [id, take]);
  /** Whether the bar at `us` is among those read. */
  const has = useCallback((us: number) => {
    const times = current.current?.time;
    return !!times && us >= (times[0] ?? Infinity) && us <= (times.at(-1) ?? -Infinity);
  }, []);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (startUs === undefined || hasBegun.current) return;
    hasBegun.current = true;
    void readAround(startUs);
  }, [readAround, startUs]);
  return { state, readAround, more, has };
}
