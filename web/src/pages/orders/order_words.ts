/** States of orders in a trader's words, and how they are to be read. */

import { dealWords } from "@/format/words";

export type Tone = "good" | "bad" | "wait" | "unknown";

const STATES: Record<string, readonly [word: string, tone: Tone]> = {
  accepted: ["received", "wait"],
  intent: ["sent", "wait"],
  retry: ["trying again", "wait"],
  placed: ["waits at the broker", "wait"],
  filled: ["filled", "good"],
  partially_filled: ["filled in part", "good"],
  done: ["done", "good"],
  cancelled: ["cancelled", "good"],
  rejected: ["rejected", "bad"],
  expired: ["expired, not sent", "bad"],
  tombstone: ["cancelled before sent", "bad"],
  unknown: ["unknown", "unknown"],
  adopted: ["found and taken over", "unknown"],
};

export const stateWord = (state: string): string => STATES[state]?.[0] ?? state.replaceAll("_", " ");
export const stateTone = (state: string): Tone => STATES[state]?.[1] ?? "unknown";
export const FILTER_STATES = Object.keys(STATES).map((state) => [state, stateWord(state)] as const);

interface Dealt {
  reason: string;
  order_id?: string | null;
  deployment?: string | null;
}

/** Why a deal happened; what our bridge sends is "expert" to the broker, whoever asked for it. */
export function dealtBy({ reason, order_id: order, deployment }: Dealt): string {
  if (reason !== "expert" && reason !== "client") return dealWords(reason);
  if (deployment) return "strategy";
  if (order) return "by hand";
  return reason === "client" ? "by hand in the terminal" : "another program";
}

const VERBS: Record<string, string> = {
  new: "order", close: "close", close_by: "close by", modify: "move stops", change: "change order", cancel: "cancel order", flatten: "close everything",
};
const TYPES: Record<string, string> = { market: "market", limit: "limit", stop: "stop", stop_limit: "stop-limit" };

export const typeWord = (type: string | null | undefined): string => TYPES[type ?? "market"] ?? String(type);

export const verbWord = (verb: string | null | undefined): string => VERBS[verb || "new"] ?? String(verb);

interface Told {
  state: string;
  reason?: string;
  detail?: string;
  retcode?: number | null;
  next?: string;
}

/** Done and placed: the state says it already. */
const SILENT = new Set([10008, 10009]);

const LOOKED_UP = "It may or may not have been done. The bridge compares it with the broker's books; nothing is sent again.";

/** One sentence: what the broker said, and for what is not known what is being done about it. */
export function told({ state, reason, detail, retcode, next }: Told): string {
  const plain = detail || (reason ?? "").replaceAll("_", " ");
  const words = plain === "done" || plain === "placed" ? "" : plain;
  const code = retcode && !SILENT.has(retcode) ? ` (code ${retcode})` : "";
  if (state === "unknown") return `${words ? `${words}${code}. ` : ""}${next || LOOKED_UP}`;
  return words ? words + code : code.trim();
}
