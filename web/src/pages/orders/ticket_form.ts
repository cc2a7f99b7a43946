/** The ticket's fields and the request they make; what is wrong is said by the gateway, per field. */

import type { TicketBody } from "@/api/orders";
import { asProblem } from "@/api/problem";

export type Side = "buy" | "sell";
export type OrderType = "market" | "limit" | "stop" | "stop_limit";

export interface TicketForm {
  symbol: string;
  side: Side;
  type: OrderType;
  volume: string;
  price: string;
  limitPrice: string;
  stopLoss: string;
  takeProfit: string;
  /** Minutes a waiting order lives; empty: until it is cancelled. */
  minutes: string;
}

export const newTicket = (symbol: string, side: Side): TicketForm => ({
  symbol, side, type: "market", volume: "0.10", price: "", limitPrice: "", stopLoss: "", takeProfit: "", minutes: "",
});

/** A number typed with a comma is meant as one with a point; blanks are nobody's intention. */
export const typed = (text: string): string => text.trim().replace(/^(\d+),(\d+)$/, "$1.$2");

export function bodyOf(form: TicketForm, account: string, nowUs: number): TicketBody {
  const body: TicketBody = { account, symbol: form.symbol, side: form.side, volume: typed(form.volume) || "0", type: form.type };
  if (typed(form.stopLoss)) body.stop_loss = typed(form.stopLoss);
  if (typed(form.takeProfit)) body.take_profit = typed(form.takeProfit);
  if (form.type === "market") return body;
  if (typed(form.price)) body.price = typed(form.price);
  if (form.type === "stop_limit" && typed(form.limitPrice)) body.limit_price = typed(form.limitPrice);
  const minutes = Number(typed(form.minutes));
  if (minutes > 0) {
    body.time_in_force = "specified";
    body.good_till = nowUs + Math.round(minutes * 60_000_000);
  }
  return body;
}

export type FieldProblems = Readonly<Record<string, string>>;

/** Problems by field name; what belongs to none is under `""`. */
export function problemsOf(error: unknown): FieldProblems {
  if (!error) return {};
  const { details } = asProblem(error);
  const found: Record<string, string> = {};
  for (const { path, message } of details.errors ?? []) found[path.replace(/^\/(body\/)?/, "")] ??= message;
  if (Object.keys(found).length === 0) found[""] = [details.detail, details.hint].filter(Boolean).join(" ");
  return found;
}
