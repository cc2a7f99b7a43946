/** The form of a run: what, on what, how large, at what cost, and how it is simulated. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useId, useRef, type FormEvent, type ReactNode } from "react";
import { live, useSummary } from "@/api/live";
import { lab } from "@/api/lab";
import { labKeys, useTestable } from "@/api/lab_queries";
import { asProblem, type Finding } from "@/api/problem";
import { useStrategies } from "@/api/queries";
import { CopyButton } from "@/pages/lab/copy_button";
import { AccountFields, CostFields, MoreFields, SimulationFields, SizeFields } from "@/pages/lab/form_fields";
import { useRunForm, type Mode } from "@/pages/lab/form_store";
import { MarketFields } from "@/pages/lab/market_fields";
import { moreTitle, parseDocument, requestOf } from "@/pages/lab/run_form";
import { searchOf } from "@/pages/lab/search";
import { SearchFields } from "@/pages/lab/search_fields";
import { parametersOf } from "@/pages/lab/space";
import { ParameterFields, StrategyFields } from "@/pages/lab/strategy_fields";
import { stateOf } from "@/pages/live/panel_states";
import { Button } from "@/ui/button";
import { Panel } from "@/ui/panel";

const MODES: readonly (readonly [Mode, string])[] = [["backtest", "Backtest"], ["sweep", "Sweep"], ["walk_forward", "Walk-forward"]];
const PATHS = { backtest: "/lab/backtests/$id", sweep: "/lab/sweeps/$id", walk_forward: "/lab/walk-forwards/$id" } as const;
const NO_DATA = {
  kind: "empty", what: "Nothing to test on yet", why: "A backtest needs recorded bars. They are recorded while the platform runs, or imported from a file.",
  action: <CopyButton text="tickloom data import FILE" label="Copy the command that imports a file"><code>tickloom data import FILE</code></CopyButton>,
} as const;

export function RunPanel({ className }: { className?: string }) {
  const testable = useTestable();
  const strategies = useStrategies();
  const connection = useSummary(live.connection);
  const hasData = (testable.data?.length ?? 0) > 0 && strategies.data !== undefined;
  const state = testable.data?.length === 0 ? NO_DATA : stateOf(testable.error ? testable : strategies, connection, hasData, { kind: "loading" });
  return (
    <Panel title="New run" state={state} className={className} skeletonRows={10} testId="lab-form" bodyClassName="flex flex-col overflow-hidden">
      <RunForm testable={testable.data ?? []} strategies={strategies.data ?? []} />
    </Panel>
  );
}

function RunForm({ testable, strategies }: Parameters<typeof MarketFields>[0] & Parameters<typeof StrategyFields>[0]) {
  const { mode, setMode, form, problems } = useRunForm();
  const pasted = form.source === "document" ? parseDocument(form.document) : null;
  const document = pasted ? ("document" in pasted ? pasted.document : null) : (strategies.find(({ strategy }) => strategy === form.strategy)?.document ?? null);
  const { submit, isPending, findings, fault, isBlocked } = useStart(document);
  return (
    <form aria-label="Run a test" noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <div role="group" aria-label="Kind of test" className="grid shrink-0 grid-cols-3 gap-1 border-b p-1.5">
        {MODES.map(([value, label]) => (
          <Button key={value} size="small" tone="quiet" aria-pressed={mode === value} className={mode === value ? "bg-raised text-ink" : ""} onClick={() => setMode(value)}>{label}</Button>
        ))}
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-2.5" tabIndex={-1}>
        <StrategyFields strategies={strategies} />
        {mode === "backtest" ? <ParameterFields document={document} /> : <SearchFields document={document} />}
        <MarketFields testable={testable} />
        <SizeFields />
        <Section title="Costs" open><CostFields /></Section>
        <Section title="Account"><AccountFields /></Section>
        <Section title="Simulation"><SimulationFields /></Section>
        <Section title={moreTitle(form, problems)}><MoreFields /></Section>
      </div>
      <div className="flex shrink-0 flex-col gap-1.5 border-t p-2.5">
        {Object.keys(problems).length > 0 && <p role="alert" className="text-2xs text-danger">{Object.keys(problems).length === 1 ? "One field needs" : `${Object.keys(problems).length} fields need`} another value.</p>}
        {fault && <p role="alert" className="rounded border border-danger/50 tint-danger px-2 py-1.5 text-2xs">{fault}</p>}
        <FindingList findings={findings} />
        <Button type="submit" tone="accent" size="large" data-testid="lab-run" disabled={isPending || isBlocked}>
          <FlaskConical aria-hidden size={15} /> {isPending ? "Starting" : `Run the ${mode === "backtest" ? "backtest" : mode === "sweep" ? "sweep" : "walk-forward"}`}
        </Button>
      </div>
    </form>
  );
}

function Section({ title, open, children }: { title: string; open?: boolean; children: ReactNode }) {
  const id = useId();
  return (
    <details open={open} className="group rounded-md border px-2 py-1.5" aria-labelledby={id}>
      <summary id={id} className="flex min-h-6 items-center text-xs font-medium">{title}</summary>
      <div className="pt-1.5 pb-1">{children}</div>
    </details>
  );
}

function FindingList({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="flex max-h-36 flex-col gap-1 overflow-auto">
      {findings.map(({ path, message, hint, severity }) => (
        <li key={path + message} className={`rounded border px-2 py-1 text-2xs ${severity === "error" ? "border-danger/50 tint-danger" : "border-warn/50 tint-warn"}`}>
          <code className="font-semibold break-all">{path || "/"}</code> {message} {hint}
        </li>
      ))}
    </ul>
  );
}

/** Check the form, send it once, and go to what it makes. */
function useStart(document: Readonly<Record<string, unknown>> | null) {
  const { mode, form, search, setProblems } = useRunForm();
  const navigate = useNavigate();
  const client = useQueryClient();
  const key = useRef(newKey());
  const start = useMutation({
    mutationFn: () => {
      const made = requestOf(form);
      if ("problems" in made) throw new Error("the form was checked before");
      if (mode === "backtest") return lab.start(made.body, key.current);
      const { body } = searchOf(mode, search, parametersOf(document));
      if (!body) throw new Error("the search was checked before");
      const whole = { ...made.body, params: undefined, ...body };
      return mode === "sweep" ? lab.startSweep(whole, key.current) : lab.startWalkForward(whole, key.current);
    },
    retry: false,
    onSuccess: ({ id }) => {
      key.current = newKey();
      void client.invalidateQueries({ queryKey: labKeys.runs });
      void client.invalidateQueries({ queryKey: labKeys.jobs });
      void navigate({ to: PATHS[mode], params: { id } });
    },
    onError: (error) => {
      // A refused request was not done: the mended one is another.
      if (asProblem(error).details.status >= 400) key.current = newKey();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const made = requestOf(form);
    setProblems("problems" in made ? made.problems : {});
    if (!("problems" in made) && !start.isPending) start.mutate();
  };
  const details = start.error ? asProblem(start.error).details : null;
  const isBlocked = mode !== "backtest" && searchOf(mode, search, parametersOf(document)).body === null;
  return { submit, isPending: start.isPending, isBlocked, findings: details?.errors ?? [], fault: details ? `${details.detail} ${details.hint}`.trim() : null };
}

const newKey = () => crypto.randomUUID?.() ?? String(Math.random());
