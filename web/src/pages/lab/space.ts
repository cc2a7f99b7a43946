/** The space of a sweep: for each parameter a range with a step, or a list of values. */

export type SpacePart = { min: number; max: number; step: number } | number[];
export type Space = Record<string, SpacePart>;

const RANGE = /^\s*(-?\d*\.?\d+)\s*(?:\.\.|to|:)\s*(-?\d*\.?\d+)\s*(?:(?:step|by|:)\s*(\d*\.?\d+))?\s*$/i;

/** `10..50 step 5`, `10 to 50` or `5, 10, 20`; null for what is none of them. */
export function parsePart(text: string): SpacePart | null {
  const range = RANGE.exec(text);
  if (range) {
    const [min, max, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? 1)];
    return max >= min && step > 0 ? { min, max, step } : null;
  }
  const words = text.split(",").map((word) => word.trim()).filter((word) => word !== "");
  const values = words.map(Number);
  return values.length > 0 && values.every(Number.isFinite) ? [...new Set(values)].sort((a, b) => a - b) : null;
}

export function sizeOf(part: SpacePart): number {
  return Array.isArray(part) ? part.length : Math.floor((part.max - part.min) / part.step + 1e-9) + 1;
}

/** How many sets the grid of a space has. */
export function countSets(space: Space): number {
  return Object.values(space).reduce((product, part) => product * sizeOf(part), 1);
}

export function formatPart(part: SpacePart): string {
  return Array.isArray(part) ? part.join(", ") : `${part.min}..${part.max} step ${part.step}`;
}

export interface DeclaredParameter {
  name: string;
  start: string;
  /** What the document allows, as a text that `parsePart` reads; "" where it does not say. */
  range: string;
  /** Bounds of the document; null where it sets none. */
  min: number | null;
  max: number | null;
}

/** Whether a part of a space stays within what the document allows. */
export function fits(part: SpacePart, { min, max }: Pick<DeclaredParameter, "min" | "max">): boolean {
  const [low, high] = Array.isArray(part) ? [Math.min(...part), Math.max(...part)] : [part.min, part.max];
  return (min === null || low >= min) && (max === null || high <= max);
}

/** The parameters a document declares (`params`), in its order. */
export function parametersOf(document: Readonly<Record<string, unknown>> | null | undefined): DeclaredParameter[] {
  const params = document?.params;
  if (typeof params !== "object" || params === null) return [];
  return Object.entries(params as Record<string, unknown>).map(([name, declared]) => {
    const { default: start, min, max, step } = (declared ?? {}) as Record<string, unknown>;
    const isRange = typeof min === "number" && typeof max === "number";
    const range = isRange ? formatPart({ min, max, step: typeof step === "number" && step > 0 ? step : 1 }) : "";
    return { name, start: String(start ?? ""), range, min: typeof min === "number" ? min : null, max: typeof max === "number" ? max : null };
  });
}
