/** Orders and positions: what is open, what waits, what was ordered, and the ticket. */

import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { live, useSummary } from "@/api/live";
import { useAccounts, useShownSymbol, useSymbols } from "@/api/queries";
import { Dialogs } from "@/pages/orders/dialogs";
import type { Doing } from "@/pages/orders/doing";
import { HistoryPanel } from "@/pages/orders/history_panel";
import { PositionsTable } from "@/pages/orders/positions_table";
import { Ticket } from "@/pages/orders/ticket";
import { WaitingTable } from "@/pages/orders/waiting_table";
import { useSession } from "@/state/session";
import { Panel } from "@/ui/panel";

const route = getRouteApi("/shell/orders");

export function OrdersPage() {
  const search = route.useSearch();
  const accountName = useSession((state) => state.account);
  const role = useSession((state) => state.role);
  const account = useSummary(live.account);
  const mode = useSummary(live.mode);
  const symbols = useSymbols();
  const symbol = useShownSymbol(search.symbol);
  const [doing, setDoing] = useState<Doing | null>(null);
  const mayTrade = role !== "viewer";
  useAccounts();
  useEffect(() => {
    document.title = `Orders${mode ? ` ${mode.toUpperCase()}` : ""} - Tickloom`;
  }, [mode]);
  const isReplay = mode === "replay";
  return (
    <div className="orders-grid">
      <h1 className="sr-only">Orders and positions of {accountName}</h1>
      {symbols.data && !isReplay ? (
        <Ticket account={account} accountName={accountName} symbols={symbols.data} symbol={symbol} side={search.side ?? "buy"} mayTrade={mayTrade} />
      ) : (
        <Panel
          title="Order ticket"
          className="area-ticket"
          state={isReplay ? { kind: "empty", what: "A replay has no order ticket", why: "Prices of the past cannot be traded by hand." } : { kind: "loading" }}
        />
      )}
      <PositionsTable account={account} accountName={accountName} mayTrade={mayTrade} onDo={setDoing} />
      <WaitingTable account={account} mayTrade={mayTrade} onDo={setDoing} />
      <HistoryPanel account={accountName} search={search} reconciled={account?.reconciled ?? null} />
      <Dialogs doing={doing} account={account} accountName={accountName} onClose={() => setDoing(null)} />
    </div>
  );
}
