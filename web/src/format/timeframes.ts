/** MetaTrader's 21 timeframes, their lengths, and which bar holds a moment. */

export const TIMEFRAMES = [
  "M1", "M2", "M3", "M4", "M5", "M6", "M10", "M12", "M15", "M20", "M30",
  "H1", "H2", "H3", "H4", "H6", "H8", "H12", "D1", "W1", "MN1",
] as const;

export type Timeframe = (typeof TIMEFRAMES)[number];

/** The nine that have a button and a digit key. */
export const QUICK_TIMEFRAMES: readonly Timeframe[] = [
  "M1", "M5", "M15", "M30", "H1", "H4", "D1", "W1", "MN1",
];

const MINUTE_US = 60_000_000;
const FIRST_SUNDAY_US = 3 * 1_440 * MINUTE_US; // 4 January 1970

const UNIT_MINUTES: Record<string, number> = { M: 1, H: 60, D: 1_440, W: 10_080 };

export function isTimeframe(text: unknown): text is Timeframe {
  return TIMEFRAMES.includes(text as Timeframe);
}

/** Length in microseconds; a month counts as 30 days. */
export function spanUs(timeframe: Timeframe): number {
  if (timeframe === "MN1") return 30 * 1_440 * MINUTE_US;
  return (UNIT_MINUTES[timeframe[0] ?? ""] ?? 1) * Number(timeframe.slice(1)) * MINUTE_US;
}

/** First instant after the bar that opens at `openUs`. */
export function endUs(timeframe: Timeframe, openUs: number): number {
  if (timeframe !== "MN1") return openUs + spanUs(timeframe);
  const open = new Date(openUs / 1000);
  return Date.UTC(open.getUTCFullYear(), open.getUTCMonth() + 1, 1) * 1000;
}

/** Open time of the bar that holds `us`. */
export function openUs(timeframe: Timeframe, us: number): number {
  if (timeframe === "MN1") {
    const at = new Date(us / 1000);
    return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1) * 1000;
  }
  const anchor = timeframe === "W1" ? FIRST_SUNDAY_US : 0;
  const span = spanUs(timeframe);
  return us - ((((us - anchor) % span) + span) % span);
}
