/** Orders this page heard of, the newest state of each; what was read from the record is older. */

import type { OrderChanged } from "@/contracts.gen";
import { Summary } from "@/live/summary";

const LIMIT = 500;

export class OrderBook {
  readonly shown = new Summary<ReadonlyMap<string, OrderChanged>>(new Map());

  take(order: OrderChanged): void {
    const next = new Map(this.shown.newest);
    next.delete(order.order_id);
    next.set(order.order_id, order);
    for (const key of next.keys()) {
      if (next.size <= LIMIT) break;
      next.delete(key);
    }
    this.shown.set(next);
  }
}

interface Row {
  order_id: string;
  account: string;
  symbol: string;
  state: string;
  ts: number;
}

export interface Wanted {
  account: string;
  state?: string;
  symbol?: string;
}

/** Rows of the record with what was heard since, newest first; filters hold for both. */
export function merged<R extends Row>(rows: readonly R[], heard: ReadonlyMap<string, R>, wanted: Wanted): R[] {
  const byId = new Map(rows.map((row) => [row.order_id, row]));
  for (const [id, row] of heard) if (row.account === wanted.account) byId.set(id, row);
  return [...byId.values()]
    .filter((row) => (!wanted.state || row.state === wanted.state) && (!wanted.symbol || row.symbol === wanted.symbol))
    .sort((a, b) => b.ts - a.ts);
}
