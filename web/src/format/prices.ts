/** Prices on a symbol's grid: its digits, the pips large, the pipette small. */

import { formatNumber, toNumber, UNKNOWN, type Figure } from "@/format/numbers";

export interface PriceGrid {
  digits: number;
  pip_size?: string | null;
}

export interface PriceParts {
  lead: string;
  pips: string;
  pipette: string;
}

/** The smallest step that `digits` decimals can say. */
export function pointOf(digits: number): number {
  return Number(`1e-${digits}`);
}

/** How many digits lie below a pip: 1 for five-digit quotes, 0 where a pip is the last digit. */
export function pipetteDigits(grid: PriceGrid): number {
  const pip = toNumber(grid.pip_size);
  if (pip === null || pip <= 0) return 0;
  return Math.max(0, grid.digits - Math.round(-Math.log10(pip)));
}

export function formatPrice(value: Figure, digits: number): string {
  return formatNumber(value, digits).replaceAll(",", "");
}

/** `1.08425` as `1.08` + `42` + `5`; the parts joined are always the whole price. */
export function splitPrice(value: Figure, grid: PriceGrid): PriceParts {
  const text = formatPrice(value, grid.digits);
  if (text === UNKNOWN) return { lead: text, pips: "", pipette: "" };
  const small = Math.min(pipetteDigits(grid), 1);
  const body = small > 0 ? text.slice(0, -small) : text;
  const pipette = small > 0 ? text.slice(-small) : "";
  const large = Math.min(2, grid.digits - small);
  return large > 0
    ? { lead: body.slice(0, -large), pips: body.slice(-large), pipette }
    : { lead: body, pips: "", pipette };
}

/** The spread in pips where the symbol has pips, otherwise in points. */
export function formatSpread(bid: number, ask: number, grid: PriceGrid): string {
  const pip = toNumber(grid.pip_size);
  const unit = pip !== null && pip > 0 ? pip : pointOf(grid.digits);
  return formatNumber((ask - bid) / unit, pip !== null ? 1 : 0);
}
