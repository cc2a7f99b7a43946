/** What the orders page shows, as it stands in its address. */

export const VIEWS = ["orders", "deals"] as const;
export type View = (typeof VIEWS)[number];

export interface OrdersSearch {
  /** History below: orders, or executions. */
  view?: View;
  state?: string;
  symbol?: string;
  /** The ticket is open with this side. */
  side?: "buy" | "sell";
}

const textOf = (value: unknown) => (typeof value === "string" && value !== "" && value.length <= 64 ? value : undefined);

export function ordersSearch(search: Record<string, unknown>): OrdersSearch {
  return {
    view: VIEWS.find((view) => view === search.view),
    state: textOf(search.state),
    symbol: textOf(search.symbol),
    side: search.side === "buy" || search.side === "sell" ? search.side : undefined,
  };
}
