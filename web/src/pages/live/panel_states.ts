/** From a query's and the connection's condition to one of a panel's five states. */

import { asProblem, type Problem } from "@/api/problem";
import type { ConnectionState } from "@/live/live";
import { READY, type PanelFault, type PanelState } from "@/ui/panel";

interface QueryLike {
  isPending: boolean;
  error: unknown;
  refetch(): unknown;
}

export function faultOf(problem: Problem): PanelFault {
  const { code, detail, title, hint } = problem.details;
  const diagnostics = JSON.stringify({ ...problem.details, page: location.pathname, agent: navigator.userAgent }, null, 2);
  return { code, message: detail || title, hint, diagnostics };
}

export function errorState(error: unknown, retry: () => void): PanelState {
  const problem = asProblem(error);
  if (problem.isForbidden) return { kind: "forbidden", role: "viewer" };
  return { kind: "error", fault: faultOf(problem), retry };
}

/** What was read stays on the screen as stale when the connection goes; only nothing at all is an error. */
export function stateOf(query: QueryLike, connection: ConnectionState, hasData: boolean, empty: PanelState): PanelState {
  if (!hasData && query.error) return errorState(query.error, () => void query.refetch());
  if (!hasData && query.isPending) return { kind: "loading" };
  if (connection.state === "lost" && hasData) return { kind: "stale", since: "not connected" };
  return hasData ? READY : empty;
}
