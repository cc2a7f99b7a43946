/** Requests to the gateway: cookie session, a header against cross-site posts, problems as errors. */

import { Problem } from "@/api/problem";

const BASE = "/api/v1";

export type Query = Record<string, string | number | readonly string[] | undefined>;

export function address(path: string, query: Query): string {
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
  return (response.status === 204 ? {} : await response.json()) as T;
}

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(path, query, { signal });
}

export function post<T>(path: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  return request<T>(path, {}, {
    method: "POST",
    headers: { "content-type": "application/json", "x-tickloom": "1", ...headers },
    body: JSON.stringify(body),
  });
}

/** A request that acts: whatever comes back, the same key never does it twice. */
export function act<T>(method: "POST" | "PATCH" | "DELETE", path: string, key: string, body?: object, query: Query = {}): Promise<T> {
  return request<T>(path, query, {
    method,
    headers: { "content-type": "application/json", "x-tickloom": "1", "idempotency-key": key },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

export function remove<T>(path: string): Promise<T> {
  return request<T>(path, {}, { method: "DELETE", headers: { "x-tickloom": "1" } });
}
