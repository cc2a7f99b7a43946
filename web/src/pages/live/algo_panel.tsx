import { live, useSummary } from "@/api/live";
import { useDeployments, useStrategies } from "@/api/queries";
import type { StrategyStatus } from "@/contracts.gen";
import type { Timeframe } from "@/format/timeframes";
import { DeploymentCard } from "@/pages/live/deployment_card";
import { stateOf } from "@/pages/live/panel_states";
import { StartForm } from "@/pages/live/start_form";
import { Panel } from "@/ui/panel";

const ENDED_SHOWN = 3;
const EMPTY = { kind: "empty", what: "No strategies", why: "None is stored yet. Send one with POST /api/v1/strategies." } as const;

const isActive = ({ state }: StrategyStatus) => state === "running" || state === "warming_up";

/** Running ones first, then the last that ended; newest first in both. */
export function inOrder(statuses: Iterable<StrategyStatus>): { active: StrategyStatus[]; ended: StrategyStatus[] } {
  const all = [...statuses].sort((a, b) => b.started_at - a.started_at);
  return { active: all.filter(isActive), ended: all.filter((one) => !isActive(one)).slice(0, ENDED_SHOWN) };
}

/** Strategies: start one, see what each thinks, stop it. */
export function AlgoPanel({ symbol, timeframe }: { symbol: string; timeframe: Timeframe }) {
  const strategies = useStrategies();
  const deployments = useDeployments();
  const connection = useSummary(live.connection);
  const { active, ended } = inOrder(useSummary(live.statuses).values());
  const list = strategies.data ?? [];
  const state = stateOf(strategies, connection, list.length > 0, EMPTY);
  return (
    <Panel
      title="Algo"
      state={state}
      className="area-algo"
      aside={<span className="text-2xs text-quiet">{active.length} running</span>}
    >
      <StartForm strategies={list} symbol={symbol} timeframe={timeframe} />
      {deployments.error && active.length === 0 && (
        <p role="alert" className="border-b px-3 py-2 text-danger">The running strategies could not be read: {deployments.error.message}</p>
      )}
      {active.map((status) => <DeploymentCard key={status.deployment} status={status} isActive />)}
      {ended.length > 0 && <h3 className="label border-b bg-raised/50 px-3 py-1">Ended</h3>}
      {ended.map((status) => <DeploymentCard key={status.deployment} status={status} isActive={false} />)}
      {active.length + ended.length === 0 && (
        <p className="px-4 py-5 text-center text-2xs text-quiet">Nothing was started yet. Choose a strategy above; it trades the paper account {`on ${symbol}`}.</p>
      )}
    </Panel>
  );
}
