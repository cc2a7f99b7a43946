/** When it makes money: results by hour and weekday of the entry. A hint to look, not a rule to trade. */

import { useMemo } from "react";
import { formatNumber, formatSigned } from "@/format/numbers";
import { zoneName } from "@/format/times";
import { Bars } from "@/pages/lab/bars_chart";
import { FigureFrame } from "@/pages/lab/figure_frame";
import { bySession, type Slot } from "@/pages/lab/sessions";
import type { TradeRow } from "@/pages/lab/trade_rows";
import { usePreferences } from "@/state/preferences";
import { Cell, Table } from "@/ui/table";

export function SessionPanels({ rows, currency }: { rows: readonly TradeRow[]; currency: string }) {
  const zone = usePreferences((state) => state.zone);
  const { hours, weekdays } = useMemo(() => bySession(rows, zone), [rows, zone]);
  return (
    <div className="grid grid-cols-1 gap-1.5 @min-[50rem]:grid-cols-[2fr_1fr]">
      <Slots title={`Net by hour of entry (${zoneName(zone)})`} slots={hours} currency={currency} />
      <Slots title={`Net by weekday of entry (${zoneName(zone)})`} slots={weekdays} currency={currency} />
    </div>
  );
}

function Slots({ title, slots, currency }: { title: string; slots: readonly Slot[]; currency: string }) {
  const known = slots.filter(({ trades }) => trades > 0);
  const best = known.reduce<Slot | null>((found, slot) => (!found || slot.net > found.net ? slot : found), null);
  const worst = known.reduce<Slot | null>((found, slot) => (!found || slot.net < found.net ? slot : found), null);
  const words = (slot: Slot) => `${slot.label} (${formatSigned(slot.net, 2)} ${currency}, ${slot.trades} trades)`;
  return (
    <FigureFrame
      title={title}
      className="h-56"
      state={known.length > 0 ? { kind: "ready" } : { kind: "empty", what: "No trades", why: "There is nothing to spread out." }}
      summary={best && worst ? `Best ${words(best)}, worst ${words(worst)}. With few trades in a place this is noise.` : ""}
      table={
        <Table label={title} columns={[{ name: "When" }, { name: "Trades", isNumber: true }, { name: "Won", isNumber: true }, { name: `Net ${currency}`, isNumber: true }]}>
          {slots.map(({ label, net, trades, won }) => (
            <tr key={label} className="border-t border-edge/60"><Cell>{label}</Cell><Cell isNumber>{trades}</Cell><Cell isNumber>{formatNumber(won, 0)}</Cell><Cell isNumber>{trades > 0 ? formatSigned(net, 2) : "-"}</Cell></tr>
          ))}
        </Table>
      }
    >
      <Bars bars={slots.map((slot) => ({ label: slot.label, title: words(slot), value: slot.net, isUp: slot.net >= 0 }))} />
    </FigureFrame>
  );
}
