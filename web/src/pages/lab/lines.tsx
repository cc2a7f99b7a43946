/** A uPlot chart as a component: made once, told of new data, taken away with the panel. */

import { useEffect, useRef } from "react";
import { LineChart, type LineChartData, type LineChartOptions } from "@/charts/line_chart";
import { usePalette } from "@/pages/lab/use_palette";
import { usePreferences } from "@/state/preferences";
import { classNames } from "@/ui/class_names";
import type { Palette } from "@/charts/palette";

export interface LinesProps {
  /** Called with the colours of the theme; must be stable while the data is. */
  make(palette: Palette): LineChartData;
  isTime?: boolean;
  sync?: string;
  hasX?: boolean;
  sayY: LineChartOptions["sayY"];
  sayX?: LineChartOptions["sayX"];
  onHover?(index: number | null): void;
  onPick?(index: number): void;
  className?: string;
}

export function Lines({ make, isTime = true, sync, hasX = true, sayY, sayX, onHover, onPick, className }: LinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<LineChart | null>(null);
  const palette = usePalette();
  const zone = usePreferences((state) => state.zone);
  useEffect(() => {
    if (!box.current) return;
    const options: LineChartOptions = { palette, zone, isTime, sayY, sayX, sync, hasX };
    if (chart.current) chart.current.set(make(palette), options);
    else chart.current = new LineChart(box.current, make(palette), options);
  }, [hasX, isTime, make, palette, sayX, sayY, sync, zone]);
  useEffect(() => {
    chart.current?.onHover((index) => onHover?.(index));
    chart.current?.onPick((index) => onPick?.(index));
  }, [onHover, onPick]);
  useEffect(() => () => {
    chart.current?.destroy();
    chart.current = null;
  }, []);
  // The plot is taken out of the flow: its own size must never push the box that it fills.
  return <div className={classNames("relative overflow-hidden", className)}><div ref={box} className="absolute inset-0" /></div>;
}
