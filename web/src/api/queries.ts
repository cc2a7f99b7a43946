/** REST state by react-query; what streams afterwards is merged in the live store. */

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api } from "@/api/client";
import { live } from "@/api/live";
import { asProblem, Problem } from "@/api/problem";
import type { SymbolInfo } from "@/contracts.gen";
import { useSession } from "@/state/session";

const MINUTE_MS = 60_000;
const DEALS = 500;
const USUAL_SYMBOL = "EURUSD";

export const keys = {
  symbols: ["symbols"],
  accounts: ["accounts"],
  deals: (account: string) => ["deals", account],
  strategies: ["strategies"],
  deployments: ["deployments"],
  decisions: (deployment: string) => ["decisions", deployment],
} as const;

/** Refusals are final, silence is not. */
export function shouldRetry(count: number, error: unknown): boolean {
  return asProblem(error).details.status === 0 || asProblem(error).details.status >= 500 ? count < 4 : false;
}

/** A 401 anywhere means that this browser is signed out. */
export function noteSignedOut(error: unknown): void {
  if (error instanceof Problem && error.isSignedOut) useSession.getState().set({ signed: "out" });
}

export function useSymbols(): UseQueryResult<SymbolInfo[]> {
  return useQuery({
    queryKey: keys.symbols,
    queryFn: async () => (await api.symbols()).symbols,
    staleTime: 5 * MINUTE_MS,
  });
}

/** The symbol the address names; without one EURUSD, or the venue's first where it has none. */
export function useShownSymbol(named: string | undefined): string {
  const symbols = useSymbols().data;
  if (named !== undefined) return named;
  const hasUsual = !symbols || symbols.length === 0 || symbols.some(({ symbol }) => symbol === USUAL_SYMBOL);
  return hasUsual ? USUAL_SYMBOL : (symbols[0]?.symbol ?? USUAL_SYMBOL);
}

export function useDeals(account: string) {
  return useQuery({
    queryKey: keys.deals(account),
    queryFn: async () => {
      const { deals } = await api.deals(account, DEALS);
      live.deals.take(deals);
      return deals.length;
    },
    staleTime: 5 * MINUTE_MS,
  });
}

export function useAccounts() {
  return useQuery({
    queryKey: keys.accounts,
    queryFn: async () => {
      const { accounts } = await api.accounts();
      const own = accounts.find(({ account }) => account === useSession.getState().account) ?? accounts[0];
      if (own && live.account.newest === null) live.account.set(own);
      return accounts;
    },
    staleTime: 5 * MINUTE_MS,
  });
}

export function useStrategies() {
  return useQuery({
    queryKey: keys.strategies,
    queryFn: async () => (await api.strategies()).strategies,
    staleTime: MINUTE_MS,
  });
}

export function useDeployments() {
  return useQuery({
    queryKey: keys.deployments,
    queryFn: async () => {
      const { deployments } = await api.deployments();
      live.takeStatuses(deployments);
      return deployments.length;
    },
    staleTime: MINUTE_MS,
  });
}

/** Bars may close many times a second in a replay: the log is asked for every two seconds. */
export function useDecisions(deployment: string) {
  return useQuery({
    queryKey: keys.decisions(deployment),
    queryFn: async () => (await api.decisions(deployment, 50)).decisions,
    refetchInterval: 2_000,
  });
}
