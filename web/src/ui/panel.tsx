/** A region of the page that always says how it stands: loading, empty, error, stale, no permission. */

import { useId, useState, type ReactNode } from "react";
import { Ban, CircleAlert, Clock, Inbox } from "lucide-react";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class_names";
import { Skeleton } from "@/ui/skeleton";

export interface PanelFault {
  code: string;
  message: string;
  hint?: string;
  /** What "copy diagnostics" puts on the clipboard. */
  diagnostics: string;
}

export type PanelState =
  | { kind: "ready" }
  | { kind: "loading" }
  | { kind: "empty"; what: string; why: string; action?: ReactNode }
  | { kind: "error"; fault: PanelFault; retry?: () => void }
  | { kind: "stale"; since: string }
  | { kind: "forbidden"; role: string };

export const READY: PanelState = { kind: "ready" };

export interface PanelProps {
  title: string;
  state: PanelState;
  children?: ReactNode;
  aside?: ReactNode;
  className?: string;
  bodyClassName?: string;
  skeletonRows?: number;
  /** Its content may be wider or longer than the panel and has nothing to focus: the keys scroll it. */
  hasScroll?: boolean;
  testId?: string;
}

export function Panel({ title, state, children, aside, className, bodyClassName, skeletonRows = 4, hasScroll, testId }: PanelProps) {
  const id = useId();
  const isStale = state.kind === "stale";
  return (
    <section
      aria-labelledby={id}
      data-testid={testId}
      data-state={state.kind}
      className={classNames("flex min-h-0 min-w-0 flex-col overflow-hidden rounded-md border bg-panel", className)}
    >
      <header className="flex h-8 shrink-0 items-center gap-2 border-b px-2.5">
        <h2 id={id} className="truncate text-2xs font-semibold tracking-wide text-quiet uppercase">{title}</h2>
        {isStale && (
          <span className="flex items-center gap-1 text-2xs whitespace-nowrap text-warn"><Clock aria-hidden size={11} /> {state.since}</span>
        )}
        <div className="ml-auto flex items-center gap-1 whitespace-nowrap">{aside}</div>
      </header>
      <div className={classNames("min-h-0 flex-1 overflow-auto", bodyClassName, isStale && "hatched")} tabIndex={hasScroll ? 0 : -1}>
        <PanelBody state={state} rows={skeletonRows}>{children}</PanelBody>
      </div>
    </section>
  );
}

function PanelBody({ state, rows, children }: { state: PanelState; rows: number; children: ReactNode }) {
  switch (state.kind) {
    case "loading":
      return <Skeleton rows={rows} />;
    case "empty":
      return (
        <Note icon={<Inbox aria-hidden size={18} />} title={state.what} text={state.why}>{state.action}</Note>
      );
    case "error":
      return <Fault fault={state.fault} retry={state.retry} />;
    case "forbidden":
      return (
        <Note
          icon={<Ban aria-hidden size={18} />}
          title="You may not see this"
          text={`It needs the role "${state.role}". An administrator can grant it.`}
        />
      );
    default:
      return children;
  }
}

function Note({ icon, title, text, children }: { icon: ReactNode; title: string; text: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-1 px-4 py-5 text-center text-quiet">
      {icon}
      <p className="font-medium text-ink">{title}</p>
      <p className="max-w-[42ch] text-2xs text-balance">{text}</p>
      {children && <div className="mt-2">{children}</div>}
    </div>
  );
}

function Fault({ fault, retry }: { fault: PanelFault; retry?: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(fault.diagnostics).then(() => setCopied(true));
  return (
    <div role="alert">
      <Note icon={<CircleAlert aria-hidden size={18} className="text-danger" />} title={fault.message} text={fault.hint ?? ""}>
        <p className="mb-2 text-2xs text-quiet">code {fault.code}</p>
        <div className="flex justify-center gap-2">
          {retry && <Button size="small" onClick={retry}>Try again</Button>}
          <Button size="small" tone="quiet" onClick={copy}>{isCopied ? "Copied" : "Copy diagnostics"}</Button>
        </div>
      </Note>
    </div>
  );
}
