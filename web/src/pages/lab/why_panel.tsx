/** Why a trade opened and why it closed: the conditions with their values at the bar that decided. */

import { ChevronLeft, ChevronRight, X } from "lucide-react";
import { useWhy } from "@/api/lab_queries";
import type { Condition, Decision } from "@/api/lab_types";
import { formatNumber, formatReading, UNKNOWN } from "@/format/numbers";
import { zoneName } from "@/format/times";
import { formatDateTime } from "@/format/figures";
import { entryReason, exitReason } from "@/pages/lab/reasons";
import type { TradeRow } from "@/pages/lab/trade_rows";
import { useRested } from "@/pages/lab/use_checked";
import { Side } from "@/pages/live/side";
import { errorState } from "@/pages/live/panel_states";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { SignedFigure } from "@/ui/figures";
import { Light } from "@/ui/light";
import { Panel, READY } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";

export interface WhyPanelProps {
  id: string;
  row: TradeRow | null;
  rows: readonly TradeRow[];
  currency: string;
  onChoose(trade: number | null): void;
}

export function WhyPanel({ id, row, rows, currency, onChoose }: WhyPanelProps) {
  const rested = useRested(row?.id ?? null, 120);
  const query = useWhy(id, rested);
  const why = rested === row?.id ? query.data : undefined;
  const first = rows[0];
  const state = row === null
    ? {
      kind: "empty", what: "No trade chosen",
      why: "Click a trade on the chart or in the table: here it says why it opened and why it closed.",
      action: first && <Button onClick={() => onChoose(first.id)}>Show the first trade</Button>,
    } as const
    : query.error && !why ? errorState(query.error, () => void query.refetch()) : READY;
  const at = row ? rows.findIndex((one) => one.id === row.id) : -1;
  const step = (by: number) => {
    const next = rows[at + by];
    if (next) onChoose(next.id);
  };
  return (
    <Panel
      title={row ? `Trade ${row.id}` : "Why"}
      state={state}
      className="area-why"
      testId="lab-why"
      aside={row && (
        <>
          <Button size="small" tone="quiet" aria-label="Trade before" disabled={at <= 0} onClick={() => step(-1)}><ChevronLeft aria-hidden size={13} /></Button>
          <Button size="small" tone="quiet" aria-label="Next trade" disabled={at < 0 || at >= rows.length - 1} onClick={() => step(1)}><ChevronRight aria-hidden size={13} /></Button>
          <Button size="small" tone="quiet" aria-label="Choose no trade" onClick={() => onChoose(null)}><X aria-hidden size={13} /></Button>
        </>
      )}
    >
      {row && <TradeFacts row={row} currency={currency} />}
      {row && !why && <Skeleton rows={5} />}
      {row && why && <Because decision={why.entry} title="Why it opened" words={entryReason(row.trade.entry_reason)} />}
      {row && why?.exit && <Because decision={why.exit} title="Why it closed" words={exitReason(row.trade.exit_reason)} />}
    </Panel>
  );
}

function TradeFacts({ row, currency }: { row: TradeRow; currency: string }) {
  const { trade } = row;
  const zone = usePreferences((state) => state.zone);
  return (
    <div className="flex flex-col gap-1 border-b p-2.5">
      <p className="flex items-baseline gap-2 text-sm font-semibold">
        <Side side={row.side} /> <span>{trade.volume}</span> <span className="text-quiet">{trade.symbol}</span>
        <span className="ml-auto"><SignedFigure value={trade.net} unit={currency} /></span>
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-2xs [&_dd]:text-right [&_dt]:text-quiet">
        <dt>Opened ({zoneName(zone)})</dt><dd>{trade.price_open} · {formatDateTime(row.openUs, zone)}</dd>
        <dt>Closed ({zoneName(zone)})</dt><dd>{trade.price_close ?? UNKNOWN} · {formatDateTime(row.closeUs, zone)}</dd>
        <dt>Stop, target at entry</dt><dd>{trade.stop_loss ?? UNKNOWN} · {trade.take_profit ?? UNKNOWN}</dd>
        <dt>Result in R</dt><dd>{row.r === null ? UNKNOWN : <SignedFigure value={row.r} unit="R" />}</dd>
        <dt>Best, worst while open</dt><dd><SignedFigure value={row.mfe} /> · <SignedFigure value={row.mae} /></dd>
        <dt>Commission, swap</dt><dd><SignedFigure value={trade.commission} /> · <SignedFigure value={trade.swap} /></dd>
        <dt>Held</dt><dd>{formatNumber(row.bars, 0)} {row.bars === 1 ? "bar" : "bars"}</dd>
      </dl>
    </div>
  );
}

function Because({ decision, title, words }: { decision: Decision; title: string; words: string }) {
  const zone = usePreferences((state) => state.zone);
  return (
    <section className="border-b p-2.5 last:border-b-0" aria-label={title}>
      <h3 className="text-2xs font-semibold text-quiet">{title}</h3>
      <p className="mt-0.5 font-medium first-letter:uppercase" data-testid={title === "Why it opened" ? "lab-why-entry" : "lab-why-exit"}>{decision.text || words}</p>
      {decision.timeUs !== null && <p className="text-2xs text-quiet">decided on the bar of {formatDateTime(decision.timeUs, zone)} {zoneName(zone)}</p>}
      {decision.conditions.length > 0 && (
        <ul className="mt-1.5 flex flex-col gap-1">
          {decision.conditions.map((condition) => <ConditionRow key={condition.path + condition.text} condition={condition} />)}
        </ul>
      )}
    </section>
  );
}

function ConditionRow({ condition: { text, truth, left, right, path } }: { condition: Condition }) {
  return (
    <li className="flex items-start gap-1.5" title={path} data-testid="lab-condition">
      <Light lit={truth} />
      <span className="min-w-0 flex-1">{text}</span>
      <span className="text-2xs whitespace-nowrap text-quiet">
        <span className="text-ink">{formatReading(left)}</span> / {formatReading(right)}
      </span>
    </li>
  );
}
