/** What became of a command: done, refused with the broker's words, or not known and what happens next. */

import { CircleAlert, CircleCheck, CircleHelp, LoaderCircle } from "lucide-react";
import { asProblem } from "@/api/problem";
import type { Outcome } from "@/api/types";
import { formatVolume } from "@/format/numbers";
import { stateWord, told } from "@/pages/orders/order_words";
import type { Sending } from "@/pages/orders/use_send";
import { Button } from "@/ui/button";

export function OutcomeNote({ sending, testId = "order-outcome" }: { sending: Sending; testId?: string }) {
  const { outcome, error, isBusy } = sending;
  if (isBusy) {
    return (
      <p role="status" data-testid={testId} data-state="sending" className="flex items-center gap-2 text-xs text-quiet">
        <LoaderCircle aria-hidden size={14} className="motion-safe:animate-spin" /> Sent; waiting for the answer.
      </p>
    );
  }
  if (error) return <Refused error={error} testId={testId} onAgain={sending.lookAgain} />;
  if (!outcome) return null;
  return outcome.is_known ? <Known outcome={outcome} testId={testId} /> : <Unknown outcome={outcome} testId={testId} onAgain={sending.lookAgain} />;
}

function Known({ outcome, testId }: { outcome: Outcome; testId: string }) {
  const { order } = outcome;
  return (
    <div role="status" data-testid={testId} data-state={outcome.state} className="flex gap-2 text-xs">
      <CircleCheck aria-hidden size={15} className="mt-px shrink-0 text-good" />
      <div>
        <p className="font-medium">{sentenceOf(outcome)}</p>
        {order && told(order) && <p className="text-quiet">{told(order)}</p>}
        <p className="text-2xs break-all text-quiet">
          {[order?.ticket && `ticket ${order.ticket}`, order?.position && `position ${order.position}`, `order ${outcome.order_id}`].filter(Boolean).join(", ")}
        </p>
      </div>
    </div>
  );
}

function sentenceOf({ order, state }: Outcome): string {
  const word = stateWord(state);
  const first = word.charAt(0).toUpperCase() + word.slice(1);
  if (!order?.price || !order.volume) return `${first}.`;
  const slippage = order.slippage_points ? `, slippage ${order.slippage_points} points` : "";
  return `${first}: ${order.side ?? ""} ${formatVolume(order.volume)} ${order.symbol} at ${order.price}${slippage}.`;
}

function Unknown({ outcome, testId, onAgain }: { outcome: Outcome; testId: string; onAgain(): void }) {
  return (
    <div role="alert" data-testid={testId} data-state="unknown" className="flex gap-2 rounded border border-warn/60 bg-warn/10 p-2 text-xs">
      <CircleHelp aria-hidden size={15} className="mt-px shrink-0 text-warn" />
      <div className="flex flex-col gap-1">
        <p className="font-medium">Not known yet: it may have been done, or not.</p>
        <p>{outcome.next}</p>
        <p className="text-2xs break-all text-quiet">order {outcome.order_id}</p>
        <Button size="small" className="self-start" onClick={onAgain}>Look again (sends nothing)</Button>
      </div>
    </div>
  );
}

function Refused({ error, testId, onAgain }: { error: unknown; testId: string; onAgain(): void }) {
  const { detail, hint, code, status, order_id: order } = asProblem(error).details;
  const isSilent = status === 0;
  return (
    <div role="alert" data-testid={testId} data-state={isSilent ? "unknown" : "refused"} className="flex gap-2 text-xs">
      <CircleAlert aria-hidden size={15} className="mt-px shrink-0 text-danger" />
      <div className="flex flex-col gap-1">
        <p className="font-medium">{isSilent ? "The gateway did not answer: it may have been done, or not." : detail}</p>
        <p className="text-quiet">{isSilent ? "Asking again uses the same key, so nothing is done twice." : hint}</p>
        <p className="text-2xs break-all text-quiet">{[`code ${code}`, order && `order ${order}`].filter(Boolean).join(", ")}</p>
        {isSilent && <Button size="small" className="self-start" onClick={onAgain}>Ask again</Button>}
      </div>
    </div>
  );
}
