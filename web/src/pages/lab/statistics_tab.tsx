/** All statistics with their intervals, the months, and what was paid. */

import { useMemo } from "react";
import type { ResultBody } from "@/api/result";
import { formatNumber } from "@/format/numbers";
import { CostsPanel } from "@/pages/lab/costs_panel";
import { HonestyPanel } from "@/pages/lab/honesty_panel";
import { MonthlyPanel } from "@/pages/lab/monthly_panel";
import type { ResultPartProps } from "@/pages/lab/result_parts";
import { GROUPS, show, type Group } from "@/pages/lab/statistics";
import { Panel, READY } from "@/ui/panel";

export function StatisticsTab({ result, rows, currency }: ResultPartProps) {
  const groups = useMemo(() => GROUPS.map((group) => ({ ...group, statistics: group.statistics.filter(({ name }) => name in result.statistics) })).filter(({ statistics }) => statistics.length > 0), [result]);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="grid grid-cols-1 gap-1.5 @min-[60rem]:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex flex-col gap-1.5">
          <MonthlyPanel monthly={result.monthly} currency={currency} />
          <div className="grid grid-cols-1 items-start gap-1.5 @min-[40rem]:grid-cols-2">
            {groups.slice(0, 2).map((group) => <GroupPanel key={group.title} group={group} result={result} />)}
          </div>
        </div>
        <div className="flex flex-col gap-1.5">
          <HonestyPanel result={result} />
          <CostsPanel result={result} rows={rows} currency={currency} />
        </div>
      </div>
      <div className="grid grid-cols-1 items-start gap-1.5 @min-[40rem]:grid-cols-2 @min-[64rem]:grid-cols-3">
        {groups.slice(2).map((group) => <GroupPanel key={group.title} group={group} result={result} />)}
      </div>
    </div>
  );
}

/** What makes a year of the ratios. */
function Year({ of }: { of: ResultBody["annualisation"] }) {
  if (!of || of.periods_per_year === null) return null;
  return <p className="px-2.5 py-1.5 text-2xs text-quiet">A year of Sharpe and Sortino ratio has {formatNumber(of.periods_per_year, 1)} returns: {of.calendar}.</p>;
}

function GroupPanel({ group, result }: { group: Group; result: ResultBody }) {
  return (
    <Panel title={group.title} state={READY} className="break-inside-avoid">
      <table aria-label={`${group.title}, statistics with intervals`} className="w-full">
        <tbody>
          {group.statistics.map((one) => {
            const { text, interval, warning } = show(one, result.statistics, result.intervals);
            return (
              <tr key={one.name} className="border-b border-edge/50 last:border-b-0">
                <th scope="row" title={one.hint} className="h-6 px-2.5 text-left font-normal text-quiet">{one.label}</th>
                <td className="num px-1.5 text-2xs text-quiet">{interval}</td>
                <td className="num px-2.5 font-medium">{warning ? <span className="text-2xs font-normal text-warn" title="With fewer than 30 trades this ratio says nothing">{warning}</span> : text}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {group.title === "Risk-adjusted" && <Year of={result.annualisation} />}
    </Panel>
  );
}
