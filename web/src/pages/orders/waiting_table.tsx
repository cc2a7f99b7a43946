/** Orders that wait at the broker for their price. */

import { live, useSummary } from "@/api/live";
import { useAccounts, useSymbols } from "@/api/queries";
import type { AccountMarked, PendingOrderInfo } from "@/contracts.gen";
import { formatVolume } from "@/format/numbers";
import { formatDayTime, formatMoment } from "@/format/times";
import { stateOf } from "@/pages/live/panel_states";
import { Side } from "@/pages/live/side";
import type { Doing } from "@/pages/orders/doing";
import { typeWord } from "@/pages/orders/order_words";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { PriceFigure } from "@/ui/figures";
import { Panel } from "@/ui/panel";
import { Cell, Table } from "@/ui/table";

const COLUMNS = [
  { name: "Symbol" }, { name: "Side" }, { name: "Type" }, { name: "Volume", isNumber: true }, { name: "Price", isNumber: true },
  { name: "Market", isNumber: true }, { name: "SL", isNumber: true }, { name: "TP", isNumber: true }, { name: "Ends" }, { name: "Actions", isSticky: true },
];
const EMPTY = { kind: "empty", what: "No waiting orders", why: "Limit, stop and stop-limit orders wait here until the market reaches their price." } as const;

export function WaitingTable({ account, mayTrade, onDo }: { account: AccountMarked | null; mayTrade: boolean; onDo(doing: Doing): void }) {
  const query = useAccounts();
  const connection = useSummary(live.connection);
  const waiting = account?.orders ?? [];
  return (
    <Panel
      title={waiting.length > 0 ? `Waiting orders (${waiting.length})` : "Waiting orders"}
      state={account && waiting.length === 0 ? EMPTY : stateOf(query, connection, account !== null, EMPTY)}
      testId="waiting"
      className="area-waiting"
      hasScroll
    >
      <Table label="Waiting orders" columns={COLUMNS}>
        {waiting.map((order) => <Row key={order.ticket} order={order} mayTrade={mayTrade} onDo={onDo} />)}
      </Table>
    </Panel>
  );
}

function Row({ order, mayTrade, onDo }: { order: PendingOrderInfo; mayTrade: boolean; onDo(doing: Doing): void }) {
  const zone = usePreferences((state) => state.zone);
  const grid = useSymbols().data?.find((info) => info.symbol === order.symbol) ?? { digits: 5 };
  const name = `${order.side} ${typeWord(order.type)} ${formatVolume(order.volume)} ${order.symbol}`;
  return (
    <tr data-testid={`waits-${order.ticket}`} className="border-t border-edge/60 hover:bg-raised">
      <Cell title={`Order ${order.ticket}`} className="font-semibold">{order.symbol}</Cell>
      <Cell><Side side={order.side} /></Cell>
      <Cell>{typeWord(order.type)}</Cell>
      <Cell isNumber>{formatVolume(order.volume)}</Cell>
      <Cell isNumber><PriceFigure value={order.price} grid={grid} /></Cell>
      <Cell isNumber><PriceFigure value={order.price_current} grid={grid} /></Cell>
      <Cell isNumber><PriceFigure value={order.stop_loss} grid={grid} /></Cell>
      <Cell isNumber><PriceFigure value={order.take_profit} grid={grid} /></Cell>
      <Cell className="text-quiet" title={order.good_till ? formatMoment(order.good_till, zone) : undefined}>
        {order.good_till ? formatDayTime(order.good_till, zone) : order.time_in_force === "day" ? "today" : "when cancelled"}
      </Cell>
      <Cell isSticky>
        <span className="flex gap-1">
          <Button size="small" disabled={!mayTrade} aria-label={`Change ${name}`} onClick={() => onDo({ what: "change", order })}>Change</Button>
          <Button size="small" disabled={!mayTrade} aria-label={`Cancel ${name}`} onClick={() => onDo({ what: "cancel", order })}>Cancel</Button>
        </span>
      </Cell>
    </tr>
  );
}
