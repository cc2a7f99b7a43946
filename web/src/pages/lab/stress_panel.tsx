/** The same run at twice the costs, a bar later, and so on: what is left of it. */

import { useMutation } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { lab } from "@/api/lab";
import type { ResultBody, Statistics } from "@/api/result";
import { apartName, show, statistic } from "@/pages/lab/statistics";
import { errorState } from "@/pages/live/panel_states";
import { Button } from "@/ui/button";
import { SignedFigure } from "@/ui/figures";
import { Panel, type PanelState } from "@/ui/panel";
import { Cell, Table } from "@/ui/table";

const SHOWN = ["profit_factor", "sharpe_ratio", "equity_drawdown_maximal_pct", "total_trades"] as const;

export function StressPanel({ id, result, currency }: { id: string; result: ResultBody; currency: string }) {
  const stress = useMutation({ mutationFn: () => lab.stress(id), retry: false });
  const button = <Button tone="accent" disabled={stress.isPending} onClick={() => stress.mutate()}><Activity aria-hidden size={13} /> Run the stresses</Button>;
  const state: PanelState = stress.isPending ? { kind: "loading" }
    : stress.error ? errorState(stress.error, () => stress.mutate())
      : stress.data ? { kind: "ready" }
        : { kind: "empty", what: "Not stressed yet", why: "The run is repeated with twice the costs and with every signal one bar late. What lives on neither was not worth much.", action: button };
  return (
    <Panel title="Under stress" state={state} testId="lab-stress" hasScroll>
      <Table label="The run and its stresses" columns={[{ name: "Run" }, { name: `Net ${currency}`, isNumber: true }, ...SHOWN.map((name) => ({ name: apartName(name), isNumber: true }))]}>
        <Row name="as it was" statistics={result.statistics} />
        {stress.data?.map(({ name, statistics }) => <Row key={name} name={name} statistics={statistics} />)}
      </Table>
    </Panel>
  );
}

function Row({ name, statistics }: { name: string; statistics: Statistics }) {
  return (
    <tr className="border-t border-edge/60">
      <Cell>{name}</Cell>
      <Cell isNumber><SignedFigure value={statistics.net_profit} /></Cell>
      {SHOWN.map((one) => {
        const { text, warning } = show(statistic(one), statistics);
        return <Cell key={one} isNumber>{warning ? <span className="text-2xs text-warn">{warning}</span> : text}</Cell>;
      })}
    </tr>
  );
}
