/** Thin client of the gateway, a function a resource. */

import { act, get, post } from "@/api/http";
import type { Accounts, Candles, Deals, Decisions, Deployment, Deployments, Indicators, Killed, KillStates, Me, SignedIn, StartRequest, Strategies, Symbols, Ticket } from "@/api/types";

export interface Range {
  limit: number;
  from_time?: number;
  to_time?: number;
}

export const api = {
  me: () => get<Me>("/me"),
  signIn: (token: string) => post<SignedIn>("/sign-in", { token }),
  signOut: () => post<object>("/sign-out", {}),
  ticket: () => post<Ticket>("/ws-ticket", {}),
  symbols: () => get<Symbols>("/symbols"),
  candles: (symbol: string, timeframe: string, range: Range, signal?: AbortSignal) =>
    get<Candles>("/candles", { symbol, timeframe, ...range }, signal),
  indicators: (symbol: string, timeframe: string, limit: number, ind: string[], signal?: AbortSignal) =>
    get<Indicators>("/indicators", { symbol, timeframe, limit, ind }, signal),
  accounts: () => get<Accounts>("/accounts"),
  deals: (account: string, limit: number, cursor?: string) =>
    get<Deals>("/deals", { account, limit, cursor }),
  strategies: () => get<Strategies>("/strategies"),
  deployments: () => get<Deployments>("/deployments"),
  decisions: (deployment: string, limit: number) =>
    get<Decisions>(`/deployments/${encodeURIComponent(deployment)}/decisions`, { limit }),
  start: (body: StartRequest, key: string) =>
    post<Deployment>("/deployments", body, { "idempotency-key": key }),
  stop: (deployment: string) =>
    post<object>(`/deployments/${encodeURIComponent(deployment)}/stop`, {}),
  kill: (reason: string, flatten: boolean, key: string) => act<Killed>("POST", "/kill-switch", key, { reason, flatten }),
  releaseKill: (reason: string, key: string) => act<KillStates>("POST", "/kill-switch/release", key, { reason }),
};
