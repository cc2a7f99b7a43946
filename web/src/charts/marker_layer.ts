/** Deals as markers: an arrow where a position was entered or turned round, a dot at the price where it ended. */

import { createSeriesMarkers, type ISeriesApi, type ISeriesMarkersPluginApi, type SeriesMarker, type Time, type UTCTimestamp } from "lightweight-charts";
import type { Palette } from "@/charts/palette";
import type { DealMade } from "@/contracts.gen";
import { formatSigned, formatVolume, toNumber } from "@/format/numbers";
import { openUs, type Timeframe } from "@/format/timeframes";
import { exitWord } from "@/format/words";
import type { BarBook } from "@/live/bars";
import { reportChart, type ShownMarker } from "@/live/probe";

/** Beyond this many, only the newest carry words: text would cover the candles. */
const LABELLED = 3;

export class MarkerLayer {
  private readonly plugin: ISeriesMarkersPluginApi<Time>;
  private palette: Palette | null = null;

  constructor(series: ISeriesApi<"Candlestick">) {
    this.plugin = createSeriesMarkers(series, []);
  }

  apply(palette: Palette): void {
    this.palette = palette;
  }

  /** Show `deals` (newest first); true when one of them waits for its bar. */
  set(deals: readonly DealMade[], book: BarBook, timeframe: Timeframe, _digits: number): boolean {
    const shown: ShownMarker[] = [];
    const markers: SeriesMarker<Time>[] = [];
    let isWaiting = false;
    deals.forEach((deal, index) => {
      const bar = book.at(deal.ts);
      if (bar === null) return;
      if (bar.time < openUs(timeframe, deal.ts) && bar === book.last) isWaiting = true;
      markers.push(this.marker(deal, bar.time, index < LABELLED));
      shown.push(shownMarker(deal, bar.time));
    });
    markers.sort((a, b) => Number(a.time) - Number(b.time));
    this.plugin.setMarkers(markers);
    reportChart({ markers: shown });
    return isWaiting;
  }

  private marker(deal: DealMade, timeUs: number, isLabelled: boolean): SeriesMarker<Time> {
    const time = (timeUs / 1_000_000) as UTCTimestamp;
    const isBuy = deal.side === "buy";
    const color = (isBuy ? this.palette?.up : this.palette?.down) ?? "#888888";
    const id = String(deal.ticket);
    if (deal.entry === "in" || deal.entry === "in_out") {
      const done = deal.entry === "in" ? deal.side : `turn ${formatSigned(deal.profit, 2)}, ${deal.side}`;
      const text = isLabelled ? `${done} ${formatVolume(deal.volume)}` : undefined;
      return {
        id, time, color, text, size: 1.2,
        position: isBuy ? "belowBar" : "aboveBar", shape: isBuy ? "arrowUp" : "arrowDown",
      };
    }
    const text = isLabelled ? `${exitWord(deal.reason)} ${formatSigned(deal.profit, 2)}` : undefined;
    return {
      id, time, text, shape: "circle", size: 0.7, position: "atPriceMiddle",
      price: toNumber(deal.price) ?? 0, color: this.palette?.entry ?? color,
    };
  }
}

function shownMarker(deal: DealMade, timeUs: number): ShownMarker {
  return { ticket: deal.ticket, time_us: timeUs, side: deal.side, entry: deal.entry, price: deal.price };
}
