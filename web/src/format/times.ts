/** Times in the zone the reader chose, always with the zone named. Input: microseconds UTC. */

import { UNKNOWN } from "@/format/numbers";

export type Zone = "utc" | "local";

const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The IANA name behind a choice. */
export function zoneId(zone: Zone): string {
  return zone === "utc" ? "UTC" : LOCAL_ZONE;
}

/** What the reader sees: `UTC`, `Asia/Kolkata`. */
export function zoneName(zone: Zone): string {
  return zone === "utc" ? "UTC" : LOCAL_ZONE;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zoneId(zone), hourCycle: "h23" });
    formats.set(key, found);
  }
  return found;
}

const TIME: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
const DATE: Intl.DateTimeFormatOptions = { day: "2-digit", month: "short" };

function say(us: number | null | undefined, zone: Zone, options: Intl.DateTimeFormatOptions) {
  return us === null || us === undefined ? UNKNOWN : format(zone, options).format(us / 1000);
}

export function formatTime(us: number | null | undefined, zone: Zone): string {
  return say(us, zone, TIME);
}

export function formatSeconds(us: number | null | undefined, zone: Zone): string {
  return say(us, zone, { ...TIME, second: "2-digit" });
}

export function formatDay(us: number | null | undefined, zone: Zone): string {
  return say(us, zone, DATE);
}

/** `21 Nov, 06:10` */
export function formatDayTime(us: number | null | undefined, zone: Zone): string {
  return say(us, zone, { ...DATE, ...TIME });
}

/** `21 Nov 2026, 06:10:05 UTC`: the whole moment, for tooltips and records. */
export function formatMoment(us: number | null | undefined, zone: Zone): string {
  if (us === null || us === undefined) return UNKNOWN;
  const text = say(us, zone, { ...DATE, year: "numeric", ...TIME, second: "2-digit" });
  return `${text} ${zoneName(zone)}`;
}

/** A weekday and time, for when a market opens: `Sun 22:00`. */
export function formatWeekdayTime(us: number, zone: Zone): string {
  return say(us, zone, { weekday: "short", ...TIME }).replace(",", "");
}

/** An age as short as possible: `0.4s`, `12s`, `3m`, `2h`, `4d`. */
export function formatAge(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${s.toFixed(1)}s`;
  if (s < 60) return `${Math.floor(s)}s`;
  if (s < 3_600) return `${Math.floor(s / 60)}m`;
  if (s < 86_400) return `${Math.floor(s / 3_600)}h`;
  return `${Math.floor(s / 86_400)}d`;
}

/** What is left, as a clock: `0:42`, `12:05`, `3:00:00`, `2d 4h`. */
export function formatCountdown(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1000));
  if (s >= 86_400) return `${Math.floor(s / 86_400)}d ${Math.floor((s % 86_400) / 3_600)}h`;
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes}:${two(s % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}

export function formatLatency(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  if (ms < 10) return `${ms.toFixed(1)}ms`;
  return ms < 10_000 ? `${Math.round(ms)}ms` : `${Math.round(ms / 1000)}s`;
}
