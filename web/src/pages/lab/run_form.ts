/** The form of a run as the reader types it, and the request that it makes or what is wrong with it. */

import type { Timeframe } from "@/format/timeframes";

export const COMMISSIONS = {
  none: { label: "None", unit: "" },
  per_lot: { label: "A lot and side", unit: "per lot" },
  round_turn: { label: "A lot, round turn", unit: "per lot" },
  per_million: { label: "A million turned over", unit: "per million" },
  percent: { label: "Percent of turnover", unit: "%" },
  per_deal: { label: "A deal", unit: "per deal" },
} as const;

export const SPREADS = { recorded: "As recorded", fixed: "Fixed" } as const;
export const SWAPS = {
  none: "None", points: "Points", money_deposit: "Money a lot", money_base: "Money, base currency", money_margin: "Money, margin currency",
  interest_current: "Percent a year", interest_open: "Percent of the entry",
} as const;
export const NEWS = { kept: "As the strategy says", ignored: "Left out, with a flag" } as const;
export const INTRABARS = {
  stop_first: "Stop first (cautious)", one_minute_ohlc: "MetaTrader's 1 minute OHLC path", drill_down: "Shorter bars, where recorded",
} as const;
export const ROADS = { auto: "Automatic", event: "Event simulator", reference: "Reference loop" } as const;
export const ACCOUNTS = { hedging: "Hedging", netting: "Netting" } as const;
export const SIZES = {
  document: { label: "As the strategy says", unit: "", start: "" },
  fixed_lots: { label: "Fixed lots", unit: "lots", start: "0.10" },
  risk_pct: { label: "Risk, % of balance", unit: "%", start: "1" },
  risk_money: { label: "Risk, money", unit: "a trade", start: "100" },
} as const;
export const TRIPLE_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

export interface RunForm {
  source: "list" | "document";
  strategy: string;
  document: string;
  symbol: string;
  timeframe: Timeframe;
  from: string;
  to: string;
  sizing: keyof typeof SIZES;
  sizingAmount: string;
  params: Readonly<Record<string, string>>;
  balance: string;
  currency: string;
  leverage: string;
  account: keyof typeof ACCOUNTS;
  spread: keyof typeof SPREADS;
  spreadPoints: string;
  commission: keyof typeof COMMISSIONS;
  commissionAmount: string;
  swap: keyof typeof SWAPS;
  swapLong: string;
  swapShort: string;
  tripleDay: string;
  slippage: string;
  intrabar: keyof typeof INTRABARS;
  road: keyof typeof ROADS;
  delay: string;
  serverClock: string;
  news: keyof typeof NEWS;
  /** Empty where the symbol and the kept bars tell it. */
  conversionRate: string;
  stopOut: string;
  spreadMultiplier: string;
  commissionMinimum: string;
  /** 0: slippage is not drawn. */
  slippageMost: string;
  seed: string;
  /** Empty: what the document needs. */
  warmUp: string;
}

export const START: RunForm = {
  source: "list", strategy: "", document: "", symbol: "", timeframe: "M1", from: "", to: "",
  sizing: "document", sizingAmount: "", params: {},
  balance: "10000", currency: "USD", leverage: "100", account: "hedging",
  spread: "recorded", spreadPoints: "10", commission: "none", commissionAmount: "3.5",
  swap: "none", swapLong: "0", swapShort: "0", tripleDay: "3",
  slippage: "0", intrabar: "stop_first", road: "auto", delay: "0",
  serverClock: "", news: "kept", conversionRate: "", stopOut: "30", spreadMultiplier: "1", commissionMinimum: "0", slippageMost: "0", seed: "0", warmUp: "",
};

/** Fields that lie folded away; the fold says how many of them are not as usual. */
export const MORE = ["serverClock", "news", "warmUp", "conversionRate", "stopOut", "spreadMultiplier", "commissionMinimum", "slippageMost", "seed"] as const satisfies readonly (keyof RunForm)[];

export function moreTitle(form: RunForm, problems: Problems): string {
  if (MORE.some((field) => problems[field])) return "More (a value is wrong)";
  const changed = MORE.filter((field) => form[field] !== START[field]).length;
  return changed > 0 ? `More (${changed} not as usual)` : "More";
}

const NO_EXTRAS = { spreadMultiplier: "1", commissionMinimum: "0", slippageMost: "0" };

export interface Preset {
  name: string;
  what: string;
  values: Partial<RunForm>;
}

