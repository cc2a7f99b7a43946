/** The chart in words and as a table: the same bars, for reading and for screen readers. */

import { useEffect, useState, type RefObject } from "react";
import type { ChartController } from "@/charts/chart_controller";
import type { SymbolInfo } from "@/contracts.gen";
import { formatCount } from "@/format/numbers";
import { formatPrice } from "@/format/prices";
import { formatDayTime, zoneName } from "@/format/times";
import type { Bar } from "@/live/bars";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { Cell, Table } from "@/ui/table";

const BARS = 60;
const READ_MS = 2_000;
const COLUMNS = ["Open", "High", "Low", "Close", "Volume"].map((name) => ({ name, isNumber: true }));

export interface ChartTableProps {
  controller: RefObject<ChartController | null>;
  info: SymbolInfo;
  onClose(): void;
}

export function ChartTable({ controller, info, onClose }: ChartTableProps) {
  const zone = usePreferences((state) => state.zone);
  const [{ bars, hasOpen }, setBars] = useState<{ bars: Bar[]; hasOpen: boolean }>({ bars: [], hasOpen: false });
  useEffect(() => {
    const read = () => controller.current && setBars(controller.current.lastBars(BARS));
    read();
    const timer = setInterval(read, READ_MS);
    return () => clearInterval(timer);
  }, [controller]);
  const rows = [...bars].reverse();
  return (
    <div className="absolute inset-0 z-10 overflow-auto bg-panel">
      <div className="flex items-center gap-3 px-2 py-1.5">
        <p className="text-2xs text-quiet">{summarise(info, bars)}</p>
        <Button size="small" className="ml-auto" onClick={onClose}>Back to the chart</Button>
      </div>
      <Table label={`Bars of ${info.symbol}, newest first`} columns={[{ name: `Opened (${zoneName(zone)})` }, ...COLUMNS]}>
        {rows.map((bar, i) => (
          <tr key={bar.time} className="border-t border-edge/60">
            <Cell>{formatDayTime(bar.time, zone)} {i === 0 && hasOpen && <span className="text-accent">open bar</span>}</Cell>
            <Cell isNumber>{formatPrice(bar.open, info.digits)}</Cell>
            <Cell isNumber>{formatPrice(bar.high, info.digits)}</Cell>
            <Cell isNumber>{formatPrice(bar.low, info.digits)}</Cell>
            <Cell isNumber>{formatPrice(bar.close, info.digits)}</Cell>
            <Cell isNumber>{formatCount(bar.volume)}</Cell>
          </tr>
        ))}
      </Table>
    </div>
  );
}

/** One sentence that says what the picture shows. */
export function summarise(info: Pick<SymbolInfo, "symbol" | "digits">, bars: readonly Bar[]): string {
  const first = bars[0];
  const last = bars.at(-1);
  if (!first || !last) return `No bars of ${info.symbol} yet.`;
  const price = (value: number) => formatPrice(value, info.digits);
  const low = Math.min(...bars.map((bar) => bar.low));
  const high = Math.max(...bars.map((bar) => bar.high));
  const direction = last.close > first.open ? "rose" : last.close < first.open ? "fell" : "stayed";
  return `${info.symbol} ${direction} from ${price(first.open)} to ${price(last.close)} over the last ${bars.length} bars, between ${price(low)} and ${price(high)}.`;
}
