/** Thin client of the gateway: cookie session, a header against cross-site posts, problems as errors. */

import { Problem } from "@/api/problem";
import type { Accounts, Candles, Deals, Decisions, Deployment, Deployments, Indicators, Me, SignedIn, StartRequest, Stopped, Strategies, Symbols, Ticket } from "@/api/types";

const BASE = "/api/v1";

type Query = Record<string, string | number | readonly string[] | undefined>;

function address(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return BASE + path + (text ? `?${text}` : "");
}

async function request<T>(path: string, query: Query, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address(path, query), { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw Problem.unreachable();
  }
  if (!response.ok) throw await Problem.from(response);
  return (await response.json()) as T;
}

function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(path, query, { signal });
}

function post<T>(path: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  return request<T>(path, {}, {
    method: "POST",
    headers: { "content-type": "application/json", "x-tickloom": "1", ...headers },
    body: JSON.stringify(body),
  });
}

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
  kill: (reason: string) => post<Stopped>("/kill-switch", { reason }),
};
