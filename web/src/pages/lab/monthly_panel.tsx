/** Return of every month, years below each other. Colour follows size; the number is always there. */

import { useMemo } from "react";
import type { Month } from "@/api/result";
import { divergingTable, inkOn, parseColour, stepOf, type Rgb } from "@/charts/colours";
import { formatSigned, toNumber, UNKNOWN } from "@/format/numbers";
import { formatSignedPct } from "@/format/figures";
import { MONTH_NAMES, yearsOf } from "@/pages/lab/months";
import { usePalette } from "@/pages/lab/use_palette";
import { Panel } from "@/ui/panel";

export function MonthlyPanel({ monthly, currency }: { monthly: readonly Month[]; currency: string }) {
  const years = useMemo(() => yearsOf(monthly), [monthly]);
  const palette = usePalette();
  const table = useMemo(() => divergingTable(parseColour(palette.down), parseColour(palette.neutral), parseColour(palette.up)), [palette]);
  const most = Math.max(1e-9, ...monthly.map(({ return_pct }) => Math.abs(toNumber(return_pct) ?? 0)));
  const colours = (value: number) => {
    const step = stepOf(value, { low: -most, middle: 0, high: most }) * 3;
    const rgb: Rgb = [table[step]!, table[step + 1]!, table[step + 2]!];
    return { backgroundColor: `rgb(${rgb.join(" ")})`, color: inkOn(rgb) };
  };
  const state = years.length > 0 ? { kind: "ready" } as const : { kind: "empty", what: "No months", why: "The run is shorter than a month has days to count." } as const;
  return (
    <Panel title="Return by month" state={state} testId="lab-monthly" hasScroll>
      <table aria-label="Return by month in percent" className="w-full border-separate border-spacing-px text-2xs">
        <thead>
          <tr>
            <th scope="col" className="label px-1.5 text-left font-normal">Year</th>
            {MONTH_NAMES.map((name) => <th key={name} scope="col" className="label font-normal">{name}</th>)}
            <th scope="col" className="label px-1.5 text-right font-normal">Year</th>
          </tr>
        </thead>
        <tbody>
          {years.map(({ year, months, returnPct, trades }) => (
            <tr key={year}>
              <th scope="row" className="px-1.5 text-left font-medium">{year}</th>
              {months.map((month, i) => {
                const value = toNumber(month?.return_pct);
                return (
                  <td
                    key={MONTH_NAMES[i]}
                    style={value === null ? undefined : colours(value)}
                    className="h-7 min-w-9 rounded-[3px] text-center"
                    title={month ? `${MONTH_NAMES[i]} ${year}: ${formatSigned(month.profit, 2)} ${currency}, ${month.trades} trades` : undefined}
                  >
                    {month ? formatSigned(value, 1) : ""}
                    {month && value === null && UNKNOWN}
                  </td>
                );
              })}
              <td className="num px-1.5 font-semibold" title={`${trades} trades`}>{formatSignedPct(returnPct, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="px-2.5 py-1.5 text-2xs text-quiet">Percent of the balance at the start of the month; an empty place was not tested.</p>
    </Panel>
  );
}
