/** Colours of heat maps: 256 steps from orange over grey to blue, safe for colour-blind eyes. */

export type Rgb = readonly [red: number, green: number, blue: number];

export const STEPS = 256;

/** `#rgb`, `#rrggbb` or `rgb(…)`; what cannot be read is grey. */
export function parseColour(text: string): Rgb {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (hex) {
    const full = hex.length === 3 ? [...hex].map((c) => c + c).join("") : hex;
    return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as unknown as Rgb;
  }
  const parts = /^rgba?\(([^)]+)\)$/i.exec(text.trim())?.[1]?.split(/[ ,/]+/).map(Number) ?? [];
  const [red, green, blue] = parts;
  return [red, green, blue].every((part) => part !== undefined && Number.isFinite(part)) ? [red!, green!, blue!] : [136, 136, 136];
}

const mix = (a: number, b: number, share: number) => Math.round(a + (b - a) * share);

/** `STEPS` colours: `low` at 0, `middle` at the centre, `high` at the end. */
export function divergingTable(low: Rgb, middle: Rgb, high: Rgb): Uint8ClampedArray {
  const table = new Uint8ClampedArray(STEPS * 3);
  for (let i = 0; i < STEPS; i += 1) {
    const at = (i / (STEPS - 1)) * 2 - 1;
    const end = at < 0 ? low : high;
    for (let c = 0; c < 3; c += 1) table[i * 3 + c] = mix(middle[c]!, end[c]!, Math.abs(at));
  }
  return table;
}

export interface Scale {
  low: number;
  /** What the neutral colour stands for. */
  middle: number;
  high: number;
}

/** Of one side's colour this much is left for its value nearest to neutral. */
const PALEST = 0.25;

/**
 * The scale of `values`. What is above `neutral` never has the colour of what is below it; where all
 * lie on one side that side is stretched, from pale to full. Without a neutral value the median is
 * the middle. Null without any value.
 */
export function scaleOf(values: readonly (number | null)[], neutral: number | null): Scale | null {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value)).sort((a, b) => a - b);
  const low = known[0];
  const high = known.at(-1);
  if (low === undefined || high === undefined) return null;
  if (neutral === null) return { low, middle: known[Math.floor(known.length / 2)] ?? low, high };
  const room = PALEST * (high - low);
  if (low >= neutral) return { low, middle: Math.max(neutral, low - room), high };
  if (high <= neutral) return { low, middle: Math.min(neutral, high + room), high };
  return { low, middle: neutral, high };
}

/** Step of `value` on `scale`, 0 to 255. Each side is stretched on its own. */
export function stepOf(value: number, { low, middle, high }: Scale): number {
  const share = value < middle
    ? (low < middle ? (Math.max(value, low) - middle) / (middle - low) : 0)
    : high > middle ? (Math.min(value, high) - middle) / (high - middle) : 0;
  return Math.round(((share + 1) / 2) * (STEPS - 1));
}

/** Black or white text, whichever reads better on `colour`: one of them always has 4.5 to 1. */
export function inkOn([red, green, blue]: Rgb): "#000000" | "#ffffff" {
  const line = (c: number) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = 0.2126 * line(red) + 0.7152 * line(green) + 0.0722 * line(blue);
  return light > 0.179 ? "#000000" : "#ffffff";
}
