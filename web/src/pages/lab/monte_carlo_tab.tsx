/** What else could have come of these trades: a fan of equity, drawdowns, and the run under stress. */

import { useMutation } from "@tanstack/react-query";
import { Dices } from "lucide-react";
import { useCallback, useState } from "react";
import { lab } from "@/api/lab";
import type { MonteCarlo } from "@/api/lab_types";
import type { LineChartData } from "@/charts/line_chart";
import type { Palette } from "@/charts/palette";
import { bandsOf, middleOf } from "@/charts/quantiles";
import { formatPct, formatShare } from "@/format/figures";
import { formatCount, formatNumber, UNKNOWN } from "@/format/numbers";
import { FigureFrame } from "@/pages/lab/figure_frame";
import { Lines } from "@/pages/lab/lines";
import type { ResultPartProps } from "@/pages/lab/result_parts";
import { TRADES_NEEDED } from "@/pages/lab/statistics";
import { StressPanel } from "@/pages/lab/stress_panel";
import { errorState } from "@/pages/live/panel_states";
import { Button } from "@/ui/button";
import { Select } from "@/ui/select";
import { Cell, Table } from "@/ui/table";
import type { PanelState } from "@/ui/panel";

export const METHODS = [["bootstrap", "Draw trades with replacement"], ["shuffle", "Same trades, other order"], ["block", "Draw runs of trades"]] as const;
const RUNS = [500, 1_000, 5_000] as const;

const sayMoney = (value: number) => (Math.abs(value) >= 10_000 ? formatCount(value) : formatNumber(value, 0));
const sayTrade = (value: number) => formatCount(value);

