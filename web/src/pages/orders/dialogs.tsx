/** The dialogs of the page: each says what will happen before it is sent, and what came of it after. */

import { useState, type FormEvent, type ReactNode } from "react";
import { orders } from "@/api/orders";
import type { AccountMarked, PendingOrderInfo, PositionInfo } from "@/contracts.gen";
import { formatSigned, formatVolume } from "@/format/numbers";
import type { Doing } from "@/pages/orders/doing";
import { FlattenDialog } from "@/pages/orders/flatten_dialog";
import { OutcomeNote } from "@/pages/orders/outcome_note";
import { typeWord } from "@/pages/orders/order_words";
import { problemsOf, typed } from "@/pages/orders/ticket_form";
import { useSend, type Sending } from "@/pages/orders/use_send";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";

export interface DialogsProps {
  doing: Doing | null;
  account: AccountMarked | null;
  accountName: string;
  onClose(): void;
}

export function Dialogs({ doing, account, accountName, onClose }: DialogsProps) {
  switch (doing?.what) {
    case "close":
      return <CloseDialog key={doing.position.ticket} position={doing.position} account={accountName} currency={account?.currency ?? ""} onClose={onClose} />;
    case "close_by":
      return <CloseByDialog key={doing.position.ticket} position={doing.position} others={doing.others} account={accountName} onClose={onClose} />;
    case "stops":
      return <StopsDialog key={doing.position.ticket} position={doing.position} account={accountName} onClose={onClose} />;
    case "change":
      return <ChangeDialog key={doing.order.ticket} order={doing.order} account={accountName} onClose={onClose} />;
    case "cancel":
      return <CancelDialog key={doing.order.ticket} order={doing.order} account={accountName} onClose={onClose} />;
    case "flatten":
      return <FlattenDialog account={account} accountName={accountName} onClose={onClose} />;
    default:
      return null;
  }
}

const nameOf = ({ side, volume, symbol }: { side: string; volume: string; symbol: string }) => `${side} ${formatVolume(volume)} ${symbol}`;

interface FrameProps {
  title: string;
  action: string;
  isDanger?: boolean;
  isBlocked?: boolean;
  sending: Sending;
  onSend(): void;
  onClose(): void;
  children: ReactNode;
}

