/** What was ordered and what came of it, in the broker's words; filters stand in the address. */

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { live, useSummary } from "@/api/live";
import { orders } from "@/api/orders";
import { useSymbols } from "@/api/queries";
import type { Order } from "@/api/types";
import type { OrderChanged, Reconciled } from "@/contracts.gen";
import { formatNumber, formatVolume, UNKNOWN } from "@/format/numbers";
import { formatAge, formatDayTime, formatMoment } from "@/format/times";
import { merged } from "@/live/orders";
import { stateOf } from "@/pages/live/panel_states";
import { Side } from "@/pages/live/side";
import { FILTER_STATES, stateTone, stateWord, told, typeWord, verbWord, type Tone } from "@/pages/orders/order_words";
import type { OrdersSearch } from "@/pages/orders/address";
import { DealsTable } from "@/pages/orders/deals_table";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class_names";
import { PriceFigure } from "@/ui/figures";
import { Panel, READY } from "@/ui/panel";
import { Select } from "@/ui/select";
import { Cell, Table } from "@/ui/table";

const PAGE = 100;
const COLUMNS = [
  { name: "Time" }, { name: "What" }, { name: "Symbol" }, { name: "Side" }, { name: "Volume", isNumber: true, title: "Filled, of what was asked" },
  { name: "Price", isNumber: true }, { name: "Slippage", isNumber: true, title: "Points against us; below zero: better than asked" },
  { name: "State" }, { name: "In words" }, { name: "By" },
];
const EMPTY = { kind: "empty", what: "No orders", why: "Nothing was ordered yet that fits the filters." } as const;
const VIEWS = [["orders", "Orders"], ["deals", "Deals"]] as const;

export function HistoryPanel({ account, search, reconciled }: { account: string; search: OrdersSearch; reconciled: Reconciled | null }) {
  const navigate = useNavigate();
  const symbols = useSymbols().data ?? [];
  const view = search.view ?? "orders";
  const set = (part: Partial<OrdersSearch>) => void navigate({ to: "/orders", search: (old) => ({ ...old, ...part }), replace: true });
  return (
    <Panel
      title="History"
      state={READY}
      testId="history"
      className="area-history"
      hasScroll
      aside={<Books reconciled={reconciled} />}
    >
      <div className="sticky left-0 flex flex-wrap items-center gap-1.5 border-b px-2.5 py-1.5">
        <span role="group" aria-label="What the history shows" className="flex gap-1">
          {VIEWS.map(([value, word]) => (
            <Button key={value} size="small" aria-pressed={view === value} tone={view === value ? "plain" : "quiet"} onClick={() => set({ view: value === "orders" ? undefined : value, state: undefined })}>{word}</Button>
          ))}
        </span>
        <Select aria-label="Symbol" value={search.symbol ?? ""} onChange={(event) => set({ symbol: event.target.value || undefined })}>
          <option value="">All symbols</option>
          {symbols.map(({ symbol }) => <option key={symbol} value={symbol}>{symbol}</option>)}
        </Select>
        {view === "orders" && (
          <Select aria-label="State" value={search.state ?? ""} onChange={(event) => set({ state: event.target.value || undefined })}>
            <option value="">All states</option>
            {FILTER_STATES.map(([state, word]) => <option key={state} value={state}>{word}</option>)}
          </Select>
        )}
      </div>
      {view === "orders" ? <Orders account={account} search={search} /> : <DealsTable account={account} symbol={search.symbol} />}
    </Panel>
  );
}

/** Whether the bridge's journal and the broker's books agree, as the bridge last said. */
function Books({ reconciled }: { reconciled: Reconciled | null }) {
  const now = useSummary(live.account)?.at;
  if (!reconciled) return <span data-testid="books" className="text-2xs text-quiet" title="The running bridge does not report it">Reconciliation: not reported</span>;
  const unknown = reconciled.unknown ?? 0;
  if (unknown > 0) return <span data-testid="books" className="text-2xs font-semibold text-warn">{unknown === 1 ? "1 order" : `${unknown} orders`} of unknown fate: being looked up</span>;
  if (!reconciled.at) return <span data-testid="books" className="text-2xs text-warn">The broker's books were not read yet</span>;
  return <span data-testid="books" className="text-2xs text-quiet" title={reconciled.detail}>Agrees with the broker, checked {now ? formatAge((now - reconciled.at) / 1_000) : UNKNOWN} ago</span>;
}

