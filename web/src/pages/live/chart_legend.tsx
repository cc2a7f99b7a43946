/** What stands over the chart: quote, bar under the cross-hair, indicator values. Written by painters. */

import { useEffect, useRef } from "react";
import { live } from "@/api/live";
import type { Legend } from "@/charts/chart_controller";
import type { SymbolInfo, Tick } from "@/contracts.gen";
import { directionOf, formatCount, formatNumber, formatSigned } from "@/format/numbers";
import { formatPrice, formatSpread } from "@/format/prices";
import { formatCountdown, formatDayTime, zoneName } from "@/format/times";
import { endUs, type Timeframe } from "@/format/timeframes";
import { writePrice } from "@/pages/live/write_price";
import { usePreferences } from "@/state/preferences";

export interface ChartLegendProps {
  legend(listen: (legend: Legend | null) => void): () => void;
  info: SymbolInfo;
  timeframe: Timeframe;
  fault: string | null;
}

const FIELDS = ["open", "high", "low", "close"] as const;
const LETTERS = { open: "O", high: "H", low: "L", close: "C" };

export function ChartLegend({ legend, info, timeframe, fault }: ChartLegendProps) {
  const box = useRef<HTMLDivElement>(null);
  const bid = useRef<HTMLSpanElement>(null);
  const ask = useRef<HTMLSpanElement>(null);
  const spread = useRef<HTMLSpanElement>(null);
  const lines = useRef<HTMLDivElement>(null);
  const zone = usePreferences((state) => state.zone);
  useEffect(() => {
    const find = (name: string) => box.current?.querySelector<HTMLElement>(`[data-part=${name}]`) ?? null;
    let shown: Legend | null = null;
    let before = NaN;
    const countdown = () => {
      const tick = live.quotes.latest.get(info.symbol);
      const leftMs = shown && tick ? (endUs(timeframe, shown.bar.time) - tick.ts) / 1000 : 0;
      write(find("open-bar"), shown?.isOpen ? `open bar, closes in ${formatCountdown(leftMs)}` : "");
    };
    const stopQuote = live.quotes.paint(info.symbol, (tick: Tick) => {
      const direction = Math.sign(tick.bid - before);
      writePrice(bid.current, tick.bid, info, direction);
      writePrice(ask.current, tick.ask, info, direction);
      write(spread.current, formatSpread(tick.bid, tick.ask, info));
      before = tick.bid;
    });
    const stopLegend = legend((next) => {
      shown = next;
      if (box.current) box.current.hidden = next === null;
      if (!next) return;
      const { bar } = next;
      for (const field of FIELDS) write(find(field), formatPrice(bar[field], info.digits));
      write(find("volume"), formatCount(bar.volume));
      write(find("time"), `${formatDayTime(bar.time, zone)} ${zoneName(zone)}`);
      writeChange(find("change"), bar.close, next.before?.close ?? bar.open);
      countdown();
      writeLines(lines.current, next);
    });
    const timer = setInterval(countdown, 250);
    return () => {
      stopQuote();
      stopLegend();
      clearInterval(timer);
    };
  }, [info, legend, timeframe, zone]);
  return (
    <div className="pointer-events-none absolute top-1.5 left-2 z-[3] flex max-w-[calc(100%-5.5rem)] flex-col items-start gap-0.5">
      <p className="flex items-baseline gap-2 rounded bg-panel/75 px-1 max-sm:flex-wrap">
        <strong className="text-sm font-semibold">{info.symbol}</strong>
        <span className="text-quiet max-md:hidden">{info.description}</span>
        <span className="text-quiet">bid <span ref={bid} className="text-sm font-semibold">-</span></span>
        <span className="text-quiet">ask <span ref={ask} className="text-sm font-semibold">-</span></span>
        <span className="text-quiet">spread <span ref={spread} className="text-ink">-</span></span>
      </p>
      <div ref={box} hidden className="flex flex-wrap items-baseline gap-x-2 rounded bg-panel/75 px-1 text-2xs [&[hidden]]:hidden">
        <span data-part="time" className="text-quiet" />
        {FIELDS.map((field) => (
          <span key={field} className="text-quiet">{LETTERS[field]} <span data-part={field} className="text-ink" /></span>
        ))}
        <span data-part="change" />
        <span className="text-quiet">Vol <span data-part="volume" className="text-ink" /></span>
        <span data-part="open-bar" className="font-medium text-accent" />
      </div>
      <div ref={lines} className="flex flex-wrap gap-x-3 rounded bg-panel/75 px-1 text-2xs text-quiet" />
      {fault && <p role="status" className="pointer-events-auto rounded bg-panel/90 px-1 text-2xs text-warn">Indicators: {fault}</p>}
    </div>
  );
}

function write(element: HTMLElement | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

function writeChange(element: HTMLElement | null, close: number, reference: number): void {
  if (!element) return;
  const percent = reference ? ((close - reference) / reference) * 100 : 0;
  const direction = directionOf(percent);
  write(element, `${formatSigned(percent, 2)}%`);
  element.className = direction === "up" ? "text-up" : direction === "down" ? "text-down" : "text-quiet";
}

/** One entry a line, kept in place: only texts change while the set of lines stays. */
function writeLines(box: HTMLElement | null, { lines }: Legend): void {
  if (!box) return;
  while (box.children.length > lines.length) box.lastElementChild?.remove();
  while (box.children.length < lines.length) {
    const entry = document.createElement("span");
    entry.append(document.createElement("span"), " ", document.createElement("span"));
    box.append(entry);
  }
  lines.forEach(({ label, colour, value }, i) => {
    const [name, figure] = box.children[i]?.children ?? [];
    write(name as HTMLElement, label);
    write(figure as HTMLElement, value === null ? "-" : formatNumber(value, Math.abs(value) >= 20 ? 2 : 5).replaceAll(",", ""));
    if (figure instanceof HTMLElement) figure.style.color = colour;
  });
}