/** A known good outcome leaves only the way out; an open one keeps the dialog until the reader closes it. */
function Frame({ title, action, isDanger, isBlocked, sending, onSend, onClose, children }: FrameProps) {
  const isDone = sending.outcome !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isDone && !isBlocked && !sending.isBusy) onSend();
  };
  return (
    <Dialog isOpen onClose={onClose} label={title}>
      <form onSubmit={submit} className="flex flex-col gap-3 p-5 text-sm">
        <h2 className="text-base font-semibold">{title}</h2>
        {!isDone && children}
        <OutcomeNote sending={sending} />
        <div className="flex justify-end gap-2">
          {!isDone && <Button type="submit" tone={isDanger ? "danger" : "accent"} size="large" disabled={isBlocked || sending.isBusy} data-testid="dialog-send">{action}</Button>}
          <Button size="large" onClick={onClose} data-testid="dialog-close">{isDone ? "Close" : "Back"}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function CloseDialog({ position, account, currency, onClose }: { position: PositionInfo; account: string; currency: string; onClose(): void }) {
  const [volume, setVolume] = useState(position.volume);
  const sending = useSend();
  const isPart = Number(typed(volume)) < Number(position.volume);
  const parts = [0.25, 0.5, 0.75].map((part) => [part, stepped(Number(position.volume) * part, position.volume)] as const);
  return (
    <Frame
      title={`Close ${nameOf(position)}`}
      action={isPart ? `Close ${typed(volume)} lots` : "Close the position"}
      sending={sending}
      onClose={onClose}
      onSend={() => sending.send((key) => orders.close(account, position.ticket, isPart ? typed(volume) : undefined, key))}
    >
      <TextField label="Volume to close" unit="lots" isNumber value={volume} problem={problemsOf(sending.error).volume} data-testid="close-volume" onChange={(event) => setVolume(event.target.value)} />
      <div className="flex gap-1.5">
        {parts.map(([part, lots]) => <Button key={part} size="small" onClick={() => setVolume(lots)}>{part * 100}%</Button>)}
        <Button size="small" onClick={() => setVolume(position.volume)}>All</Button>
      </div>
      <p className="text-xs text-quiet">
        {isPart
          ? `The rest of ${position.volume} lots stays open with its stop loss and take profit.`
          : `It closes at the market; now it stands at ${formatSigned(position.profit, 2)} ${currency}. Its stop loss and take profit end with it.`}
      </p>
    </Frame>
  );
}

/** The smaller volume of both goes, at no market price: what the larger one has more stays open. */
function CloseByDialog({ position, others, account, onClose }: { position: PositionInfo; others: readonly PositionInfo[]; account: string; onClose(): void }) {
  const [by, setBy] = useState(others[0]);
  const sending = useSend();
  if (!by) return null;
  const left = Number(position.volume) - Number(by.volume);
  const larger = left > 0 ? position : by;
  return (
    <Frame
      title={`Close ${nameOf(position)} by an opposite position`}
      action="Close both by each other"
      sending={sending}
      onClose={onClose}
      onSend={() => sending.send((key) => orders.closeBy(account, position.ticket, by.ticket, key))}
    >
      <fieldset className="flex flex-col gap-1">
        <legend className="text-xs text-quiet">By which one</legend>
        {others.map((other) => (
          <label key={other.ticket} className="flex items-center gap-2">
            <input type="radio" name="by" checked={other.ticket === by.ticket} data-testid={`by-${other.ticket}`} onChange={() => setBy(other)} />
            {nameOf(other)} from {other.price_open}
          </label>
        ))}
      </fieldset>
      <p className="text-xs text-quiet">
        They close at their opening prices, {position.price_open} and {by.price_open}, without the spread.{" "}
        {left === 0 ? "Nothing of either stays open." : `${formatVolume(stepped(Math.abs(left), larger.volume))} lots of the ${larger.side} stay open with their stop loss and take profit.`}
      </p>
    </Frame>
  );
}

/** Down to as many decimals as the volume has: the rest is the broker's to judge. */
function stepped(lots: number, like: string): string {
  const decimals = Math.max(2, (like.split(".")[1] ?? "").length);
  return (Math.floor(lots * 10 ** decimals + 1e-9) / 10 ** decimals).toFixed(decimals);
}

function StopsDialog({ position, account, onClose }: { position: PositionInfo; account: string; onClose(): void }) {
  const [stopLoss, setStopLoss] = useState(position.stop_loss ?? "");
  const [takeProfit, setTakeProfit] = useState(position.take_profit ?? "");
  const sending = useSend();
  const problems = problemsOf(sending.error);
  const isSame = typed(stopLoss) === (position.stop_loss ?? "") && typed(takeProfit) === (position.take_profit ?? "");
  return (
    <Frame
      title={`Stops of ${nameOf(position)}`}
      action="Move the stops"
      isBlocked={isSame}
      sending={sending}
      onClose={onClose}
      onSend={() => sending.send((key) => orders.moveStops(account, position.ticket, changedOf(position, stopLoss, takeProfit), key))}
    >
      <div className="grid grid-cols-2 gap-2">
        <TextField label="Stop loss" isNumber value={stopLoss} problem={problems.stop_loss} data-testid="stops-sl" onChange={(event) => setStopLoss(event.target.value)} />
        <TextField label="Take profit" isNumber value={takeProfit} problem={problems.take_profit} data-testid="stops-tp" onChange={(event) => setTakeProfit(event.target.value)} />
      </div>
      <p className="text-xs text-quiet">Entry {position.price_open}, now {position.price_current}. An empty field takes the level away at the broker.</p>
      {!typed(stopLoss) && <p className="text-xs text-warn">Without a stop loss the loss has no bound.</p>}
    </Frame>
  );
}

interface Stopped {
  stop_loss?: string | null;
  take_profit?: string | null;
}

/** Only what was changed: a level that something else moves meanwhile is not set back. */
function changedOf(from: Stopped, stopLoss: string, takeProfit: string): Stopped {
  const changed: Stopped = {};
  if (typed(stopLoss) !== (from.stop_loss ?? "")) changed.stop_loss = typed(stopLoss) || null;
  if (typed(takeProfit) !== (from.take_profit ?? "")) changed.take_profit = typed(takeProfit) || null;
  return changed;
}

function ChangeDialog({ order, account, onClose }: { order: PendingOrderInfo; account: string; onClose(): void }) {
  const [price, setPrice] = useState(order.price);
  const [stopLoss, setStopLoss] = useState(order.stop_loss ?? "");
  const [takeProfit, setTakeProfit] = useState(order.take_profit ?? "");
  const sending = useSend();
  const problems = problemsOf(sending.error);
  const change = { ...(typed(price) === order.price ? {} : { price: typed(price) }), ...changedOf(order, stopLoss, takeProfit) };
  return (
    <Frame
      title={`Change ${typeWord(order.type)} ${nameOf(order)}`}
      action="Change the order"
      isBlocked={Object.keys(change).length === 0}
      sending={sending}
      onClose={onClose}
      onSend={() => sending.send((key) => orders.change(account, order.ticket, change, key))}
    >
      <div className="grid grid-cols-3 gap-2">
        <TextField label="Price" isNumber value={price} problem={problems.price} onChange={(event) => setPrice(event.target.value)} />
        <TextField label="Stop loss" isNumber value={stopLoss} problem={problems.stop_loss} onChange={(event) => setStopLoss(event.target.value)} />
        <TextField label="Take profit" isNumber value={takeProfit} problem={problems.take_profit} onChange={(event) => setTakeProfit(event.target.value)} />
      </div>
    </Frame>
  );
}

function CancelDialog({ order, account, onClose }: { order: PendingOrderInfo; account: string; onClose(): void }) {
  const sending = useSend();
  return (
    <Frame
      title={`Cancel ${typeWord(order.type)} ${nameOf(order)}`}
      action="Cancel the order"
      isDanger
      sending={sending}
      onClose={onClose}
      onSend={() => sending.send((key) => orders.cancel(account, order.ticket, key))}
    >
      <p className="text-xs text-quiet">It leaves the broker's book. Should it be filled in the same moment, a position appears instead.</p>
    </Frame>
  );
}
