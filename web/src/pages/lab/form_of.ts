/** The form that would run a result again: the document with its params, and everything that was asked. */

import type { Asked } from "@/api/lab_types";
import type { ResultHeader } from "@/api/result";
import { formatDateTime, toUs } from "@/format/figures";
import { isTimeframe } from "@/format/timeframes";
import { ACCOUNTS, COMMISSIONS, INTRABARS, ROADS, SIZES, SPREADS, START, SWAPS, type Problems, type RunForm } from "@/pages/lab/run_form";

const DAY_US = 86_400_000_000;

type Plain = Readonly<Record<string, unknown>>;

const part = (value: unknown): Plain => (typeof value === "object" && value !== null ? (value as Plain) : {});
const text = (value: unknown, otherwise: string) => (typeof value === "string" || typeof value === "number" ? String(value) : otherwise);

function one<K extends string>(names: Record<K, unknown>, value: unknown, otherwise: K): K {
  return typeof value === "string" && value in names ? (value as K) : otherwise;
}

const isoDay = (us: number | null) => (us === null ? "" : new Date(us / 1_000).toISOString().slice(0, 10));

/** A size that the form has a field for; any other stays in the document. */
function sizingOf(sizing: Plain): Pick<RunForm, "sizing" | "sizingAmount"> | null {
  const mode = one(SIZES, sizing.mode, "document");
  const rest = Object.keys(sizing).filter((name) => !["mode", "lots", "pct", "amount"].includes(name));
  if (mode === "document" || (rest.length > 0 && sizing.of !== "balance")) return null;
  return { sizing: mode, sizingAmount: text(sizing.lots ?? sizing.pct ?? sizing.amount, "") };
}

function settingsOf(settings: Plain): Partial<RunForm> {
  const [spread, commission, swap, slippage] = [part(settings.spread), part(settings.commission), part(settings.swap), part(settings.slippage)];
  return {
    balance: text(settings.balance, START.balance), currency: text(settings.currency, START.currency), leverage: text(settings.leverage, START.leverage),
    account: one(ACCOUNTS, settings.account, START.account), stopOut: text(settings.stop_out_pct, START.stopOut), conversionRate: text(settings.conversion_rate, ""),
    spread: one(SPREADS, spread.mode, START.spread), spreadPoints: text(spread.points, START.spreadPoints), spreadMultiplier: text(spread.multiplier, "1"),
    commission: one(COMMISSIONS, commission.mode, START.commission), commissionAmount: text(commission.amount, START.commissionAmount), commissionMinimum: text(commission.minimum, "0"),
    swap: one(SWAPS, swap.mode, START.swap), swapLong: text(swap.long, "0"), swapShort: text(swap.short, "0"), tripleDay: text(swap.triple_day, "3"),
    slippage: text(slippage.points, "0"), slippageMost: text(slippage.maximum_points, "0"),
    intrabar: one(INTRABARS, settings.intrabar, START.intrabar), road: one(ROADS, settings.road, START.road), delay: text(settings.entry_delay_bars, "0"),
    serverClock: text(settings.server_clock, START.serverClock), warmUp: text(settings.warm_up_bars, ""),
    news: settings.ignore_news === true ? "ignored" : "kept", seed: text(settings.seed, "0"),
  };
}

export function formOf(asked: Asked, header: ResultHeader, name: string): Partial<RunForm> {
  const given = part(asked.document ?? { ...header.document, name });
  const sizing = sizingOf(part(asked.sizing));
  const document = sizing === null && asked.sizing ? { ...given, sizing: asked.sizing } : given;
  return {
    source: "document", document: JSON.stringify(document, null, 1),
    // Where the document was not kept there is only its bound form, whose params are numbers already.
    params: Object.fromEntries(Object.entries(asked.document ? part(asked.params) : {}).map(([param, value]) => [param, text(value, "")])),
    sizing: "document", ...sizing,
    symbol: header.symbol, timeframe: isTimeframe(header.timeframe) ? header.timeframe : START.timeframe,
    // The end that was asked for is exclusive: a millisecond before it lies on the last day. Without one the last bar's day is.
    from: isoDay(asked.from_time ?? toUs(header.from)), to: isoDay(asked.to_time ? asked.to_time - 1_000 : toUs(header.to)),
    ...settingsOf(part(asked.settings)),
  };
}

/** What of a run the form cannot hold: its dates are whole days. */
export function cannotHold({ from_time: from, to_time: to }: Asked): Problems {
  const isWhole = (us: number | null | undefined) => us === null || us === undefined || us % DAY_US === 0;
  const say = (us: number | null | undefined) => `It was ${formatDateTime(us ?? null, "utc")} UTC: the form takes whole days`;
  return { ...(isWhole(from) ? {} : { from: say(from) }), ...(isWhole(to) ? {} : { to: say(to) }) };
}
