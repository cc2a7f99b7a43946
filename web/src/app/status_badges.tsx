/** Age of the feed and time from quote to screen; written by a timer, never through React state. */

import { useEffect, useRef } from "react";
import { live } from "@/api/live";
import { formatAge, formatLatency, formatWeekdayTime } from "@/format/times";
import { usePreferences } from "@/state/preferences";

const PAINT_MS = 250;

const WORDS = {
  live: "", late: "", stale: "stale", lost: "no connection", unknown: "waiting", closed: "",
} as const;

export function StatusBadges({ symbol }: { symbol: string }) {
  const box = useRef<HTMLSpanElement>(null);
  const age = useRef<HTMLSpanElement>(null);
  const p50 = useRef<HTMLSpanElement>(null);
  const p99 = useRef<HTMLSpanElement>(null);
  const zone = usePreferences((state) => state.zone);
  useEffect(() => {
    const paint = () => {
      const fresh = live.freshnessOf(symbol);
      const opens = live.stateOf(symbol)?.opens;
      const closed = opens ? `closed until ${formatWeekdayTime(opens, zone)}` : "closed";
      const text = fresh === "closed" ? closed : `${formatAge(live.ageOf(symbol))} ${WORDS[fresh]}`.trim();
      if (box.current) box.current.dataset.fresh = fresh;
      write(age.current, text);
      write(p50.current, formatLatency(live.latency.quantile(0.5)));
      write(p99.current, formatLatency(live.latency.quantile(0.99)));
    };
    paint();
    const timer = setInterval(paint, PAINT_MS);
    // The age of the feed is shown on every page, so every page listens to one symbol.
    const leave = live.socket.want(`tick:${symbol}`);
    return () => {
      clearInterval(timer);
      leave();
    };
  }, [symbol, zone]);
  return (
    <span ref={box} className="flex h-7 shrink-0 items-center gap-3 rounded-[5px] px-1.5 text-2xs text-quiet">
      <span title="Age of the newest quote, by the wall clock">
        Feed <span ref={age} data-testid="feed-age" data-value className="inline-block min-w-[4ch] font-medium text-ink">-</span>
      </span>
      <span className="max-md:hidden" title="From the quote being said to it being on this screen: half and 99 of 100 are faster">
        Latency p50 <span ref={p50} data-testid="latency-p50" className="inline-block min-w-[4.5ch] font-medium text-ink">-</span>{" "}
        p99 <span ref={p99} data-testid="latency-p99" className="inline-block min-w-[4.5ch] font-medium text-ink">-</span>
      </span>
    </span>
  );
}

function write(element: HTMLElement | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
