/** A bar a bin, as SVG: few enough to be elements, each with its own words. */

import { formatPlain } from "@/format/figures";

export interface BarItem {
  label: string;
  title: string;
  value: number;
  isUp: boolean;
}

const HEIGHT = 100;

/** Bars stand on the line of 0; what is below 0 hangs from it, hatched as well as coloured. */
export function Bars({ bars }: { bars: readonly BarItem[] }) {
  const high = bars.reduce((most, { value }) => Math.max(most, value), 0);
  const low = bars.reduce((least, { value }) => Math.min(least, value), 0);
  const span = high - low || 1;
  const y = (value: number) => ((high - value) / span) * HEIGHT;
  const every = Math.max(1, Math.ceil(bars.length / 10));
  return (
    <div className="relative flex min-h-0 flex-1 flex-col px-2.5 pt-2 pb-1">
      <span aria-hidden className="absolute top-1 right-2.5 text-[10px] text-quiet">{formatPlain(high)}</span>
      {low < 0 && <span aria-hidden className="absolute right-2.5 bottom-5 text-[10px] text-quiet">{formatPlain(low)}</span>}
      <svg viewBox={`0 0 ${bars.length || 1} ${HEIGHT}`} preserveAspectRatio="none" className="min-h-0 w-full flex-1" aria-hidden>
        {bars.map(({ label, title, value, isUp }, i) => (
          <rect
            key={`${label}/${i}`}
            x={i + 0.08}
            width={0.84}
            y={Math.min(y(value), y(0))}
            height={Math.max(value === 0 ? 0 : 0.6, Math.abs(y(value) - y(0)))}
            className={isUp ? "fill-up" : "fill-down"}
            fillOpacity={isUp ? 0.85 : 0.7}
          >
            <title>{title}</title>
          </rect>
        ))}
        <line x1={0} x2={bars.length} y1={y(0)} y2={y(0)} className="stroke-control" strokeWidth={1} vectorEffect="non-scaling-stroke" />
      </svg>
      <div aria-hidden className="mt-0.5 flex text-[10px] text-quiet">
        {bars.map(({ label }, i) => <span key={`${label}/${i}`} className="min-w-0 flex-1 overflow-visible whitespace-nowrap">{i % every === 0 ? label : ""}</span>)}
      </div>
    </div>
  );
}
