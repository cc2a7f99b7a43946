/** Returns by month as a grid of years, with what each year came to. */

import type { Month } from "@/api/result";
import { toNumber } from "@/format/numbers";

export const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export interface YearRow {
  year: number;
  /** Twelve, null where nothing was tested. */
  months: readonly (Month | null)[];
  /** Compounded over the months known; null without any. */
  returnPct: number | null;
  trades: number;
}

export function yearsOf(monthly: readonly Month[]): YearRow[] {
  const years = [...new Set(monthly.map(({ year }) => year))].sort((a, b) => a - b);
  return years.map((year) => {
    const own = monthly.filter((one) => one.year === year);
    const known = own.flatMap(({ return_pct }) => toNumber(return_pct) ?? []);
    return {
      year,
      months: MONTH_NAMES.map((_, i) => own.find(({ month }) => month === i + 1) ?? null),
      returnPct: known.length > 0 ? (known.reduce((factor, pct) => factor * (1 + pct / 100), 1) - 1) * 100 : null,
      trades: own.reduce((sum, { trades }) => sum + trades, 0),
    };
  });
}
