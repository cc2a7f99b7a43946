/** Trades as rows: their numbers once parsed, sorted, filtered, summed. */

import type { Side, Trade } from "@/api/result";
import { toUs } from "@/format/figures";
import { toNumber } from "@/format/numbers";

export interface TradeRow {
  trade: Trade;
  id: number;
  side: Side;
  openUs: number;
  closeUs: number | null;
  net: number | null;
  cents: bigint | null;
  costs: number | null;
  r: number | null;
  mfe: number | null;
  mae: number | null;
  bars: number;
}

export type SortKey = "id" | "time" | "side" | "volume" | "net" | "r" | "costs" | "mfe" | "mae" | "bars" | "entry" | "exit";

export interface Sort {
  key: SortKey;
  isDescending: boolean;
}

export type Outcome = "all" | "won" | "lost";

export interface TradeFilter {
  side: Side | "all";
  outcome: Outcome;
  exit: string | "all";
}

export const ALL_TRADES: TradeFilter = { side: "all", outcome: "all", exit: "all" };

const add = (...values: readonly (number | null)[]): number | null =>
  values.every((value) => value !== null) ? values.reduce<number>((sum, value) => sum + (value ?? 0), 0) : null;

/** A decimal string as an exact count of its smallest unit, so that sums are right to the cent. */
export function toUnits(text: string | null | undefined, digits = 2): bigint | null {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec((text ?? "").trim());
  if (!match) return null;
  const [, sign = "", whole = "0", decimals = ""] = match;
  if (decimals.slice(digits).replaceAll("0", "") !== "") return null;
  const units = BigInt(whole + decimals.slice(0, digits).padEnd(digits, "0"));
  return sign === "-" ? -units : units;
}

export function fromUnits(units: bigint, digits = 2): string {
  const size = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
  const text = digits > 0 ? `${size.slice(0, -digits)}.${size.slice(-digits)}` : size;
  return units < 0n ? `-${text}` : text;
}

export function toRow(trade: Trade): TradeRow {
  return {
    trade, id: trade.id, side: trade.side,
    openUs: toUs(trade.time_open) ?? 0,
    closeUs: toUs(trade.time_close),
    net: toNumber(trade.net),
    cents: toUnits(trade.net),
    costs: add(toNumber(trade.commission), toNumber(trade.swap)),
    r: toNumber(trade.result_r),
    mfe: toNumber(trade.mfe_money),
    mae: toNumber(trade.mae_money),
    bars: trade.bars_held,
  };
}

function keyOf(row: TradeRow, key: SortKey): number | string | null {
  switch (key) {
    case "id": return row.id;
    case "time": return row.openUs;
    case "side": return row.side;
    case "volume": return toNumber(row.trade.volume);
    case "net": return row.net;
    case "r": return row.r;
    case "costs": return row.costs;
    case "mfe": return row.mfe;
    case "mae": return row.mae;
    case "bars": return row.bars;
    case "entry": return row.trade.entry_reason;
    case "exit": return row.trade.exit_reason;
  }
}

/** In order of `sort`; unknown values come last either way, equal ones stay by id. */
export function sorted(rows: readonly TradeRow[], { key, isDescending }: Sort): TradeRow[] {
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [keyOf(a, key), keyOf(b, key)];
    if (left === null || right === null) return left === right ? a.id - b.id : left === null ? 1 : -1;
    const order = typeof left === "string" ? left.localeCompare(String(right)) : left - Number(right);
    return order === 0 ? a.id - b.id : order * sign;
  });
}

export function filtered(rows: readonly TradeRow[], { side, outcome, exit }: TradeFilter): TradeRow[] {
  return rows.filter((row) =>
    (side === "all" || row.side === side)
    && (outcome === "all" || (row.net !== null && (outcome === "won" ? row.net > 0 : row.net < 0)))
    && (exit === "all" || row.trade.exit_reason === exit));
}

/** The rows' results to the cent, null when one of them is not known. */
export function netOf(rows: readonly TradeRow[]): string | null {
  let sum = 0n;
  for (const { cents } of rows) {
    if (cents === null) return null;
    sum += cents;
  }
  return fromUnits(sum);
}

/** Another press on a column turns it round; a new column begins with its most telling end. */
export function nextSort(sort: Sort, key: SortKey): Sort {
  if (sort.key === key) return { key, isDescending: !sort.isDescending };
  return { key, isDescending: ["net", "r", "mfe", "bars", "volume"].includes(key) };
}
