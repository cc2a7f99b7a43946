/** Bid, ask and spread of every symbol: rows by React, numbers by painters. */

import { useNavigate } from "@tanstack/react-router";
import { live, useSummary } from "@/api/live";
import { useSymbols } from "@/api/queries";
import { stateOf } from "@/pages/live/panel_states";
import { useQuoteRow } from "@/pages/live/use_quote_row";
import type { SymbolInfo } from "@/contracts.gen";
import { classNames } from "@/ui/class_names";
import { Panel, READY } from "@/ui/panel";

const EMPTY = { kind: "empty", what: "No symbols", why: "The venue offers none. Check its symbol list where the platform is started (--symbols)." } as const;

export function Watchlist({ selected }: { selected: string }) {
  const symbols = useSymbols();
  const connection = useSummary(live.connection);
  const rows = symbols.data ?? [];
  const state = stateOf(symbols, connection, rows.length > 0, EMPTY);
  return (
    // Each row says itself when it is stale; the list as a whole is then still readable.
    <Panel title="Watchlist" state={state.kind === "stale" ? READY : state} className="area-watch" skeletonRows={5}>
      <table className="w-full table-fixed border-collapse">
        <thead>
          <tr className="label [&>th]:h-6 [&>th]:px-2 [&>th]:font-normal">
            <th scope="col" className="w-[31%] text-left">Symbol</th>
            <th scope="col" className="num">Bid</th>
            <th scope="col" className="num">Ask</th>
            <th scope="col" className="num w-[15%]" title="Spread in pips, in points where the symbol has no pips">Spr</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((info) => <Row key={info.symbol} info={info} isSelected={info.symbol === selected} />)}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ info, isSelected }: { info: SymbolInfo; isSelected: boolean }) {
  const navigate = useNavigate();
  const { row, bid, ask, spread, spark, note } = useQuoteRow(info);
  const choose = () => void navigate({ to: "/live", search: (old) => ({ ...old, symbol: info.symbol }) });
  return (
    <tr
      ref={row}
      data-testid={`watchlist-row-${info.symbol}`}
      onClick={choose}
      className={classNames(
        "cursor-pointer border-t border-edge/60 hover:bg-raised [&>td]:px-2 [&>td]:py-1 [&>th]:px-2 [&>th]:py-1",
        isSelected && "bg-raised shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      <th scope="row" className="text-left font-normal">
        <button type="button" aria-pressed={isSelected} title={info.description} className="block min-h-6 min-w-6 text-left font-semibold">
          {info.symbol}
        </button>
        <span className="flex items-center gap-1.5">
          <canvas ref={spark} width={96} height={28} aria-hidden className="h-3.5 w-12 [[data-fresh=closed]_&]:hidden" />
          <span ref={note} className="text-2xs whitespace-nowrap text-quiet" />
        </span>
      </th>
      <td className="num align-top"><span ref={bid} data-value className="inline-block pt-1" /></td>
      <td className="num align-top"><span ref={ask} data-value className="inline-block pt-1" /></td>
      <td className="num align-top"><span ref={spread} data-value className="inline-block pt-1 text-quiet" /></td>
    </tr>
  );
}