/** Costs a trader knows from brokers; numbers to begin with, none of them any broker's price list. */
export const PRESETS: readonly Preset[] = [
  { name: "No costs", what: "recorded spread, nothing else: what the idea does before anyone is paid", values: { ...NO_EXTRAS, spread: "recorded", commission: "none", swap: "none", slippage: "0", delay: "0" } },
  { name: "Raw spread", what: "recorded spread, 3.50 a lot and side, 1 point slippage", values: { ...NO_EXTRAS, spread: "recorded", commission: "per_lot", commissionAmount: "3.5", slippage: "1", delay: "0" } },
  { name: "Standard", what: "a fixed spread of 12 points, no commission, 1 point slippage", values: { ...NO_EXTRAS, spread: "fixed", spreadPoints: "12", commission: "none", slippage: "1", delay: "0" } },
  { name: "Harsh", what: "a fixed spread of 25 points, 7.00 a lot and side, 5 points slippage, one bar late", values: { ...NO_EXTRAS, spread: "fixed", spreadPoints: "25", commission: "per_lot", commissionAmount: "7", slippage: "5", delay: "1" } },
];

export type FormField = keyof RunForm | `params.${string}`;
export type Problems = Partial<Record<FormField, string>>;

export interface RunSettingsBody {
  balance: string;
  currency: string;
  leverage: number;
  account: string;
  stop_out_pct: string;
  conversion_rate?: string;
  spread: { mode: string; points?: number; multiplier: string };
  commission: { mode: string; amount?: string; minimum?: string };
  swap: { mode: string; long?: string; short?: string; triple_day?: number };
  slippage: { points: number; maximum_points: number };
  intrabar: string;
  road: string;
  /** Left out: that of the terminal. */
  server_clock?: string;
  warm_up_bars?: number;
  entry_delay_bars: number;
  ignore_news: boolean;
  seed: number;
}

export interface RunBody {
  strategy?: string;
  document?: object;
  symbol: string;
  timeframe: string;
  from?: string;
  to?: string;
  params?: Record<string, number>;
  sizing?: Record<string, unknown>;
  settings: RunSettingsBody;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

function decimal(problems: Problems, field: FormField, text: string, low: number, what: string): string {
  const value = text.trim().replace(",", ".");
  if (!NUMBER.test(value) || Number(value) < low) problems[field] = `${what}, not "${text}"`;
  return value;
}

function whole(problems: Problems, field: FormField, text: string, low: number, high: number, what: string): number {
  const value = Number(text.trim());
  if (text.trim() === "" || !Number.isInteger(value) || value < low || value > high) {
    problems[field] = `${what}: a whole number from ${low} to ${high}, not "${text}"`;
  }
  return value;
}

/** A pasted document, or where its JSON breaks off. */
export function parseDocument(text: string): { document: Record<string, unknown> } | { problem: string } {
  if (text.trim() === "") return { problem: "Paste a strategy document (JSON)" };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { document: value as Record<string, unknown> };
    return { problem: "A strategy document is a JSON object: it begins with {" };
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    if (at === undefined) return { problem: "The JSON breaks off: a bracket or a quote is not closed" };
    const before = text.slice(0, Number(at)).split("\n");
    return { problem: `No JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}` };
  }
}

function paramsOf(problems: Problems, params: RunForm["params"]): Record<string, number> {
  const values: Record<string, number> = {};
  for (const [name, text] of Object.entries(params)) {
    if (text.trim() === "") continue;
    values[name] = Number(decimal(problems, `params.${name}`, text, -1e12, "A number"));
  }
  return values;
}

function sizingOf(problems: Problems, form: RunForm): Record<string, unknown> | undefined {
  if (form.sizing === "document") return undefined;
  const amount = decimal(problems, "sizingAmount", form.sizingAmount, 0, "An amount above 0");
  if (Number(amount) === 0) problems.sizingAmount = "An amount above 0";
  const field = { fixed_lots: "lots", risk_pct: "pct", risk_money: "amount" }[form.sizing];
  return { mode: form.sizing, [field]: Number(amount) };
}

type Costs = Pick<RunSettingsBody, "spread" | "commission" | "swap" | "slippage">;

