/** When a value may still be read as live. A closed market is not stale; a lost socket is. */

import type { Session } from "@/live/frames";

export const AMBER_MS = 2_000;
export const STALE_MS = 10_000;

export type Freshness = "live" | "late" | "stale" | "closed" | "lost" | "unknown";

export interface Circumstances {
  /** Age by the wall clock; null when nothing was ever heard. */
  ageMs: number | null;
  session: Session;
  isConnected: boolean;
}

export function freshnessOf({ ageMs, session, isConnected }: Circumstances): Freshness {
  if (!isConnected) return "lost";
  if (session === "closed") return "closed";
  if (ageMs === null) return "unknown";
  if (ageMs > STALE_MS) return "stale";
  return ageMs > AMBER_MS ? "late" : "live";
}

/** Whether a value in this state is drawn hatched. */
export function isHatched(freshness: Freshness): boolean {
  return freshness === "stale" || freshness === "lost";
}
