/** The tab's one live connection, and the four-times-a-second view of it that React may have. */

import { useSyncExternalStore } from "react";
import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import { Live } from "@/live/live";
import type { Summary } from "@/live/summary";
import { useSession } from "@/state/session";

async function ticket(): Promise<string | null> {
  try {
    return (await api.ticket()).ticket;
  } catch (error) {
    if (!(error instanceof Problem) || !error.isSignedOut) throw error;
    useSession.getState().set({ signed: "out" });
    return null;
  }
}

function open(): WebSocket {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/ws/v1`);
}

export const live = new Live({ ticket, open });

export function useSummary<T>(summary: Summary<T>): T {
  return useSyncExternalStore(summary.subscribe, summary.read);
}
