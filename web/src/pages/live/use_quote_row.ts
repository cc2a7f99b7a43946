import { useEffect, useRef } from "react";
import { live } from "@/api/live";
import { drawSparkline } from "@/charts/sparkline";
import type { SymbolInfo, Tick } from "@/contracts.gen";
import { formatSpread } from "@/format/prices";
import { formatAge, formatWeekdayTime } from "@/format/times";
import { writePrice } from "@/pages/live/write_price";
import { usePreferences } from "@/state/preferences";

const AGE_MS = 250;
const SPARK_MS = 1_000;

/** Refs for a row of quotes, painted on each frame that brings a tick; ages by a timer. */
export function useQuoteRow(info: SymbolInfo) {
  const row = useRef<HTMLTableRowElement>(null);
  const bid = useRef<HTMLSpanElement>(null);
  const ask = useRef<HTMLSpanElement>(null);
  const spread = useRef<HTMLSpanElement>(null);
  const spark = useRef<HTMLCanvasElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  const zone = usePreferences((state) => state.zone);
  useEffect(() => {
    const { symbol } = info;
    let before = NaN;
    const paint = (tick: Tick) => {
      writePrice(bid.current, tick.bid, info, Math.sign(tick.bid - before));
      writePrice(ask.current, tick.ask, info, Math.sign(tick.bid - before));
      if (spread.current) spread.current.textContent = formatSpread(tick.bid, tick.ask, info);
      before = tick.bid;
    };
    for (const element of [bid.current, ask.current, spread.current]) if (element && !element.textContent) element.textContent = "-";
    const leave = live.socket.want(`tick:${symbol}`);
    const stop = live.quotes.paint(symbol, paint);
    const age = () => {
      const fresh = live.freshnessOf(symbol);
      if (row.current) row.current.dataset.fresh = fresh;
      const opens = live.stateOf(symbol)?.opens;
      const isOld = fresh === "late" || fresh === "stale";
      const closed = opens ? `closed until ${formatWeekdayTime(opens, zone)}` : "closed";
      const text = fresh === "closed" ? closed : isOld ? formatAge(live.ageOf(symbol)) : "";
      if (note.current && note.current.textContent !== text) note.current.textContent = text;
    };
    const draw = () => {
      const trace = live.quotes.traceOf(symbol);
      if (!spark.current || !trace) return;
      drawSparkline(spark.current, trace, getComputedStyle(spark.current).getPropertyValue("--quiet"));
    };
    age();
    draw();
    const timers = [setInterval(age, AGE_MS), setInterval(draw, SPARK_MS)];
    return () => {
      stop();
      leave();
      timers.forEach(clearInterval);
    };
  }, [info, zone]);
  return { row, bid, ask, spread, spark, note };
}
