/** What the tabs of a result share. */

import type { UseQueryResult } from "@tanstack/react-query";
import type { ResultBody, Trade } from "@/api/result";
import type { TradeRow } from "@/pages/lab/trade_rows";

export interface ResultPartProps {
  id: string;
  result: ResultBody;
  rows: readonly TradeRow[];
  tradesQuery: UseQueryResult<Trade[]>;
  currency: string;
}

export function currencyOf({ header }: Pick<ResultBody, "header">): string {
  const { account, currency } = header.settings as { account?: { currency?: unknown } | string; currency?: unknown };
  const named = typeof account === "object" ? account?.currency : currency;
  return typeof named === "string" ? named : typeof currency === "string" ? currency : "";
}

/** Digits of the symbol's prices, as the trades write them. */
export function digitsOf(rows: readonly TradeRow[]): number {
  return rows.slice(0, 50).reduce((most, { trade }) => Math.max(most, (trade.price_open.split(".")[1] ?? "").length), 0) || 5;
}
