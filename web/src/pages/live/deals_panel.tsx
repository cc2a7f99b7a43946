import { live, useSummary } from "@/api/live";
import { useDeals, useSymbols } from "@/api/queries";
import type { DealMade } from "@/contracts.gen";
import { formatVolume } from "@/format/numbers";
import { formatDay, formatDayTime, formatMoment, formatSeconds } from "@/format/times";
import { dealWords, entryWord } from "@/format/words";
import { stateOf } from "@/pages/live/panel_states";
import { Side } from "@/pages/live/side";
import { usePreferences } from "@/state/preferences";
import { useSession } from "@/state/session";
import { PriceFigure, SignedFigure } from "@/ui/figures";
import { Panel } from "@/ui/panel";
import { Cell, Table } from "@/ui/table";

const SHOWN = 100;
const COLUMNS = [
  { name: "Time" }, { name: "Symbol" }, { name: "Deal" }, { name: "Volume", isNumber: true },
  { name: "Price", isNumber: true }, { name: "Reason", isMinor: true }, { name: "Profit", isNumber: true },
];
const EMPTY = { kind: "empty", what: "No deals yet", why: "Every execution on this account appears here, newest first." } as const;

export function DealsPanel({ onCentre }: { onCentre(symbol: string, us: number): void }) {
  const query = useDeals(useSession((state) => state.account));
  const deals = useSummary(live.deals.shown);
  const connection = useSummary(live.connection);
  return (
    <Panel
      title={deals.length > SHOWN ? `Deals (newest ${SHOWN} of ${deals.length})` : "Deals"}
      state={stateOf(query, connection, deals.length > 0, EMPTY)}
      className="area-deals"
      bodyClassName="@container"
    >
      <Table label="Recent deals, newest first" columns={COLUMNS}>
        {deals.slice(0, SHOWN).map((deal) => <Row key={`${deal.account}/${deal.ticket}`} deal={deal} onCentre={onCentre} />)}
      </Table>
    </Panel>
  );
}

function Row({ deal, onCentre }: { deal: DealMade; onCentre(symbol: string, us: number): void }) {
  const zone = usePreferences((state) => state.zone);
  const grid = useSymbols().data?.find((info) => info.symbol === deal.symbol) ?? { digits: 5 };
  // The market's day, which in a replay is not the reader's.
  const now = live.feed.newest?.market_time ?? deal.ts;
  const isToday = formatDay(deal.ts, zone) === formatDay(now, zone);
  const isExit = deal.entry !== "in";
  return (
    <tr data-testid={`deal-row-${deal.ticket}`} onClick={() => onCentre(deal.symbol, deal.ts)} className="cursor-pointer border-t border-edge/60 hover:bg-raised">
      <Cell className="text-quiet" title={formatMoment(deal.ts, zone)}>{isToday ? formatSeconds(deal.ts, zone) : formatDayTime(deal.ts, zone)}</Cell>
      <Cell title={`Deal ${deal.ticket}, position ${deal.position}`}>
        <button type="button" className="min-h-6 font-semibold" title="Show it on the chart">{deal.symbol}</button>
      </Cell>
      <Cell><Side side={deal.side} /> <span className="text-quiet">{entryWord(deal.entry)}</span></Cell>
      <Cell isNumber>{formatVolume(deal.volume)}</Cell>
      <Cell isNumber><PriceFigure value={deal.price} grid={grid} /></Cell>
      <Cell isMinor className="max-w-28 truncate text-quiet">{dealWords(deal.reason)}</Cell>
      <Cell isNumber>{isExit ? <SignedFigure value={deal.profit} /> : "-"}</Cell>
    </tr>
  );
}
