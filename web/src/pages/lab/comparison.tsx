/** Two to four runs side by side: one scale for their equity, the better figure of each row named. */

import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Star } from "lucide-react";
import { useCallback, useEffect, useMemo } from "react";
import { lab } from "@/api/lab";
import { labKeys } from "@/api/lab_queries";
import type { Flag, ResultBody } from "@/api/result";
import type { LineChartData } from "@/charts/line_chart";
import { overlay } from "@/charts/overlay";
import type { Palette } from "@/charts/palette";
import { formatDate, formatSignedPct, toUs } from "@/format/figures";
import { formatNumber, toNumber } from "@/format/numbers";
import { differences } from "@/pages/lab/differences";
import { FigureFrame } from "@/pages/lab/figure_frame";
import { Flags } from "@/pages/lab/flags";
import { curveOf, type Curve } from "@/pages/lab/equity_panel";
import { Lines } from "@/pages/lab/lines";
import { currencyOf } from "@/pages/lab/result_parts";
import { bestOf, GROUPS, show } from "@/pages/lab/statistics";
import { errorState } from "@/pages/live/panel_states";
import { Panel, READY, type PanelState } from "@/ui/panel";
import { Cell, Table } from "@/ui/table";

interface Compared {
  id: string;
  result: ResultBody;
  curve: Curve;
}

const DASHES = [false, true, false, true];

export function Comparison({ ids }: { ids: readonly string[] }) {
  const queries = useQueries({
    queries: ids.map((id) => ({
      queryKey: [...labKeys.backtest(id), "compared"],
      queryFn: async (): Promise<Compared | null> => {
        const [backtest, equity] = await Promise.all([lab.backtest(id), lab.equity(id)]);
        return backtest.result ? { id, result: backtest.result, curve: curveOf(equity) } : null;
      },
      staleTime: Infinity,
    })),
  });
  useEffect(() => {
    document.title = "Comparison of runs - Tickloom";
  }, []);
  const failed = queries.find(({ error }) => error);
  const runs = queries.flatMap(({ data }) => data ?? []);
  const isReading = queries.some(({ isPending }) => isPending);
  const state: PanelState = failed && runs.length === 0 ? errorState(failed.error, () => void failed.refetch())
    : isReading ? { kind: "loading" }
      : runs.length < 2 ? { kind: "empty", what: "Nothing to compare", why: "Tick two to four finished backtests in the list of runs." } : READY;
  return (
    <div className="@container lab-scroll" tabIndex={-1} data-testid="lab-comparison">
      <h1 className="px-1 pt-0.5 text-base font-semibold">{runs.length} runs side by side</h1>
      {state.kind === "ready" ? <Ready runs={runs} /> : <Panel title="Comparison" state={state} skeletonRows={10}><span /></Panel>}
    </div>
  );
}

/** A letter a run: a name for legends and tables that is short and not a colour. */
const letter = (i: number) => String.fromCharCode(65 + i);

function Ready({ runs }: { runs: readonly Compared[] }) {
  const warnings = together(runs.map(({ result }) => result.honesty.flags));
  const spans = new Set(runs.map(({ result: { header } }) => `${header.from}/${header.to}/${header.data_hash}`));
  const differs = spans.size > 1 ? [{ code: "different_data", severity: "warning" as const, message: "These runs saw different data or periods: their figures are not alike." }] : [];
  return (
    <>
      <Flags flags={[...differs, ...warnings]} />
      <Legend runs={runs} />
      <Overlaid runs={runs} />
      <Differences runs={runs} />
      <Statistics runs={runs} />
    </>
  );
}

/** What speaks against several runs is said once, with their letters. */
export function together(flags: readonly (readonly Flag[])[]): Flag[] {
  const said = new Map<string, Flag & { letters: string[] }>();
  flags.forEach((own, i) => own.filter(({ severity }) => severity !== "info").forEach((flag) => {
    const known = said.get(flag.code + flag.message) ?? { ...flag, letters: [] };
    known.letters.push(letter(i));
    said.set(flag.code + flag.message, known);
  }));
  return [...said.values()].map(({ letters, message, ...flag }) => ({ ...flag, message: `${letters.join(", ")}: ${message}` }));
}

