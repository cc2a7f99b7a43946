/** Orders by hand, and what is asked about them. */

import { act, get, post } from "@/api/http";
import type { ConnectionReply, Flattened, Orders, Outcome, PlaceOrder, Positions } from "@/api/types";

export interface OrderFilters {
  state?: string;
  symbol?: string;
}

export type TicketBody = Pick<PlaceOrder, "account" | "symbol" | "side" | "volume"> & Partial<PlaceOrder>;

const ticketPath = (kind: "positions" | "waiting-orders", ticket: number) => `/${kind}/${ticket}`;

export const orders = {
  list: (account: string, filters: OrderFilters, limit: number, cursor?: string) =>
    get<Orders>("/orders", { account, ...filters, limit, cursor }),
  positions: (account: string) => get<Positions>("/positions", { account }),
  estimate: async (body: TicketBody) => (await post<Outcome>("/orders?validate_only=true", body)).estimate ?? null,
  place: (body: TicketBody, key: string) => act<Outcome>("POST", "/orders", key, body),
  close: (account: string, ticket: number, volume: string | undefined, key: string) =>
    act<Outcome>("POST", `${ticketPath("positions", ticket)}/close`, key, { account, volume }),
  closeBy: (account: string, ticket: number, by: number, key: string) =>
    act<Outcome>("POST", `${ticketPath("positions", ticket)}/close-by`, key, { account, by }),
  moveStops: (account: string, ticket: number, stops: { stop_loss?: string | null; take_profit?: string | null }, key: string) =>
    act<Outcome>("PATCH", ticketPath("positions", ticket), key, { account, ...stops }),
  change: (account: string, ticket: number, change: { price?: string; stop_loss?: string | null; take_profit?: string | null }, key: string) =>
    act<Outcome>("PATCH", ticketPath("waiting-orders", ticket), key, { account, ...change }),
  cancel: (account: string, ticket: number, key: string) =>
    act<Outcome>("DELETE", ticketPath("waiting-orders", ticket), key, undefined, { account }),
  flatten: (account: string, key: string) => act<Flattened>("POST", `/accounts/${encodeURIComponent(account)}/flatten`, key, {}),
  connection: () => get<ConnectionReply>("/connection"),
};
