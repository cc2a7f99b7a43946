/** Executions with the reason each happened: by hand, strategy, stop loss, take profit, stop-out. */

import { live, useSummary } from "@/api/live";
import { useDeals, useSymbols } from "@/api/queries";
import type { DealMade } from "@/contracts.gen";
import { formatNumber, formatVolume } from "@/format/numbers";
import { formatDayTime, formatMoment } from "@/format/times";
import { entryWord } from "@/format/words";
import { Side } from "@/pages/live/side";
import { dealtBy } from "@/pages/orders/order_words";
import { usePreferences } from "@/state/preferences";
import { PriceFigure, SignedFigure } from "@/ui/figures";
import { Cell, Table } from "@/ui/table";

const SHOWN = 300;
const COLUMNS = [
  { name: "Time" }, { name: "Symbol" }, { name: "Side" }, { name: "In/out" }, { name: "Volume", isNumber: true }, { name: "Price", isNumber: true },
  { name: "Profit", isNumber: true }, { name: "Commission", isNumber: true }, { name: "Swap", isNumber: true }, { name: "Balance", isNumber: true }, { name: "Reason" },
];

export function DealsTable({ account, symbol }: { account: string; symbol: string | undefined }) {
  useDeals(account);
  const all = useSummary(live.deals.shown);
  const fitting = all.filter((deal) => deal.account === account && (!symbol || deal.symbol === symbol));
  const sum = fitting.reduce((total, deal) => total + Number(deal.profit) + Number(deal.commission) + Number(deal.swap), 0);
  if (fitting.length === 0) return <p className="px-4 py-5 text-center text-xs text-quiet">No deals yet that fit the filters.</p>;
  return (
    <>
      <p className="sticky left-0 px-2.5 py-1 text-2xs text-quiet">{fitting.length} deals, together <SignedFigure value={sum} />{fitting.length > SHOWN ? `; the newest ${SHOWN} are shown` : ""}</p>
      <Table label="Deals" columns={COLUMNS}>
        {fitting.slice(0, SHOWN).map((deal) => <Row key={deal.ticket} deal={deal} />)}
      </Table>
    </>
  );
}

function Row({ deal }: { deal: DealMade }) {
  const zone = usePreferences((state) => state.zone);
  const grid = useSymbols().data?.find((info) => info.symbol === deal.symbol) ?? { digits: 5 };
  return (
    <tr className="border-t border-edge/60 hover:bg-raised">
      <Cell title={`${formatMoment(deal.ts, zone)}, deal ${deal.ticket}`} className="text-quiet">{formatDayTime(deal.ts, zone)}</Cell>
      <Cell className="font-semibold" title={`Position ${deal.position}`}>{deal.symbol}</Cell>
      <Cell><Side side={deal.side} /></Cell>
      <Cell>{entryWord(deal.entry)}</Cell>
      <Cell isNumber>{formatVolume(deal.volume)}</Cell>
      <Cell isNumber><PriceFigure value={deal.price} grid={grid} /></Cell>
      <Cell isNumber>{deal.entry === "in" ? "-" : <SignedFigure value={deal.profit} />}</Cell>
      <Cell isNumber><SignedFigure value={deal.commission} /></Cell>
      <Cell isNumber><SignedFigure value={deal.swap} /></Cell>
      <Cell isNumber>{formatNumber(deal.balance, 2)}</Cell>
      <Cell title={deal.comment || undefined}>{dealtBy(deal)}</Cell>
    </tr>
  );
}
