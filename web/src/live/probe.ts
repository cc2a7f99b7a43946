/** `window.__tickloom`: what the page has seen, read-only, so a test can hold it against REST. */

import type { DealMade, Tick } from "@/contracts.gen";
import type { Live } from "@/live/live";

export interface ShownMarker {
  ticket: number;
  time_us: number;
  side: "buy" | "sell";
  entry: DealMade["entry"];
  price: string;
}

export interface ChartProbe {
  barsShown: number;
  /** Open times of the first and the last bar, microseconds; null without bars. */
  barRange: readonly [first: number, last: number] | null;
  markers: readonly ShownMarker[];
}

let chart: ChartProbe = { barsShown: 0, barRange: null, markers: [] };

/** The chart says what it shows. */
export function reportChart(shown: Partial<ChartProbe>): void {
  chart = { ...chart, ...shown };
}

/** Where something lies on a picture, in CSS pixels from its corner. */
export interface Place {
  x: number;
  y: number;
}

let placeOfTrade: (trade: number) => Place | null = () => null;

/** The chart of a run says where its trades lie, for who has to click one. */
export function reportTrades(placeOf: (trade: number) => Place | null): () => void {
  placeOfTrade = placeOf;
  return () => {
    if (placeOfTrade === placeOf) placeOfTrade = () => null;
  };
}

export interface Probe {
  readonly ticksReceived: number;
  readonly barsShown: number;
  readonly barRange: ChartProbe["barRange"];
  readonly markers: readonly ShownMarker[];
  readonly connection: string;
  lastTick(symbol: string): Tick | null;
  /** The entry of a trade of the run that is shown; null where it is not on the screen. */
  placeOfTrade(trade: number): Place | null;
}

declare global {
  interface Window {
    readonly __tickloom?: Probe;
  }
}

export function installProbe(live: Live): void {
  const probe: Probe = Object.freeze({
    get ticksReceived() {
      return live.quotes.received;
    },
    get barsShown() {
      return chart.barsShown;
    },
    get barRange() {
      return chart.barRange;
    },
    get markers() {
      return chart.markers;
    },
    get connection() {
      return live.connection.newest.state;
    },
    placeOfTrade: (trade: number) => placeOfTrade(trade),
    lastTick: (symbol: string) => live.quotes.latest.get(symbol) ?? null,
  });
  Object.defineProperty(window, "__tickloom", { value: probe, configurable: true });
}
