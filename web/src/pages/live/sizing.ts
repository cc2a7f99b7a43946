/** How large a strategy trades: by its document, or as typed here. */

export type SizingMode = "document" | "fixed_lots" | "risk_pct";

export const SIZINGS: Record<SizingMode, { label: string; unit: string; placeholder: string }> = {
  document: { label: "Size: as the strategy says", unit: "", placeholder: "" },
  fixed_lots: { label: "Fixed lots", unit: "lots", placeholder: "0.10" },
  risk_pct: { label: "Risk % of balance", unit: "%", placeholder: "1.0" },
};

export type Sizing = { value: Record<string, unknown> | undefined } | { problem: string };

/** The request's `sizing`, or a sentence naming field, value and what would be right. */
export function parseSizing(mode: SizingMode, text: string): Sizing {
  if (mode === "document") return { value: undefined };
  const number = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  if (mode === "fixed_lots") {
    return number > 0 ? { value: { mode, lots: number } } : { problem: `Fixed lots: "${text}" is not a volume above 0, such as 0.10.` };
  }
  return number > 0 && number <= 100
    ? { value: { mode, pct: number } }
    : { problem: `Risk: "${text}" is not a percentage above 0 and up to 100, such as 1.` };
}
