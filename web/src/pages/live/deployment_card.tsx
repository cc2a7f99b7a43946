import { useMutation } from "@tanstack/react-query";
import { Square } from "lucide-react";
import { api } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useDecisions } from "@/api/queries";
import type { ConditionLight, Decision, StrategyStatus } from "@/contracts.gen";
import { formatCount, formatReading } from "@/format/numbers";
import { formatDayTime } from "@/format/times";
import { decisionWords } from "@/format/words";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class_names";
import { Light } from "@/ui/light";

const STATES: Record<StrategyStatus["state"], readonly [word: string, look: string]> = {
  warming_up: ["warming up", "text-warn"],
  running: ["running", "text-good"],
  stopped: ["stopped", "text-quiet"],
  failed: ["failed", "text-danger"],
};

/** One deployment: how it stands, what each condition says now, what it decided last and why. */
export function DeploymentCard({ status, isActive }: { status: StrategyStatus; isActive: boolean }) {
  const { deployment, name, symbol, timeframe, state, detail, trades = 0, bars_missing: missing = 0 } = status;
  const stop = useMutation({ mutationFn: () => api.stop(deployment), retry: false });
  const [word, look] = STATES[state];
  return (
    <article data-testid={`deployment-${deployment}`} data-deployment-state={state} aria-label={`${name} on ${symbol} ${timeframe}`} className="border-b px-2.5 py-2">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-semibold" title={name}>{name}</h3>
          <p className="text-2xs text-quiet">
            <span className="text-ink">{symbol} {timeframe}</span> <span aria-hidden>&middot;</span>{" "}
            <span className={look}>{word}</span> <span aria-hidden>&middot;</span> {trades === 1 ? "1 trade" : `${formatCount(trades)} trades`}
            {typeof status.position === "number" && " \u00b7 holding"}
          </p>
        </div>
        {isActive && (
          <Button size="small" tone="danger" data-testid="algo-stop" disabled={stop.isPending} onClick={() => stop.mutate()} aria-label={`Stop ${name} on ${symbol} ${timeframe}`}>
            <Square aria-hidden size={10} fill="currentColor" /> {stop.isPending ? "Stopping" : "Stop"}
          </Button>
        )}
      </header>
      {stop.error && <p role="alert" className="mt-1 text-2xs text-danger">{asProblem(stop.error).details.detail} It may still run.</p>}
      {detail && <p className="mt-1 text-2xs text-quiet">{detail}</p>}
      {missing > 0 && <WarmUp missing={missing} seen={status.bars_seen ?? 0} />}
      {isActive && <Conditions conditions={status.conditions} />}
      {isActive && <LastDecision deployment={deployment} />}
    </article>
  );
}

function WarmUp({ missing, seen }: { missing: number; seen: number }) {
  return (
    <p className="mt-1.5 flex items-center gap-2 text-2xs text-warn">
      <progress aria-label="Warm-up" value={seen} max={seen + missing} className="h-1 w-20 accent-warn" />
      warm-up: {formatCount(missing)} closed {missing === 1 ? "bar is" : "bars are"} missing
    </p>
  );
}

const SECTIONS: readonly (readonly [prefix: string, title: string])[] = [
  ["/entry/long", "Enter long"], ["/entry/short", "Enter short"], ["/exit/long", "Exit long"], ["/exit/short", "Exit short"],
  ["/exit", "Exit"], ["/filters", "Filters"],
];

/** Conditions under the part of the document they belong to. */
export function bySection(conditions: readonly ConditionLight[]): [title: string, lights: ConditionLight[]][] {
  const groups = new Map<string, ConditionLight[]>();
  for (const light of conditions) {
    const title = SECTIONS.find(([prefix]) => light.path.startsWith(prefix))?.[1] ?? "Conditions";
    groups.set(title, [...(groups.get(title) ?? []), light]);
  }
  return [...groups];
}

function Conditions({ conditions }: { conditions: readonly ConditionLight[] }) {
  return bySection(conditions).map(([title, lights]) => (
    <section key={title} className="mt-1.5">
      <h4 className="label">{title}</h4>
      <ul>
        {lights.map((light) => <Condition key={light.path} light={light} />)}
      </ul>
    </section>
  ));
}

function Condition({ light }: { light: ConditionLight }) {
  const { truth, text, left, right } = light;
  return (
    <li data-testid="condition-light" data-truth={truth} className="flex items-start gap-2 py-[3px]">
      <Light lit={truth} />
      <span className="min-w-0 flex-1 leading-4">{text}</span>
      <span className={classNames("shrink-0 leading-4 whitespace-nowrap", truth === "not_warmed_up" && "text-2xs text-warn")}>
        {truth === "not_warmed_up" ? "not warmed up" : <>{formatReading(left)} <span className="text-quiet">/</span> {formatReading(right)}</>}
      </span>
    </li>
  );
}

const ACTIONS: Record<Decision["action"], string> = {
  none: "Waited", enter_long: "Entered long", enter_short: "Entered short", exit: "Left", refused: "Refused",
};

function LastDecision({ deployment }: { deployment: string }) {
  const zone = usePreferences((state) => state.zone);
  const decisions = useDecisions(deployment).data ?? [];
  const acted = decisions.find(({ action }) => action !== "none");
  const shown = acted && decisions[0] !== acted ? [decisions[0], acted] : decisions.slice(0, 1);
  return (
    <dl className="mt-1.5 text-2xs">
      {shown.map((decision) => decision && (
        <div key={decision.id} className="flex gap-2 py-px">
          <dt className="shrink-0 text-quiet">{formatDayTime(decision.bar_time, zone)}</dt>
          <dd className="min-w-0"><span className="font-medium">{ACTIONS[decision.action]}</span>{decision.reason && `: ${decisionWords(decision.reason)}`}</dd>
        </div>
      ))}
    </dl>
  );
}
