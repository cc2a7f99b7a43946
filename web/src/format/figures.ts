/** Figures of results: shares, ratios, durations, dates, intervals. Unknown stays "-". */

import { formatNumber, formatSigned, MINUS, toNumber, UNKNOWN, type Figure } from "@/format/numbers";
import { formatTime, zoneId, type Zone } from "@/format/times";

/** `12.34%`; the value is in percent already. */
export function formatPct(value: Figure, digits = 2): string {
  const text = formatNumber(value, digits);
  return text === UNKNOWN ? text : `${text}%`;
}

export function formatSignedPct(value: Figure, digits = 2): string {
  const text = formatSigned(value, digits);
  return text === UNKNOWN ? text : `${text}%`;
}

/** A chance of 0 to 1 as percent; what rounds to 0 or 100 without being it says so. */
export function formatShare(value: Figure): string {
  const share = toNumber(value);
  if (share === null) return UNKNOWN;
  if (share > 0 && share < 0.001) return "<0.1%";
  if (share < 1 && share > 0.999) return ">99.9%";
  return `${formatNumber(share * 100, 1)}%`;
}

/** Seconds in the two largest units that say something: `45s`, `12m`, `3h 20m`, `2d 4h`. */
export function formatDuration(seconds: Figure): string {
  const value = toNumber(seconds);
  if (value === null) return UNKNOWN;
  const s = Math.max(0, Math.round(value));
  if (s < 60) return `${s}s`;
  if (s < 3_600) return s % 60 === 0 ? `${s / 60}m` : `${Math.floor(s / 60)}m ${s % 60}s`;
  if (s < 86_400) return join(Math.floor(s / 3_600), "h", Math.round((s % 3_600) / 60), "m");
  return join(Math.floor(s / 86_400), "d", Math.round((s % 86_400) / 3_600), "h");
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}

/** `42.1 to 55.0`, both ends by `say`. */
export function formatInterval(interval: readonly [Figure, Figure] | null | undefined, say: (value: Figure) => string): string {
  if (!interval) return UNKNOWN;
  const [low, high] = interval;
  if (toNumber(low) === null || toNumber(high) === null) return UNKNOWN;
  return `${say(low)} to ${say(high)}`;
}

/** RFC 3339 as microseconds UTC, null for what is no time. */
export function toUs(time: string | null | undefined): number | null {
  if (!time) return null;
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? null : ms * 1_000;
}

const dates = new Map<Zone, Intl.DateTimeFormat>();

/** `21 Nov 2026`. */
export function formatDate(us: number | null, zone: Zone): string {
  if (us === null) return UNKNOWN;
  let format = dates.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", year: "numeric", timeZone: zoneId(zone) });
    dates.set(zone, format);
  }
  return format.format(us / 1_000);
}

/** `21 Nov 2026, 06:10`: runs go over years. */
export function formatDateTime(us: number | null, zone: Zone): string {
  return us === null ? UNKNOWN : `${formatDate(us, zone)}, ${formatTime(us, zone)}`;
}

/** A number as short as it stays readable: 4 figures that matter, no exponent for usual sizes. */
export function formatPlain(value: Figure): string {
  const number = toNumber(value);
  if (number === null) return UNKNOWN;
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-6 || size >= 1e9)) return number.toExponential(2).replace("-", MINUS);
  const digits = size >= 1_000 || Number.isInteger(number) ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 4 : 6;
  const text = formatNumber(number, digits);
  return digits > 2 ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** Hashes are long: the first characters, enough to compare by eye. */
export function shortHash(hash: string | null | undefined): string {
  return hash ? hash.replace(/^sha256:/, "").slice(0, 12) : UNKNOWN;
}
