/** Closing everything: names each position and order it will end, then says what is left. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { orders } from "@/api/orders";
import { asProblem } from "@/api/problem";
import type { Flattened } from "@/api/types";
import type { AccountMarked } from "@/contracts.gen";
import { formatSigned, formatVolume } from "@/format/numbers";
import { stateWord, told, typeWord } from "@/pages/orders/order_words";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SignedFigure } from "@/ui/figures";

export function FlattenDialog({ account, accountName, onClose }: { account: AccountMarked | null; accountName: string; onClose(): void }) {
  const client = useQueryClient();
  const key = useRef(crypto.randomUUID());
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => orders.flatten(accountName, key.current),
    retry: false,
    onSettled: () => void client.invalidateQueries({ queryKey: ["orders"] }),
  });
  const positions = account?.positions ?? [];
  const waiting = account?.orders ?? [];
  const floating = positions.reduce((sum, { profit }) => sum + Number(profit), 0);
  const problem = error ? asProblem(error).details : null;
  return (
    <Dialog isOpen onClose={onClose} label="Close everything">
      <div className="flex flex-col gap-3 p-5 text-sm" data-testid="flatten-dialog">
        <h2 className="text-base font-semibold">{data ? data.next : `Close everything on ${accountName}?`}</h2>
        {!data && (
          <>
            <p className="text-xs">
              First {waiting.length === 0 ? "no waiting order is" : waiting.length === 1 ? "1 waiting order is" : `${waiting.length} waiting orders are`} cancelled,
              then {positions.length === 1 ? "1 position is" : `${positions.length} positions are`} closed at the market, and the account is read again until nothing is left.
              Strategies keep running and may open new positions: the kill switch stops them.
            </p>
            <ul className="max-h-48 overflow-auto rounded border text-xs" aria-label="What will end" tabIndex={0}>
              {waiting.map((order) => <li key={order.ticket} className="flex justify-between gap-2 border-b border-edge/60 px-2 py-1 last:border-0"><span>cancel {order.side} {typeWord(order.type)} {formatVolume(order.volume)} {order.symbol}</span><span className="text-quiet">{order.price}</span></li>)}
              {positions.map((position) => <li key={position.ticket} className="flex justify-between gap-2 border-b border-edge/60 px-2 py-1 last:border-0"><span>close {position.side} {formatVolume(position.volume)} {position.symbol}</span><SignedFigure value={position.profit} /></li>)}
            </ul>
            <p className="text-xs">Now it would book <strong>{formatSigned(floating, 2)} {account?.currency}</strong>, before slippage.</p>
          </>
        )}
        {data && <Result result={data} />}
        {problem && <p role="alert" className="text-xs text-danger">{problem.detail} {problem.hint}</p>}
        <div className="flex justify-end gap-2">
          {!data && <Button tone="danger" size="large" data-testid="flatten-send" disabled={isPending} onClick={() => mutate()}>{isPending ? "Closing" : "Close everything"}</Button>}
          <Button size="large" onClick={onClose} data-first>{data ? "Close" : "Back"}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function Result({ result }: { result: Flattened }) {
  return (
    <ul role="status" data-testid="flatten-result" data-open={result.open_positions ?? ""} className="max-h-56 overflow-auto text-xs" tabIndex={0}>
      {result.outcomes.map(({ order_id: id, state, order, next }) => (
        <li key={id} className="border-b border-edge/60 py-1 last:border-0">
          {order ? `${order.symbol} ${order.position ?? ""}` : id}: <strong>{stateWord(state)}</strong>
          <span className="text-quiet"> {order ? told(order) : next}</span>
        </li>
      ))}
    </ul>
  );
}
