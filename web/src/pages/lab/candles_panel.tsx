/** The bars that were traded, with every entry and exit on them. */

import { useEffect, useMemo, useRef, useState } from "react";
import { Maximize2 } from "lucide-react";
import type { RunBars } from "@/api/lab_types";
import type { ResultHeader } from "@/api/result";
import { TradeChart } from "@/charts/trade_chart";
import type { TradeMark } from "@/charts/trade_marks";
import { formatSigned, toNumber } from "@/format/numbers";
import { formatPrice } from "@/format/prices";
import { zoneName } from "@/format/times";
import { formatDateTime } from "@/format/figures";
import { isTimeframe, spanUs } from "@/format/timeframes";
import { exitWord } from "@/format/words";
import { reportTrades } from "@/live/probe";
import { digitsOf } from "@/pages/lab/result_parts";
import type { TradeRow } from "@/pages/lab/trade_rows";
import { useBars } from "@/pages/lab/use_bars";
import { usePalette } from "@/pages/lab/use_palette";
import { errorState } from "@/pages/live/panel_states";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { Cell, Table } from "@/ui/table";
import { FigureFrame } from "@/pages/lab/figure_frame";

export interface CandlesPanelProps {
  id: string;
  header: ResultHeader;
  rows: readonly TradeRow[];
  /** Whether all trades were read, so that it is known where to begin. */
  isRead: boolean;
  chosen: number | null;
  onChoose(trade: number | null): void;
}

export function markOf({ trade, net, openUs, closeUs, id, side }: TradeRow): TradeMark {
  return {
    id, side, openUs, closeUs, net,
    priceOpen: toNumber(trade.price_open) ?? 0, priceClose: toNumber(trade.price_close),
    stop: toNumber(trade.stop_loss), target: toNumber(trade.take_profit),
    label: `${exitWord(trade.exit_reason)} ${formatSigned(trade.net, 2)}`,
  };
}

export function CandlesPanel({ id, header, rows, isRead, chosen, onChoose }: CandlesPanelProps) {
  // First the chosen trade, else the last one: there the chart ends as the equity curve does.
  const start = rows.find((one) => one.id === chosen) ?? rows.at(-1);
  const { state, readAround, more, has } = useBars(id, isRead ? (start?.openUs ?? null) : undefined);
  const bars = state.kind === "ready" ? state.bars : null;
  const digits = digitsOf(rows);
  const panel = state.kind === "loading" ? { kind: "loading" } as const
    : state.kind === "error" ? errorState(state.error, () => void readAround(null)) : { kind: "ready" } as const;
  const shown = useMemo(() => (bars ? rows.filter(({ openUs }) => openUs >= (bars.time[0] ?? Infinity) && openUs <= (bars.time.at(-1) ?? 0)) : []), [bars, rows]);
  return (
    <FigureFrame
      title={`${header.symbol} ${header.timeframe} with trades`}
      className="area-candles"
      testId="lab-candles"
      state={panel}
      summary={summarise(header, bars, rows, shown)}
      table={bars && <BarsTable bars={bars} digits={digits} />}
    >
      {bars && <Chart {...{ header, rows, chosen, onChoose, bars, digits, readAround, more, has }} />}
    </FigureFrame>
  );
}

interface ChartProps extends Pick<CandlesPanelProps, "header" | "rows" | "chosen" | "onChoose"> {
  bars: RunBars;
  digits: number;
  readAround(us: number | null): Promise<void>;
  more(end: "start" | "end"): Promise<void>;
  has(us: number): boolean;
}