function Differences({ runs }: { runs: readonly Compared[] }) {
  const rows = useMemo(() => differences(runs.map(({ result }) => result.header)), [runs]);
  const state = rows.length > 0 ? READY : { kind: "empty", what: "Nothing differs", why: "Document, data and settings are the same: so must the results be." } as const;
  return (
    <Panel title="What differs" state={state} bodyClassName="overflow-x-auto" className="max-h-80" testId="lab-differences" hasScroll>
      <Table label="Settings and parameters that differ" columns={[{ name: "Setting" }, ...runs.map((_, i) => ({ name: letter(i), isNumber: true }))]}>
        {rows.map(({ name, values }) => (
          <tr key={name} className="border-t border-edge/50">
            <Cell className="text-quiet">{name}</Cell>
            {values.map((value, i) => <Cell key={runs[i]?.id} isNumber className="max-w-64 truncate" title={value}>{value}</Cell>)}
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

function Legend({ runs }: { runs: readonly Compared[] }) {
  return (
    <ul className="grid grid-cols-1 gap-1.5 @min-[40rem]:grid-cols-2 @min-[70rem]:grid-cols-4">
      {runs.map(({ id, result }, i) => (
        <li key={id} className="flex gap-2 rounded-md border bg-panel px-2.5 py-1.5">
          <span aria-hidden className={`mt-1.5 h-0 w-6 shrink-0 border-t-2 ${DASHES[i] ? "border-dashed" : ""}`} style={{ borderColor: `var(--chart-line-${i + 1})` }} />
          <div className="min-w-0">
            <p className="truncate font-semibold"><Link to="/lab/backtests/$id" params={{ id }} className="hover:underline">{letter(i)}. {result.name}</Link></p>
            <p className="truncate text-2xs text-quiet">{result.header.symbol} {result.header.timeframe}, {formatDate(toUs(result.header.from), "utc")} to {formatDate(toUs(result.header.to), "utc")} UTC</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

const sayPct = (value: number) => formatSignedPct(value, 0);

function Overlaid({ runs }: { runs: readonly Compared[] }) {
  const joined = useMemo(() => overlay(runs.map(({ curve }) => ({ time: curve.time, values: percent(curve.equity) }))), [runs]);
  const make = useCallback((palette: Palette): LineChartData => ({
    x: joined.time,
    lines: joined.lines.map((values, i) => ({ label: letter(i), values, colour: palette.lines[i] ?? palette.text, width: 1.7, isDashed: DASHES[i] })),
  }), [joined]);
  const ends = runs.map(({ curve }, i) => `${letter(i)} ${formatSignedPct(percent(curve.equity).at(-1), 1)}`);
  return (
    <FigureFrame
      title="Equity, percent of the deposit"
      className="h-80"
      testId="lab-overlay"
      summary={`Growth over the whole run: ${ends.join(", ")}.`}
      table={
        <Table label="Equity at the end" columns={[{ name: "Run" }, { name: "Growth", isNumber: true }]}>
          {runs.map(({ id, curve }, i) => <tr key={id} className="border-t border-edge/60"><Cell>{letter(i)}</Cell><Cell isNumber>{formatSignedPct(percent(curve.equity).at(-1))}</Cell></tr>)}
        </Table>
      }
    >
      <Lines make={make} sayY={sayPct} className="min-h-0 flex-1" />
    </FigureFrame>
  );
}

export function percent(values: readonly number[]): number[] {
  const first = values[0];
  return first === undefined || first === 0 ? [] : values.map((value) => (value / first - 1) * 100);
}

function Statistics({ runs }: { runs: readonly Compared[] }) {
  const currency = currencyOf(runs[0]!.result);
  return (
    <Panel title={`Statistics (money in ${currency || "account currency"})`} state={READY} bodyClassName="overflow-x-auto" hasScroll>
      <Table label="Statistics of the runs side by side" columns={[{ name: "Figure" }, ...runs.map((_, i) => ({ name: letter(i), isNumber: true }))]}>
        {GROUPS.flatMap(({ title, statistics }) => [
          <tr key={title}><th scope="colgroup" colSpan={runs.length + 1} className="label bg-raised px-2.5 py-1 text-left font-medium">{title}</th></tr>,
          ...statistics.filter(({ name }) => runs.some(({ result }) => name in result.statistics)).map((one) => {
            const shown = runs.map(({ result }) => show(one, result.statistics, result.intervals));
            const best = bestOf(runs.map(({ result }, i) => (shown[i]?.warning ? null : toNumber(result.statistics[one.name]))), one.better);
            return (
              <tr key={one.name} className="border-t border-edge/50">
                <Cell className="text-quiet" title={one.hint}>{one.label}</Cell>
                {shown.map(({ text, warning, interval }, i) => (
                  <Cell key={runs[i]?.id} isNumber title={interval ? `interval ${interval}` : undefined} className={i === best ? "font-semibold" : undefined}>
                    {i === best && <><Star aria-hidden size={10} className="mr-1 inline text-accent" /><span className="sr-only">best: </span></>}
                    {warning ? <span className="text-2xs text-warn">{warning}</span> : text}
                  </Cell>
                ))}
              </tr>
            );
          }),
        ])}
        <tr className="border-t border-edge/50">
          <Cell className="text-quiet">Variants tried</Cell>
          {runs.map(({ id, result }) => <Cell key={id} isNumber>{formatNumber(result.honesty.trials, 0)}</Cell>)}
        </tr>
      </Table>
    </Panel>
  );
}
