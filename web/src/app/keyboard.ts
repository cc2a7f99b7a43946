/** Keys to actions, as a table without a browser, so that the map can be tested. */

import { PAGE_LIST, type PagePath } from "@/app/pages";
import { QUICK_TIMEFRAMES, type Timeframe } from "@/format/timeframes";

export interface KeyPress {
  key: string;
  ctrl: boolean;
  meta: boolean;
  alt: boolean;
  shift: boolean;
  /** The focus is where text is typed. */
  isTyping: boolean;
  /** The key before this one, when it was pressed within a second. */
  before: string | null;
}

export type Action =
  | { do: "palette" }
  | { do: "symbols" }
  | { do: "help" }
  | { do: "kill" }
  | { do: "ticket"; side: "buy" | "sell" }
  | { do: "page"; path: PagePath }
  | { do: "timeframe"; timeframe: Timeframe };

const PAGES: Record<string, PagePath> = Object.fromEntries(PAGE_LIST.map(({ key, path }) => [key, path]));

/** The action of a key press, or null. With `single` off, only chords with a modifier act. */
export function actionOf(press: KeyPress, single = true): Action | null {
  const { key, ctrl, meta, alt, shift, before } = press;
  if ((ctrl || meta) && !alt && key.toLowerCase() === "k") return { do: "palette" };
  if (shift && key === "Escape") return before === "Shift+Escape" ? { do: "kill" } : null;
  if (!single || press.isTyping || ctrl || meta || alt) return null;
  if (key === "/") return { do: "symbols" };
  if (key === "?") return { do: "help" };
  const page = PAGES[key.toLowerCase()];
  if (before === "g" && page) return { do: "page", path: page };
  if (before !== "g" && (key === "b" || key === "s")) return { do: "ticket", side: key === "b" ? "buy" : "sell" };
  const timeframe = /^[1-9]$/.test(key) ? QUICK_TIMEFRAMES[Number(key) - 1] : undefined;
  return timeframe ? { do: "timeframe", timeframe } : null;
}

/** How a press is remembered for the one after it. */
export function nameOf({ key, shift }: Pick<KeyPress, "key" | "shift">): string {
  return shift && key === "Escape" ? "Shift+Escape" : key.toLowerCase();
}

export const SHORTCUTS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["Ctrl", "K"], "Commands"],
  [["/"], "Choose a symbol"],
  [["1", "-", "9"], `Timeframe: ${QUICK_TIMEFRAMES.join(", ")}`],
  [["B"], "Open the ticket to buy (sends nothing)"],
  [["S"], "Open the ticket to sell (sends nothing)"],
  ...PAGE_LIST.map(({ key, name }) => [["G", key.toUpperCase()], `Go to ${name}`] as const),
  [["?"], "This list"],
  [["Shift", "Esc"], "Twice: kill switch, stops all orders and strategies"],
  [["Esc"], "Close"],
];
