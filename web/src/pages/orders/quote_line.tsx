import { useEffect, useRef } from "react";
import { live } from "@/api/live";
import type { SymbolInfo, Tick } from "@/contracts.gen";
import { formatSpread } from "@/format/prices";
import { writePrice } from "@/pages/live/write_price";

/** Bid, ask and spread as they stand, written on each frame without React. */
export function QuoteLine({ info }: { info: SymbolInfo }) {
  const box = useRef<HTMLDivElement>(null);
  const bid = useRef<HTMLSpanElement>(null);
  const ask = useRef<HTMLSpanElement>(null);
  const spread = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const paint = (tick: Tick) => {
      writePrice(bid.current, tick.bid, info, 0);
      writePrice(ask.current, tick.ask, info, 0);
      if (spread.current) spread.current.textContent = formatSpread(tick.bid, tick.ask, info);
    };
    for (const element of [bid.current, ask.current, spread.current]) if (element) element.textContent = "-";
    const leave = live.socket.want(`tick:${info.symbol}`);
    const stop = live.quotes.paint(info.symbol, paint);
    const timer = setInterval(() => {
      if (box.current) box.current.dataset.fresh = live.freshnessOf(info.symbol);
    }, 250);
    return () => {
      stop();
      leave();
      clearInterval(timer);
    };
  }, [info]);
  return (
    <div ref={box} className="flex items-baseline justify-between gap-3 rounded-[5px] bg-raised px-2.5 py-1.5">
      <span><span className="label mr-1.5">Bid</span><span ref={bid} data-value className="text-sm font-semibold" /></span>
      <span className="text-2xs text-quiet">spread <span ref={spread} data-value /></span>
      <span><span className="label mr-1.5">Ask</span><span ref={ask} data-value className="text-sm font-semibold" /></span>
    </div>
  );
}
