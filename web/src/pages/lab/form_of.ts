/** The form that would run a result again: its document pasted, its settings as they were. */

import type { ResultHeader } from "@/api/result";
import { toUs } from "@/format/figures";
import { isTimeframe } from "@/format/timeframes";
import { ACCOUNTS, COMMISSIONS, INTRABARS, ROADS, SPREADS, START, SWAPS, type RunForm } from "@/pages/lab/run_form";

type Plain = Record<string, unknown>;

const part = (value: unknown): Plain => (typeof value === "object" && value !== null ? (value as Plain) : {});
const text = (value: unknown, otherwise: string) => (typeof value === "string" || typeof value === "number" ? String(value) : otherwise);

function one<K extends string>(names: Record<K, unknown>, value: unknown, otherwise: K): K {
  return typeof value === "string" && value in names ? (value as K) : otherwise;
}

const isoDay = (time: string, daysBack: number) => {
  const us = toUs(time);
  return us === null ? "" : new Date(us / 1_000 - daysBack).toISOString().slice(0, 10);
};

export function formOf(header: ResultHeader, name: string): Partial<RunForm> {
  const { settings } = header;
  const account = part(settings.account);
  const flat = { ...account, ...settings };
  const [spread, commission, swap, slippage] = [part(settings.spread), part(settings.commission), part(settings.swap), part(settings.slippage)];
  return {
    source: "document", document: JSON.stringify({ ...header.document, name }, null, 1), params: {}, sizing: "document",
    symbol: header.symbol, timeframe: isTimeframe(header.timeframe) ? header.timeframe : START.timeframe,
    // The end is exclusive: a millisecond before it lies on the last day.
    from: isoDay(header.from, 0), to: isoDay(header.to, 1),
    balance: text(flat.balance, START.balance), currency: text(flat.currency, START.currency), leverage: text(flat.leverage, START.leverage),
    account: one(ACCOUNTS, flat.margin_mode ?? settings.account, START.account),
    spread: one(SPREADS, spread.mode, START.spread), spreadPoints: text(spread.points, START.spreadPoints),
    commission: one(COMMISSIONS, commission.mode, START.commission), commissionAmount: text(commission.amount, START.commissionAmount),
    swap: one(SWAPS, swap.mode, START.swap), swapLong: text(swap.long, "0"), swapShort: text(swap.short, "0"), tripleDay: text(swap.triple_day, "3"),
    slippage: text(slippage.points, "0"), intrabar: one(INTRABARS, settings.intrabar, START.intrabar),
    road: one(ROADS, settings.road, START.road), delay: text(settings.entry_delay_bars, "0"),
  };
}
