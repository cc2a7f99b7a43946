/** The sets of a sweep, the best first; each can be opened as a run of its own. */

import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { lab } from "@/api/lab";
import type { Sweep, Variant } from "@/api/lab_types";
import { asProblem } from "@/api/problem";
import type { TrialStatistic } from "@/contracts.gen";
import { formatPlain } from "@/format/figures";
import { formatNumber } from "@/format/numbers";
import { apartName, show, statistic } from "@/pages/lab/statistics";
import { Button } from "@/ui/button";
import { Panel, type PanelState } from "@/ui/panel";
import { Cell, Table } from "@/ui/table";

const SHOWN = ["net_profit", "profit_factor", "sharpe_ratio", "equity_drawdown_maximal_pct", "total_trades"] as const satisfies readonly TrialStatistic[];

export interface VariantsPanelProps {
  sweep: Sweep;
  variants: readonly Variant[];
  state: PanelState;
  hasMore: boolean;
  isReading: boolean;
  onMore(): void;
  filter: Readonly<Record<string, unknown>> | null;
  onClear(): void;
}

export function VariantsPanel({ sweep, variants, state, hasMore, isReading, onMore, filter, onClear }: VariantsPanelProps) {
  const shown = filter ? variants.filter(({ params }) => Object.entries(filter).every(([name, value]) => params[name] === value)) : variants;
  return (
    <Panel
      title={filter ? `Sets with ${Object.entries(filter).map(([name, value]) => `${name} ${String(value)}`).join(", ")} (${shown.length})` : `Sets, best first (${variants.length}${hasMore ? " read so far" : ""})`}
      state={state}
      className="max-h-[30rem]"
      testId="lab-variants"
      bodyClassName="@container"
      aside={filter && <Button size="small" onClick={onClear}>All sets</Button>}
    >
      <VariantTable sweep={sweep} variants={shown} />
      {hasMore && <div className="p-2 text-center"><Button size="small" disabled={isReading} onClick={onMore}>{isReading ? "Reading" : "More sets"}</Button></div>}
    </Panel>
  );
}

export function VariantTable({ sweep, variants }: { sweep: Sweep; variants: readonly Variant[] }) {
  const names = [...new Set(variants.flatMap(({ params }) => Object.keys(params)))];
  const figures = SHOWN.filter((name) => variants.some(({ statistics }) => statistics[name] !== undefined && statistics[name] !== null) || name === "total_trades");
  const isApart = !figures.includes(sweep.objective as (typeof SHOWN)[number]);
  return (
    <Table
      label="Sets of parameters, best first"
      columns={[
        { name: "#", isNumber: true }, ...names.map((name) => ({ name, isNumber: true })),
        ...(isApart ? [{ name: statistic(sweep.objective).label, isNumber: true }] : []),
        ...figures.map((name) => ({ name: apartName(name), isNumber: true, title: statistic(name).hint })), { name: "Run" },
      ]}
    >
      {variants.map((variant, i) => (
        <tr key={JSON.stringify(variant.params)} className="border-t border-edge/60 hover:bg-raised">
          <Cell isNumber className="text-quiet">{i + 1}</Cell>
          {names.map((name) => <Cell key={name} isNumber>{variant.params[name] ?? "-"}</Cell>)}
          {isApart && <Cell isNumber className="font-medium">{formatPlain(variant.objective)}</Cell>}
          {figures.map((name) => {
            if (name === "total_trades") return <Cell key={name} isNumber>{formatNumber(variant.trades, 0)}</Cell>;
            const { text, warning } = show(statistic(name), { ...variant.statistics, total_trades: variant.trades });
            return <Cell key={name} isNumber className={name === sweep.objective ? "font-medium" : undefined}>{warning ? <span className="text-2xs text-warn">{warning}</span> : text}</Cell>;
          })}
          <Cell>{variant.fault ? <span className="text-2xs text-danger" title={variant.fault}>refused</span> : <OpenButton sweep={sweep} variant={variant} />}</Cell>
        </tr>
      ))}
    </Table>
  );
}

/** Run one set as a backtest, with everything else as in the sweep. */
function OpenButton({ sweep, variant }: { sweep: Sweep; variant: Variant }) {
  const navigate = useNavigate();
  const go = (id: string) => void navigate({ to: "/lab/backtests/$id", params: { id } });
  const run = useMutation({
    mutationFn: () => lab.startVariant(sweep, variant.params),
    retry: false,
    onSuccess: ({ id }) => go(id),
  });
  const fault = run.error ? asProblem(run.error).details.detail : undefined;
  if (variant.backtest) return <Button size="small" tone="quiet" onClick={() => go(variant.backtest ?? "")}>Open</Button>;
  return (
    <Button size="small" tone="quiet" data-testid="lab-open-variant" disabled={run.isPending} title={fault ?? "Run this set as a backtest"} onClick={() => run.mutate()}>
      <Play aria-hidden size={11} /> {fault ? "Failed: again" : "Open"}
    </Button>
  );
}