function Chart({ header, rows, chosen, onChoose, bars, digits, readAround, more, has }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<TradeChart | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const wanted = useRef<number | null>(chosen ?? rows.at(-1)?.id ?? null);
  const palette = usePalette();
  const zone = usePreferences((state) => state.zone);
  const marks = useMemo(() => rows.map(markOf), [rows]);
  const options = useMemo(() => ({ palette, zone, digits, spanUs: isTimeframe(header.timeframe) ? spanUs(header.timeframe) : 60_000_000 }), [digits, header.timeframe, palette, zone]);
  const first = useRef(options);
  useEffect(() => {
    if (!box.current) return;
    const made = new TradeChart(box.current, first.current);
    chart.current = made;
    const forget = reportTrades((trade) => made.placeOf(trade));
    return () => {
      forget();
      chart.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => chart.current?.apply(options), [options]);
  useEffect(() => {
    chart.current?.setBars(bars);
    if (wanted.current !== null && chart.current?.show(wanted.current)) wanted.current = null;
  }, [bars]);
  useEffect(() => {
    chart.current?.setTrades(marks);
    if (wanted.current !== null && chart.current?.show(wanted.current)) wanted.current = null;
  }, [marks]);
  useEffect(() => {
    chart.current?.onPick((picked) => picked !== null && onChoose(picked));
    chart.current?.onNearEnd((end) => void more(end));
    chart.current?.onHover(setHovered);
    // The listeners live as long as the chart; what they call does not change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    chart.current?.choose(chosen);
    const row = rows.find((one) => one.id === chosen);
    if (!row) return;
    if (has(row.openUs)) {
      wanted.current = null;
      chart.current?.show(row.id);
    } else {
      wanted.current = row.id;
      void readAround(row.openUs);
    }
  }, [chosen, has, readAround, rows]);
  return (
    <div className="relative min-h-0 flex-1">
      {/* No role on this box: the chart inside can be focused. */}
      <div ref={box} className="absolute inset-0" data-testid="lab-candles-box" />
      <p className="pointer-events-none absolute top-1 left-2.5 z-[3] flex flex-wrap gap-x-2 text-2xs">
        <Legend bars={bars} index={hovered} digits={digits} />
      </p>
      <Button size="small" tone="quiet" className="absolute right-[76px] bottom-8 z-[3] bg-panel/80" title="All bars that were read" aria-label="Show all bars that were read" onClick={() => chart.current?.showAll()}><Maximize2 aria-hidden size={12} /></Button>
      <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer" className="absolute bottom-8 left-2 z-[3] rounded bg-panel/70 px-1 text-[10px] text-quiet hover:text-ink">TradingView Lightweight Charts</a>
    </div>
  );
}

function Legend({ bars, index, digits }: { bars: RunBars; index: number | null; digits: number }) {
  const zone = usePreferences((state) => state.zone);
  const i = index ?? bars.time.length - 1;
  const time = bars.time[i];
  if (time === undefined) return null;
  const price = (values: readonly number[]) => formatPrice(values[i], digits);
  return (
    <>
      <span className="text-quiet">{formatDateTime(time, zone)} {zoneName(zone)}</span>
      {(["open", "high", "low", "close"] as const).map((name) => (
        <span key={name}><span className="text-quiet">{name[0]?.toUpperCase()}</span> {price(bars[name])}</span>
      ))}
    </>
  );
}

const COLUMNS = ["Open", "High", "Low", "Close"].map((name) => ({ name, isNumber: true }));
const MOST_ROWS = 300;

function BarsTable({ bars, digits }: { bars: RunBars; digits: number }) {
  const zone = usePreferences((state) => state.zone);
  const from = Math.max(0, bars.time.length - MOST_ROWS);
  return (
    <Table label={`The last ${MOST_ROWS} bars that were read`} columns={[{ name: `Opened (${zoneName(zone)})` }, ...COLUMNS]}>
      {bars.time.slice(from).map((us, k) => {
        const i = from + k;
        return (
          <tr key={us} className="border-t border-edge/60">
            <Cell>{formatDateTime(us, zone)}</Cell>
            {(["open", "high", "low", "close"] as const).map((name) => <Cell key={name} isNumber>{formatPrice(bars[name][i], digits)}</Cell>)}
          </tr>
        );
      })}
    </Table>
  );
}

function summarise(header: ResultHeader, bars: RunBars | null, rows: readonly TradeRow[], shown: readonly TradeRow[]): string {
  if (!bars) return "";
  const won = shown.filter(({ net }) => (net ?? 0) > 0).length;
  const of = shown.length === rows.length ? `all ${rows.length}` : `${shown.length} of ${rows.length}`;
  return `${bars.time.length.toLocaleString("en-US")} bars of ${header.symbol} with ${of} trades, ${won} of them won. Solid lines won, dashed lines lost.`;
}