export function MonteCarloTab({ id, result, rows, currency }: ResultPartProps) {
  const [method, setMethod] = useState<string>(METHODS[0][0]);
  const [runs, setRuns] = useState<number>(1_000);
  const roll = useMutation({ mutationFn: () => lab.monteCarlo(id, { method, runs, seed: 1 }), retry: false });
  const simulated = roll.data;
  const few = rows.length < TRADES_NEEDED;
  const button = (
    <Button tone="accent" data-testid="lab-monte-carlo-run" disabled={roll.isPending || rows.length === 0} onClick={() => roll.mutate()}>
      <Dices aria-hidden size={13} /> {roll.isPending ? "Drawing" : "Draw"}
    </Button>
  );
  const state: PanelState = roll.isPending ? { kind: "loading" }
    : roll.error ? errorState(roll.error, () => roll.mutate())
      : simulated ? { kind: "ready" }
        : {
          kind: "empty", what: "Nothing drawn yet", action: button,
          why: `The ${rows.length} returns of this run are drawn again ${formatCount(runs)} times. It shows how much of the curve is the order and the luck of its trades; it does not show that there is an edge.`,
        };
  const controls = (
    <>
      <Select aria-label="How" value={method} onChange={(event) => setMethod(event.target.value)} className="max-sm:hidden">{METHODS.map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select>
      <Select aria-label="How often" value={String(runs)} onChange={(event) => setRuns(Number(event.target.value))}>{RUNS.map((one) => <option key={one} value={one}>{formatCount(one)} times</option>)}</Select>
      {simulated && button}
    </>
  );
  return (
    <div className="flex flex-col gap-1.5">
      {few && <p className="rounded border border-warn/60 tint-warn px-2.5 py-1.5 text-2xs">With only {rows.length} trades a fan is a guess drawn {formatCount(runs)} times.</p>}
      <div className="grid grid-cols-1 gap-1.5 @min-[60rem]:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <FanPanel simulated={simulated} state={state} currency={currency} controls={controls} deposit={result.statistics.initial_deposit} />
        <DrawdownPanel simulated={simulated} currency={currency} />
      </div>
      <StressPanel id={id} result={result} currency={currency} />
    </div>
  );
}

function FanPanel({ simulated, state, currency, controls, deposit }: { simulated: MonteCarlo | undefined; state: PanelState; currency: string; controls: React.ReactNode; deposit: unknown }) {
  const make = useCallback((palette: Palette) => fanLines(simulated, palette), [simulated]);
  const last = (i: number) => formatNumber(simulated?.lines[i]?.at(-1), 2);
  const band = simulated ? bandsOf(simulated)[0] : undefined;
  return (
    <FigureFrame
      title="Monte Carlo fan of equity"
      className="h-96"
      testId="lab-fan"
      state={state}
      aside={controls}
      summary={simulated && band ? `${formatCount(simulated.runs)} curves from ${formatNumber(deposit as string, 2)} ${currency}: ${Math.round(band.share * 100)} % of them end between ${last(band.low)} and ${last(band.high)}, the middle one at ${last(middleOf(simulated))}.` : ""}
      table={simulated && <FanTable simulated={simulated} />}
    >
      <Lines make={make} isTime={false} sayY={sayMoney} sayX={sayTrade} className="min-h-0 flex-1" />
    </FigureFrame>
  );
}

const FILLS = ["1f", "33", "4d", "66"];

function fanLines(simulated: MonteCarlo | undefined, palette: Palette): LineChartData {
  if (!simulated) return { x: [], lines: [] };
  const middle = middleOf(simulated);
  return {
    x: simulated.steps,
    lines: simulated.lines.map((values, i) => ({
      label: `${Math.round((simulated.levels[i] ?? 0) * 100)} %`, values,
      colour: i === middle ? palette.up : `${palette.up}66`, width: i === middle ? 2 : 1, isDashed: i !== middle,
    })),
    bands: bandsOf(simulated).map(({ low, high }, i) => ({ upper: high, lower: low, fill: `${palette.up}${FILLS[i] ?? "66"}` })),
  };
}

function FanTable({ simulated }: { simulated: MonteCarlo }) {
  const every = Math.max(1, Math.floor(simulated.steps.length / 20));
  const columns = simulated.levels.map((level) => ({ name: `${Math.round(level * 100)} %`, isNumber: true }));
  return (
    <Table label="Equity after so many trades, by share of the curves below" columns={[{ name: "Trades", isNumber: true }, ...columns]}>
      {simulated.steps.map((step, i) => (i % every === 0 || i === simulated.steps.length - 1) && (
        <tr key={step} className="border-t border-edge/60">
          <Cell isNumber>{step}</Cell>
          {simulated.lines.map((line, k) => <Cell key={simulated.levels[k]} isNumber>{formatNumber(line[i], 2)}</Cell>)}
        </tr>
      ))}
    </Table>
  );
}

function DrawdownPanel({ simulated, currency }: { simulated: MonteCarlo | undefined; currency: string }) {
  const rows = simulated?.drawdownPct.levels.map((level, i) => ({ level, drawdown: simulated.drawdownPct.values[i] ?? null, end: simulated.finalEquity.values[i] ?? null })) ?? [];
  return (
    <FigureFrame
      title="What to be ready for"
      className="h-96"
      state={simulated ? { kind: "ready" } : { kind: "empty", what: "No drawdowns yet", why: "They come with the fan." }}
      summary={simulated ? `Chance to end below the deposit ${formatShare(simulated.lossChance)}; to lose half of it ${formatShare(simulated.ruinChance)}.` : ""}
      table={<DrawdownTable rows={rows} currency={currency} />}
    >
      <DrawdownTable rows={rows} currency={currency} />
    </FigureFrame>
  );
}

function DrawdownTable({ rows, currency }: { rows: readonly { level: number; drawdown: number | null; end: number | null }[]; currency: string }) {
  return (
    <Table label="Maximal drawdown and final equity by share of the curves" columns={[{ name: "Share of curves" }, { name: "Drawdown below", isNumber: true }, { name: `End below, ${currency}`, isNumber: true }]}>
      {rows.map(({ level, drawdown, end }) => (
        <tr key={level} className="border-t border-edge/60">
          <Cell>{Math.round(level * 100)} %</Cell>
          <Cell isNumber>{drawdown === null ? UNKNOWN : formatPct(drawdown, 1)}</Cell>
          <Cell isNumber>{formatNumber(end, 2)}</Cell>
        </tr>
      ))}
    </Table>
  );
}
