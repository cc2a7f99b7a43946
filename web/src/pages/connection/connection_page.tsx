/** The way to the broker, step by step: the one that fails is named, with the switch to press. */

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleDashed, CircleHelp } from "lucide-react";
import { useEffect } from "react";
import { live, useSummary } from "@/api/live";
import { orders } from "@/api/orders";
import type { ConnectionReply, ConnectionStep } from "@/api/types";
import { formatMoment, formatSeconds, zoneName } from "@/format/times";
import { HaltsPanel } from "@/pages/connection/halts_panel";
import { stateOf } from "@/pages/live/panel_states";
import { SystemPanel } from "@/pages/live/system_panel";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class_names";
import { Panel } from "@/ui/panel";

const AGAIN_MS = 2_000;
const EMPTY = { kind: "empty", what: "Nothing is known yet", why: "The bridge has said nothing so far." } as const;

export function ConnectionPage() {
  const connection = useSummary(live.connection);
  const mode = useSummary(live.mode);
  const account = useSummary(live.account);
  const query = useQuery({ queryKey: ["connection"], queryFn: orders.connection, refetchInterval: AGAIN_MS });
  useEffect(() => {
    document.title = `Connection${mode ? ` ${mode.toUpperCase()}` : ""} - Tickloom`;
  }, [mode]);
  return (
    <div className="mx-auto grid w-full max-w-5xl gap-2 p-2 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <h1 className="sr-only">Connection to the broker</h1>
      <Panel title="The way to the broker" state={stateOf(query, connection, query.data !== undefined, EMPTY)} testId="connection" aside={<Button size="small" tone="quiet" onClick={() => void query.refetch()}>Look again</Button>}>
        {query.data && <Steps reply={query.data} isHalted={(account?.halts ?? []).length > 0} />}
      </Panel>
      <div className="flex min-w-0 flex-col gap-2">
        <HaltsPanel account={account} />
        {query.data?.link && <Link reply={query.data} />}
        <SystemPanel />
      </div>
    </div>
  );
}

function Steps({ reply, isHalted }: { reply: ConnectionReply; isHalted: boolean }) {
  const { failing } = reply;
  const right = isHalted ? "Every step is right; entries are halted." : "Every step is right: orders can be sent.";
  return (
    <div className="flex flex-col gap-3 p-3">
      <div
        role="status"
        data-testid="connection-verdict"
        data-failing={failing?.name ?? ""}
        className={classNames("rounded border p-3", failing ? "border-danger/60 bg-danger/10" : "border-good/60 bg-good/10")}
      >
        <p className="text-sm font-semibold">{failing ? `${failing.state === "failed" ? "Fails" : "Not known"}: ${failing.title}` : right}</p>
        {failing?.detail && <p className="mt-1 text-xs">{failing.detail}{failing.code ? ` (code ${failing.code})` : ""}</p>}
        {failing?.action && <p className="mt-1 text-xs font-medium">What to do: {failing.action}</p>}
      </div>
      <ol className="flex flex-col">
        {reply.steps.map((step, index) => <Step key={step.name} step={step} number={index + 1} isFailing={step.name === failing?.name} />)}
      </ol>
    </div>
  );
}

const LOOKS = {
  ok: [CircleCheck, "text-good", "right"],
  failed: [CircleAlert, "text-danger", "fails"],
  waiting: [CircleDashed, "text-quiet", "waits for the step before"],
  unknown: [CircleHelp, "text-warn", "not known"],
} as const;

function Step({ step, number, isFailing }: { step: ConnectionStep; number: number; isFailing: boolean }) {
  const [Icon, colour, word] = LOOKS[step.state];
  return (
    <li data-testid={`step-${step.name}`} data-step={step.state} className="flex gap-2.5 border-t border-edge/60 py-2 first:border-0">
      <Icon aria-hidden size={16} className={classNames("mt-0.5 shrink-0", colour)} />
      <div className="min-w-0">
        <p className="text-sm"><span className="text-quiet">{number}.</span> {step.title} <span className={classNames("text-2xs", colour)}>{word}</span></p>
        {step.detail && !isFailing && <p className="text-2xs text-quiet">{step.detail}</p>}
        {step.action && step.state !== "ok" && !isFailing && <p className="text-2xs">What to do: {step.action}</p>}
      </div>
    </li>
  );
}

function Link({ reply }: { reply: ConnectionReply }) {
  const zone = usePreferences((state) => state.zone);
  const { link } = reply;
  if (!link) return null;
  const rows: readonly (readonly [string, string])[] = [
    ["Terminal", link.build ? `${link.terminal}, build ${link.build}` : link.terminal],
    ["Server", link.server || "-"],
    ["Account", link.login || "-"],
    ["Round trip", link.ping_ms === null || link.ping_ms === undefined ? "-" : `${link.ping_ms.toFixed(0)} ms`],
    ["Checked", `${formatSeconds(link.checked_at, zone)} ${zoneName(zone)}`],
  ];
  return (
    <Panel title="At the other end" state={{ kind: "ready" }}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 p-2.5">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-quiet">{name}</dt>
            <dd className="truncate text-right" title={name === "Checked" ? formatMoment(link.checked_at, zone) : value}>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
