/** The chart's life beside React: made for a symbol and timeframe, told of themes, deals, positions. */

import { useEffect, useMemo, useRef, type RefObject } from "react";
import { api } from "@/api/client";
import { live } from "@/api/live";
import { asProblem } from "@/api/problem";
import { ChartController, type Legend } from "@/charts/chart_controller";
import type { FeedState } from "@/charts/chart_feed";
import { readPalette } from "@/charts/palette";
import type { PriceChartOptions } from "@/charts/price_chart";
import type { SymbolInfo } from "@/contracts.gen";
import type { Timeframe } from "@/format/timeframes";
import { operandsOf } from "@/pages/live/indicator_presets";
import { usePreferences } from "@/state/preferences";
import { useSession } from "@/state/session";

export interface UseChart {
  container: RefObject<HTMLDivElement | null>;
  count: RefObject<HTMLSpanElement | null>;
  info: SymbolInfo;
  timeframe: Timeframe;
  setState(state: FeedState): void;
  setIndicatorFault(fault: string | null): void;
}

export type LegendListeners = Set<(legend: Legend | null) => void>;

export function useChart({ container, count, info, timeframe, setState, setIndicatorFault }: UseChart) {
  const controller = useRef<ChartController | null>(null);
  const listeners = useRef<LegendListeners>(new Set());
  const { zone, volume, indicators } = usePreferences();
  const account = useSession((state) => state.account);
  const { symbol, digits } = info;
  const options = useMemo(
    () => (): PriceChartOptions => ({
      palette: readPalette(document.documentElement),
      zone, digits, timeframe, showsVolume: volume,
    }),
    [zone, digits, timeframe, volume],
  );
  const first = useRef(options);
  first.current = options;

  useEffect(() => {
    if (!container.current) return;
    setState({ kind: "loading" });
    const made = new ChartController(
      container.current,
      {
        live, symbol,
        history: (range, signal) => api.candles(symbol, timeframe, range, signal),
        onState: setState,
        onLegend: (legend) => listeners.current.forEach((listen) => listen(legend)),
        onCount: (bars) => {
          if (count.current) count.current.textContent = String(bars);
        },
      },
      first.current(),
    );
    controller.current = made;
    const showDeals = () => made.setDeals(live.deals.shown.newest.filter((deal) => deal.symbol === symbol && deal.account === account));
    const showPositions = () => made.setPositions((live.account.newest?.positions ?? []).filter((one) => one.symbol === symbol));
    showDeals();
    showPositions();
    const leave = [live.deals.shown.subscribe(showDeals), live.account.subscribe(showPositions)];
    return () => {
      leave.forEach((stop) => stop());
      controller.current = null;
      made.destroy();
    };
  }, [account, container, count, setState, symbol, timeframe]);

  const operands = operandsOf(indicators).join("\n");
  useEffect(() => {
    const list = operands === "" ? [] : operands.split("\n");
    const read = (limit: number, signal: AbortSignal) => api.indicators(symbol, timeframe, limit, list, signal);
    controller.current?.setIndicators(list.length > 0 ? read : null, (error) => {
      setIndicatorFault(error === null ? null : asProblem(error).details.detail);
    });
    if (list.length === 0) setIndicatorFault(null);
  }, [account, operands, setIndicatorFault, symbol, timeframe]);

  // The style sheet decides the colours; the root's attributes say when they change.
  useEffect(() => {
    const apply = () => controller.current?.apply(options());
    const frame = requestAnimationFrame(apply);
    const observer = new MutationObserver(apply);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme", "data-colours"] });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [options]);

  const legend = useMemo(
    () => (listen: (legend: Legend | null) => void) => {
      listeners.current.add(listen);
      return () => listeners.current.delete(listen);
    },
    [],
  );
  return { controller, legend };
}
