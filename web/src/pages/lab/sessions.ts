/** Results by hour of the day and by weekday of the entry, in a named zone. */

import { zoneId, type Zone } from "@/format/times";
import type { TradeRow } from "@/pages/lab/trade_rows";

export interface Slot {
  label: string;
  net: number;
  trades: number;
  won: number;
}

export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

function slots(labels: readonly string[]): Slot[] {
  return labels.map((label) => ({ label, net: 0, trades: 0, won: 0 }));
}

function count(slot: Slot | undefined, net: number | null): void {
  if (!slot || net === null) return;
  slot.net += net;
  slot.trades += 1;
  if (net > 0) slot.won += 1;
}

export function bySession(rows: readonly TradeRow[], zone: Zone): { hours: Slot[]; weekdays: Slot[] } {
  const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", weekday: "short", hourCycle: "h23", timeZone: zoneId(zone) });
  const hours = slots(Array.from({ length: 24 }, (_, i) => String(i).padStart(2, "0")));
  const weekdays = slots(WEEKDAYS);
  for (const { openUs, net } of rows) {
    const parts = format.formatToParts(openUs / 1_000);
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
    count(hours[Number(part("hour"))], net);
    count(weekdays[WEEKDAYS.indexOf(part("weekday") as (typeof WEEKDAYS)[number])], net);
  }
  return { hours, weekdays };
}