function costsOf(problems: Problems, form: RunForm): Costs {
  const multiplier = decimal(problems, "spreadMultiplier", form.spreadMultiplier, 0.01, "A factor above 0");
  const points = whole(problems, "slippage", form.slippage, 0, 10_000, "Points");
  const most = whole(problems, "slippageMost", form.slippageMost, 0, 10_000, "Points");
  if (most > 0 && most <= points) problems.slippageMost = `More than the ${points} points of slippage, or 0 where none is drawn`;
  return {
    spread: form.spread === "fixed"
      ? { mode: "fixed", points: whole(problems, "spreadPoints", form.spreadPoints, 0, 100_000, "Points"), multiplier }
      : { mode: form.spread, multiplier },
    commission: form.commission === "none"
      ? { mode: "none" }
      : {
        mode: form.commission, amount: decimal(problems, "commissionAmount", form.commissionAmount, 0, "An amount of 0 or more"),
        minimum: decimal(problems, "commissionMinimum", form.commissionMinimum, 0, "An amount of 0 or more"),
      },
    swap: form.swap === "none"
      ? { mode: "none" }
      : {
        mode: form.swap, triple_day: whole(problems, "tripleDay", form.tripleDay, 0, 6, "Day"),
        long: decimal(problems, "swapLong", form.swapLong, -1e9, "A number (negative is charged)"),
        short: decimal(problems, "swapShort", form.swapShort, -1e9, "A number (negative is charged)"),
      },
    slippage: { points, maximum_points: most },
  };
}

/** A rule such as GMT+2/us, or a zone such as Europe/Athens; the server knows which there are. */
const CLOCK = /^(UTC|GMT[+-]\d{1,2}(\/(eu|us))?|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+([+-]\d{1,2})?)$/i;

function settingsOf(problems: Problems, form: RunForm): RunSettingsBody {
  const balance = decimal(problems, "balance", form.balance, 0.01, "An amount above 0");
  const currency = form.currency.trim().toUpperCase();
  if (!/^[A-Z]{3,5}$/.test(currency)) problems.currency = "A currency of three letters, such as USD";
  const clock = form.serverClock.trim();
  if (clock !== "" && !CLOCK.test(clock)) problems.serverClock = `UTC, GMT+2, GMT+2/eu, GMT+2/us or a zone such as Europe/Athens, not "${clock}"`;
  const rate = form.conversionRate.trim() === "" ? undefined : decimal(problems, "conversionRate", form.conversionRate, 0, "A rate above 0");
  if (rate !== undefined && Number(rate) === 0) problems.conversionRate = "A rate above 0";
  return {
    balance, currency,
    leverage: whole(problems, "leverage", form.leverage, 1, 5_000, "Leverage"),
    account: form.account,
    stop_out_pct: decimal(problems, "stopOut", form.stopOut, 0, "Percent, 0 or more"),
    conversion_rate: rate,
    ...costsOf(problems, form),
    intrabar: form.intrabar, road: form.road, server_clock: clock === "" ? undefined : clock,
    warm_up_bars: form.warmUp.trim() === "" ? undefined : whole(problems, "warmUp", form.warmUp, 0, 1_000_000, "Bars"),
    entry_delay_bars: whole(problems, "delay", form.delay, 0, 1_000, "Bars"),
    ignore_news: form.news === "ignored",
    seed: whole(problems, "seed", form.seed, 0, 2 ** 31 - 1, "Seed"),
  };
}

const day = (text: string, next: boolean): string | undefined => {
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (text === "" || Number.isNaN(ms)) return undefined;
  return new Date(ms + (next ? 86_400_000 : 0)).toISOString().replace(".000Z", "Z");
};

/** The request of a form, or what to mend, each at its field. `to` is the last day that is tested. */
export function requestOf(form: RunForm): { body: RunBody } | { problems: Problems } {
  const problems: Problems = {};
  const parsed = form.source === "document" ? parseDocument(form.document) : null;
  if (parsed && "problem" in parsed) problems.document = parsed.problem;
  if (form.source === "list" && !form.strategy) problems.strategy = "Choose a strategy";
  if (!form.symbol) problems.symbol = "Choose a symbol";
  if (form.from && form.to && form.from > form.to) problems.to = "The last day lies before the first";
  const params = paramsOf(problems, form.params);
  const body: RunBody = {
    ...(parsed && "document" in parsed ? { document: parsed.document } : { strategy: form.strategy }),
    symbol: form.symbol, timeframe: form.timeframe,
    from: day(form.from, false), to: day(form.to, true),
    params: Object.keys(params).length > 0 ? params : undefined,
    sizing: sizingOf(problems, form),
    settings: settingsOf(problems, form),
  };
  return Object.keys(problems).length > 0 ? { problems } : { body };
}
