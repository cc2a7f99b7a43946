/** Whether prices of a symbol are good enough to trade on, looked at twice a second. */

import { useEffect, useState } from "react";
import { live } from "@/api/live";
import type { Freshness } from "@/live/freshness";

const LOOK_MS = 500;

export function useFreshness(symbol: string): Freshness {
  const [fresh, setFresh] = useState<Freshness>(() => live.freshnessOf(symbol));
  useEffect(() => {
    const look = () => setFresh(live.freshnessOf(symbol));
    look();
    const leave = live.socket.want(`tick:${symbol}`);
    const timer = setInterval(look, LOOK_MS);
    return () => {
      leave();
      clearInterval(timer);
    };
  }, [symbol]);
  return fresh;
}

const WHY: Partial<Record<Freshness, string>> = {
  stale: "The price is too old to send an order on.",
  lost: "This page is not connected: what it shows may be old.",
  unknown: "There is no price yet.",
  closed: "The market is closed.",
};

/** Why nothing can be sent now; null when it can. */
export const blockedBy = (fresh: Freshness): string | null => WHY[fresh] ?? null;
