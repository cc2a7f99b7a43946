/** On what it is tested: only what was recorded can be chosen, and how much of it there is. */

import { useEffect } from "react";
import type { Testable } from "@/api/lab_types";
import { formatDate } from "@/format/figures";
import { formatCount } from "@/format/numbers";
import { isTimeframe, TIMEFRAMES, type Timeframe } from "@/format/timeframes";
import { useRunForm } from "@/pages/lab/form_store";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";

const DAY_MS = 86_400_000;
const RANGES = [["All", null], ["1 y", 365], ["90 d", 90], ["30 d", 30], ["7 d", 7]] as const;

const isoDay = (us: number) => new Date(us / 1_000).toISOString().slice(0, 10);
const byLength = (a: string, b: string) => TIMEFRAMES.indexOf(a as Timeframe) - TIMEFRAMES.indexOf(b as Timeframe);

export function MarketFields({ testable }: { testable: readonly Testable[] }) {
  const { form, problems, change } = useRunForm();
  const symbols = [...new Set(testable.map(({ symbol }) => symbol))].sort();
  const timeframes = [...new Set(testable.filter(({ symbol }) => symbol === form.symbol).map(({ timeframe }) => timeframe))].sort(byLength);
  const chosen = testable.find(({ symbol, timeframe }) => symbol === form.symbol && timeframe === form.timeframe);
  useEffect(() => {
    const first = testable.find(({ symbol }) => symbol === form.symbol) ?? testable[0];
    if (!chosen && first && isTimeframe(first.timeframe)) change({ symbol: first.symbol, timeframe: first.timeframe });
  }, [change, chosen, form.symbol, testable]);
  const span = (days: number | null) => {
    if (days === null || !chosen?.toUs) return change({ from: "", to: "" });
    change({ from: isoDay(Math.max(chosen.fromUs ?? 0, chosen.toUs - days * DAY_MS * 1_000)), to: isoDay(chosen.toUs) });
  };
  const bounds = { min: chosen?.fromUs ? isoDay(chosen.fromUs) : undefined, max: chosen?.toUs ? isoDay(chosen.toUs) : undefined };
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-[1fr_6rem] gap-2">
        <SelectField label="Symbol" data-testid="lab-symbol" problem={problems.symbol} options={symbols.map((one) => [one, one] as const)} value={form.symbol} onChange={(event) => change({ symbol: event.target.value })} />
        <SelectField label="Timeframe" data-testid="lab-timeframe" options={timeframes.map((one) => [one, one] as const)} value={form.timeframe} onChange={(event) => change({ timeframe: event.target.value as Timeframe })} />
      </div>
      <div className="grid grid-cols-2 gap-2">
        <TextField label="First day (UTC)" type="date" {...bounds} problem={problems.from} value={form.from} onChange={(event) => change({ from: event.target.value })} />
        <TextField label="Last day (UTC)" type="date" {...bounds} problem={problems.to} value={form.to} onChange={(event) => change({ to: event.target.value })} />
      </div>
      <div className="flex flex-wrap items-center gap-1">
        {RANGES.map(([label, days]) => <Button key={label} size="small" tone="quiet" className="border-edge" onClick={() => span(days)}>{label}</Button>)}
      </div>
      {chosen && (
        <p className="text-2xs text-quiet">
          {formatCount(chosen.bars)} bars, {formatDate(chosen.fromUs, "utc")} to {formatDate(chosen.toUs, "utc")} UTC, {chosen.source}
          {chosen.notes.length > 0 && <span className="text-warn">. {chosen.notes.join(", ")}</span>}
        </p>
      )}
    </div>
  );
}
