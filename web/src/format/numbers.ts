/** Numbers as traders read them: true minus sign, fixed digits, "-" for what is not known. */

export const UNKNOWN = "-";
export const MINUS = "\u2212";

export type Figure = number | string | null | undefined;

/** The number in `value`, or null: absent, empty and unreadable are all "not known". */
export function toNumber(value: Figure): number | null {
  if (value === null || value === undefined || value === "") return null;
  const number = typeof value === "number" ? value : Number(value);
  return Number.isFinite(number) ? number : null;
}

const formats = new Map<number, Intl.NumberFormat>();

function fixed(digits: number): Intl.NumberFormat {
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(digits, format);
  }
  return format;
}

/** `value` with thousands separators and exactly `digits` decimals. */
export function formatNumber(value: Figure, digits: number): string {
  const number = toNumber(value);
  if (number === null) return UNKNOWN;
  const text = fixed(digits).format(Math.abs(number));
  const isZero = !/[1-9]/.test(text);
  return number < 0 && !isZero ? MINUS + text : text;
}

/** Like `formatNumber`, with a plus sign for what is above zero. */
export function formatSigned(value: Figure, digits: number): string {
  const text = formatNumber(value, digits);
  const number = toNumber(value);
  return number !== null && number > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Money with its currency: `10,000.00 USD`. */
export function formatMoney(value: Figure, currency: string): string {
  const text = formatNumber(value, 2);
  return text === UNKNOWN ? text : `${text} ${currency}`;
}

/** Volume in lots: two decimals, more only where the value has more. */
export function formatVolume(value: Figure): string {
  const number = toNumber(value);
  if (number === null) return UNKNOWN;
  const decimals = (String(value).split(".")[1] ?? "").replace(/0+$/, "").length;
  return formatNumber(number, Math.max(2, Math.min(8, decimals)));
}

/** A count, shortened from ten thousand on: `12.4k`, `3.1M`. */
export function formatCount(value: Figure): string {
  const number = toNumber(value);
  if (number === null) return UNKNOWN;
  if (Math.abs(number) < 10_000) return formatNumber(number, 0);
  if (Math.abs(number) < 1_000_000) return `${formatNumber(number / 1_000, 1)}k`;
  return `${formatNumber(number / 1_000_000, 1)}M`;
}

export type Direction = "up" | "down" | "flat";

/** Where a signed figure points; unknown points nowhere. */
export function directionOf(value: Figure): Direction {
  const number = toNumber(value);
  if (number === null || number === 0) return "flat";
  return number > 0 ? "up" : "down";
}

export const ARROWS: Record<Direction, string> = { up: "\u2191", down: "\u2193", flat: "" };

/** Five significant figures: enough to compare both sides of a condition at a glance. */
export function formatReading(number: number | null | undefined): string {
  if (number === null || number === undefined) return UNKNOWN;
  const size = Math.abs(number);
  if (size >= 1_000) return formatNumber(number, 1).replaceAll(",", "");
  return formatNumber(number, size >= 100 ? 2 : size >= 10 ? 3 : 5);
}