function Orders({ account, search }: { account: string; search: OrdersSearch }) {
  const connection = useSummary(live.connection);
  const heard = useSummary(live.orders.shown);
  const filters = { state: search.state, symbol: search.symbol };
  const query = useInfiniteQuery({
    queryKey: ["orders", account, filters],
    queryFn: ({ pageParam }) => orders.list(account, filters, PAGE, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const read = (query.data?.pages ?? []).flatMap((page) => page.orders);
  const rows = merged<Order | OrderChanged>(read, heard, { account, ...filters });
  const state = rows.length > 0 || query.isSuccess ? (rows.length === 0 ? EMPTY : READY) : stateOf(query, connection, false, EMPTY);
  if (state.kind !== "ready") return <Inner state={state} />;
  return (
    <>
      <Table label="Orders" columns={COLUMNS}>
        {rows.map((row) => <Row key={row.order_id} order={row} />)}
      </Table>
      {query.hasNextPage && (
        <div className="sticky left-0 p-2 text-center"><Button size="small" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{query.isFetchingNextPage ? "Reading" : "Older orders"}</Button></div>
      )}
    </>
  );
}

function Inner({ state }: { state: Parameters<typeof Panel>[0]["state"] }) {
  if (state.kind === "empty") return <p className="px-4 py-5 text-center text-xs text-quiet">{state.what}. {state.why}</p>;
  if (state.kind === "error") {
    return (
      <div role="alert" className="px-4 py-5 text-center text-xs">
        <p className="text-danger">{state.fault.message}</p>
        <p className="text-quiet">{state.fault.hint} code {state.fault.code}</p>
        {state.retry && <Button size="small" className="mt-2" onClick={state.retry}>Try again</Button>}
      </div>
    );
  }
  return <p role="status" className="px-4 py-5 text-center text-xs text-quiet">Reading the record</p>;
}

const TONES: Record<Tone, string> = { good: "text-ink", bad: "text-danger", wait: "text-quiet", unknown: "text-warn font-semibold" };

function Row({ order }: { order: Order | OrderChanged }) {
  const zone = usePreferences((state) => state.zone);
  const grid = useSymbols().data?.find((info) => info.symbol === order.symbol) ?? { digits: 5 };
  const words = told(order);
  const what = order.verb === "new" || !order.verb ? `${typeWord(order.type)} order` : verbWord(order.verb);
  const asked = order.asked_volume && order.asked_volume !== order.volume ? ` of ${formatVolume(order.asked_volume)}` : "";
  return (
    <tr data-testid={`order-${order.order_id}`} data-order-state={order.state} className={classNames("border-t border-edge/60 hover:bg-raised", order.state === "unknown" && "bg-warn/10")}>
      <Cell title={formatMoment(order.ts, zone)} className="text-quiet">{formatDayTime(order.ts, zone)}</Cell>
      <Cell title={order.order_id}>{what}</Cell>
      <Cell className="font-semibold">{order.symbol || UNKNOWN}</Cell>
      <Cell>{order.side ? <Side side={order.side} /> : UNKNOWN}</Cell>
      <Cell isNumber>{formatVolume(order.volume)}<span className="text-quiet">{asked}</span></Cell>
      <Cell isNumber><PriceFigure value={order.price} grid={grid} /></Cell>
      <Cell isNumber title={order.asked_price ? `Asked at ${order.asked_price}` : undefined}>{order.slippage_points ? `${formatNumber(order.slippage_points, 1)} pts` : UNKNOWN}</Cell>
      <Cell className={TONES[stateTone(order.state)]}>{stateWord(order.state)}</Cell>
      <td className="min-w-[16rem] px-1.5 py-1 text-2xs text-quiet" title={words}>{words || UNKNOWN}</td>
      <Cell className="text-quiet" title={order.deployment ?? undefined}>{order.deployment ? "strategy" : "hand"}</Cell>
    </tr>
  );
}
