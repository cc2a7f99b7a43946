/** A picture with its sentence and its table: what is drawn can also be read. */

import { Table2, ChartLine } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button } from "@/ui/button";
import { Panel, READY, type PanelState } from "@/ui/panel";

export interface FigureFrameProps {
  title: string;
  /** One sentence, made by code, that says what the picture shows. */
  summary: string;
  table: ReactNode;
  children: ReactNode;
  state?: PanelState;
  aside?: ReactNode;
  className?: string;
  testId?: string;
}

export function FigureFrame({ title, summary, table, children, state = READY, aside, className, testId }: FigureFrameProps) {
  const [isTable, setTable] = useState(false);
  const isDrawn = state.kind === "ready" || state.kind === "stale";
  return (
    <Panel
      title={title}
      state={state}
      className={className}
      bodyClassName="@container flex flex-col"
      testId={testId}
      aside={
        <>
          {aside}
          {isDrawn && (
            <Button size="small" tone="quiet" aria-pressed={isTable} aria-label={isTable ? `${title} as a picture` : `${title} as a table`} title={isTable ? "As a picture" : "As a table"} onClick={() => setTable(!isTable)}>
              {isTable ? <ChartLine aria-hidden size={13} /> : <Table2 aria-hidden size={13} />}
            </Button>
          )}
        </>
      }
    >
      <p className="shrink-0 px-2.5 pt-1.5 text-2xs text-quiet">{summary}</p>
      {isTable ? <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={`${title}, table`}>{table}</div> : children}
    </Panel>
  );
}
