/** What was paid, apart from what the trades made: gross, commission, swap, net. */

import type { ResultBody } from "@/api/result";
import { formatPct } from "@/format/figures";
import { toNumber, UNKNOWN } from "@/format/numbers";
import { fromUnits, toUnits, type TradeRow } from "@/pages/lab/trade_rows";
import { SignedFigure } from "@/ui/figures";
import { Panel, READY } from "@/ui/panel";

type Money = "profit" | "commission" | "swap" | "net";

/** The sum of a column to the cent, null when one value is not known. */
export function sumOf(rows: readonly TradeRow[], name: Money): string | null {
  let sum = 0n;
  for (const { trade } of rows) {
    const units = toUnits(trade[name]);
    if (units === null) return null;
    sum += units;
  }
  return fromUnits(sum);
}

const WORDS: Record<Money, string> = { profit: "Trades before costs", commission: "Commission", swap: "Swap", net: "Net" };

export function CostsPanel({ result, rows, currency }: { result: ResultBody; rows: readonly TradeRow[]; currency: string }) {
  const gross = toNumber(sumOf(rows, "profit"));
  const costs = (toNumber(sumOf(rows, "commission")) ?? 0) + (toNumber(sumOf(rows, "swap")) ?? 0);
  const share = gross !== null && gross > 0 && costs < 0 ? `Costs took ${formatPct((-costs / gross) * 100, 1)} of what the trades made.` : "";
  const { settings } = result.header;
  return (
    <Panel title="Costs" state={READY} testId="lab-costs">
      <table aria-label="Result and costs" className="w-full">
        <tbody>
          {(Object.keys(WORDS) as Money[]).map((name) => {
            const sum = sumOf(rows, name);
            return (
              <tr key={name} className={name === "net" ? "border-t font-semibold" : ""}>
                <th scope="row" className="h-6 px-2.5 text-left font-normal text-quiet">{WORDS[name]}</th>
                <td className="num px-2.5">{sum === null ? UNKNOWN : <SignedFigure value={sum} unit={currency} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="px-2.5 py-1.5 text-2xs text-quiet">
        {share} Spread and slippage are in the prices: {modeWords(settings.spread, "spread")}, {modeWords(settings.slippage, "slippage")}.
      </p>
    </Panel>
  );
}

function modeWords(part: unknown, name: string): string {
  const { mode, points } = (part ?? {}) as { mode?: unknown; points?: unknown };
  const size = points !== undefined && points !== null && !(mode === "recorded") ? ` ${String(points)} points` : "";
  return `${name}${typeof mode === "string" ? ` ${mode.replaceAll("_", " ")}` : ""}${size}`;
}
