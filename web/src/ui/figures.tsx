/** Numbers on the page: tabular, signed with arrow and colour, the pipette small. */

import { ARROWS, directionOf, formatSigned, UNKNOWN, type Figure } from "@/format/numbers";
import { splitPrice, type PriceGrid } from "@/format/prices";
import { classNames } from "@/ui/class_names";

const COLOURS = { up: "text-up", down: "text-down", flat: "text-ink" };

export function SignedFigure({ value, digits = 2, unit, className }: { value: Figure; digits?: number; unit?: string; className?: string }) {
  const text = formatSigned(value, digits);
  const direction = directionOf(value);
  return (
    <span data-value className={classNames("whitespace-nowrap", COLOURS[direction], className)}>
      {ARROWS[direction] && <span aria-hidden className="mr-0.5">{ARROWS[direction]}</span>}
      {text}
      {unit && text !== UNKNOWN && <span className="ml-1 text-2xs text-quiet">{unit}</span>}
    </span>
  );
}

export function PriceFigure({ value, grid, className }: { value: Figure; grid: PriceGrid; className?: string }) {
  const { lead, pips, pipette } = splitPrice(value, grid);
  return (
    <span data-value className={classNames("whitespace-nowrap", className)}>
      {lead}{pips}
      {pipette && <span className="text-[0.8em] text-quiet">{pipette}</span>}
    </span>
  );
}
