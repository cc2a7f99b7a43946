/** The order ticket: figures first, then a look at what will be sent, then one send. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { orders } from "@/api/orders";
import type { AccountMarked, SymbolInfo } from "@/contracts.gen";
import { EstimateFigures } from "@/pages/orders/estimate_figures";
import { OutcomeNote } from "@/pages/orders/outcome_note";
import { typeWord } from "@/pages/orders/order_words";
import { QuoteLine } from "@/pages/orders/quote_line";
import { TicketFields } from "@/pages/orders/ticket_fields";
import { bodyOf, newTicket, problemsOf, type Side, type TicketForm } from "@/pages/orders/ticket_form";
import { blockedBy, useFreshness } from "@/pages/orders/use_freshness";
import { useSend } from "@/pages/orders/use_send";
import { formatMoney } from "@/format/numbers";
import { Button } from "@/ui/button";
import { Panel, READY } from "@/ui/panel";

const SETTLE_MS = 250;
const AGAIN_MS = 2_000;

export interface TicketProps {
  account: AccountMarked | null;
  accountName: string;
  symbols: readonly SymbolInfo[];
  symbol: string;
  side: Side;
  mayTrade: boolean;
}

export function Ticket({ account, accountName, symbols, symbol, side, mayTrade }: TicketProps) {
  const [form, setForm] = useState<TicketForm>(() => newTicket(symbol, side));
  const [isReviewed, setReviewed] = useState(false);
  const sending = useSend();
  const asked = useSettled(form);
  const info = symbols.find((one) => one.symbol === form.symbol);
  const blocked = useBlocked(form, account, mayTrade);
  const estimate = useQuery({
    queryKey: ["estimate", accountName, asked],
    queryFn: () => orders.estimate(bodyOf(asked, accountName, Date.now() * 1_000)),
    refetchInterval: AGAIN_MS, placeholderData: keepPreviousData, retry: false, enabled: mayTrade,
  });
  const problems = problemsOf(estimate.error);
  const change = (part: Partial<TicketForm>) => {
    setForm((old) => ({ ...old, ...part }));
    setReviewed(false);
    if (!sending.isBusy) sending.reset();
  };
  useEffect(() => setForm((old) => ({ ...old, side })), [side]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (blocked || estimate.error || sending.isBusy) return;
    if (!isReviewed) return setReviewed(true);
    setReviewed(false);
    sending.send((key) => orders.place(bodyOf(form, accountName, Date.now() * 1_000), key));
  };
  const isWrong = Boolean(estimate.error);
  const what = `${form.side === "buy" ? "Buy" : "Sell"} ${form.volume} ${form.symbol} ${form.type === "market" ? "at market" : `${typeWord(form.type)} ${form.price}`}`;
  return (
    <Panel title="Order ticket" state={READY} testId="ticket" className="area-ticket">
      <form onSubmit={submit} className="flex flex-col gap-3 p-2.5">
        <TicketFields form={form} symbols={symbols} info={info} problems={problems} canWait={canWait(account)} onChange={change} />
        {info && <QuoteLine info={info} />}
        <EstimateFigures estimate={estimate.error ? null : (estimate.data ?? null)} />
        {problems[""] && <p role="alert" className="text-2xs text-danger">{problems[""]}</p>}
        {blocked && <p data-testid="ticket-blocked" className="text-2xs text-warn">{blocked}</p>}
        {isReviewed ? (
          <div className="flex flex-col gap-2 rounded-[5px] border border-accent/60 p-2.5" data-testid="ticket-review">
            <p className="text-sm font-semibold">{what}</p>
            <p className="text-2xs text-quiet">
              {estimate.data?.risk
                ? `Loses ${formatMoney(estimate.data.risk, estimate.data.currency)} (${estimate.data.risk_percent ?? "-"}% of the equity) when the stop fills at its price; a gap can make it more.`
                : "It has no stop loss: the loss has no bound."}
            </p>
            <div className="flex gap-2">
              <Button type="submit" tone="accent" size="large" className="flex-1" data-testid="ticket-send" disabled={Boolean(blocked) || isWrong || sending.isBusy} autoFocus>Send it</Button>
              <Button size="large" onClick={() => setReviewed(false)}>Back</Button>
            </div>
          </div>
        ) : (
          <Button type="submit" tone="accent" size="large" data-testid="ticket-submit" disabled={Boolean(blocked) || isWrong || sending.isBusy}>{what}</Button>
        )}
        <OutcomeNote sending={sending} testId="ticket-outcome" />
      </form>
    </Panel>
  );
}

/** An older bridge fills at the market only; one that does not say is believed to know the rest. */
const canWait = (account: AccountMarked | null): boolean => !account?.commands || account.commands.includes("pending");

function useBlocked(form: TicketForm, account: AccountMarked | null, mayTrade: boolean): string | null {
  const fresh = useFreshness(form.symbol);
  if (!mayTrade) return "Your role may look, not trade. An administrator can give you the role trader.";
  if (account?.kill && account.kill.stage !== "off") return "The kill switch is on: no new order passes.";
  if (account?.halted) return `Entries are halted: ${account.halted}`;
  return blockedBy(fresh);
}

/** The form as it stood when the typing stopped. */
function useSettled(form: TicketForm): TicketForm {
  const [settled, setSettled] = useState(form);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(form), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [form]);
  return settled;
}
