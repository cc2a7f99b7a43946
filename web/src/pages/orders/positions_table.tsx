/** What is open: result, stops, and what the stop puts at stake in money and percent of the equity. */

import { useQuery } from "@tanstack/react-query";
import { live, useSummary } from "@/api/live";
import { orders } from "@/api/orders";
import { useAccounts, useSymbols } from "@/api/queries";
import type { AccountMarked, PositionInfo } from "@/contracts.gen";
import { formatNumber, formatVolume, UNKNOWN } from "@/format/numbers";
import { formatAge, formatMoment } from "@/format/times";
import { stateOf } from "@/pages/live/panel_states";
import { Side } from "@/pages/live/side";
import type { Doing } from "@/pages/orders/doing";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { PriceFigure, SignedFigure } from "@/ui/figures";
import { Panel } from "@/ui/panel";
import { Cell, Table } from "@/ui/table";

const COLUMNS = [
  { name: "Symbol" }, { name: "Side" }, { name: "Volume", isNumber: true }, { name: "Entry", isNumber: true },
  { name: "Price", isNumber: true }, { name: "SL", isNumber: true }, { name: "TP", isNumber: true },
  { name: "Risk to SL", isNumber: true, title: "Lost from the entry when the stop fills at its price; percent of the equity" },
  { name: "Swap", isNumber: true }, { name: "Floating", isNumber: true }, { name: "Age", isNumber: true }, { name: "By" }, { name: "Actions", isSticky: true },
];
const EMPTY = { kind: "empty", what: "No open positions", why: "A filled order appears here at once, also one made by hand in the terminal." } as const;

export interface PositionsTableProps {
  account: AccountMarked | null;
  accountName: string;
  mayTrade: boolean;
  onDo(doing: Doing): void;
}

export function PositionsTable({ account, accountName, mayTrade, onDo }: PositionsTableProps) {
  const query = useAccounts();
  const connection = useSummary(live.connection);
  const positions = account?.positions ?? [];
  const risks = useRisks(accountName, positions);
  const floating = positions.reduce((sum, { profit }) => sum + Number(profit), 0);
  return (
    <Panel
      title={positions.length > 0 ? `Positions (${positions.length})` : "Positions"}
      state={account && positions.length === 0 ? EMPTY : stateOf(query, connection, account !== null, EMPTY)}
      testId="positions"
      className="area-open"
      hasScroll
      aside={positions.length > 0 && (
        <>
          <span className="text-2xs text-quiet">Floating <SignedFigure value={floating} unit={account?.currency} className="font-semibold" /></span>
          <Button size="small" tone="danger" data-testid="close-all" disabled={!mayTrade} onClick={() => onDo({ what: "flatten" })}>Close all</Button>
        </>
      )}
    >
      <Table label="Open positions" columns={COLUMNS}>
        {positions.map((position) => (
          <Row key={position.ticket} position={position} others={oppositesOf(position, account)} risk={risks.get(position.ticket)} mayTrade={mayTrade} onDo={onDo} />
        ))}
      </Table>
    </Panel>
  );
}

export interface Risk {
  money: string | null;
  percent: string | null;
}

/** Asked anew whenever a stop or a volume changes, and every ten seconds for the conversion. */
function useRisks(account: string, positions: readonly PositionInfo[]): ReadonlyMap<number, Risk> {
  const shape = positions.map(({ ticket, stop_loss, volume }) => `${ticket}/${stop_loss ?? ""}/${volume}`).join(" ");
  const { data } = useQuery({
    queryKey: ["position-risk", account, shape],
    queryFn: async () => (await orders.positions(account)).positions,
    enabled: positions.length > 0, refetchInterval: 10_000,
  });
  return new Map((data ?? []).map((row) => [row.ticket, { money: row.risk ?? null, percent: row.risk_percent ?? null }]));
}

/** What a position can be closed by: those of its symbol on the other side, where the bridge knows how. */
export function oppositesOf(position: PositionInfo, account: AccountMarked | null): readonly PositionInfo[] {
  if (!account?.commands?.includes("close_by")) return [];
  return account.positions.filter(({ symbol, side }) => symbol === position.symbol && side !== position.side);
}

interface RowProps {
  position: PositionInfo;
  others: readonly PositionInfo[];
  risk: Risk | undefined;
  mayTrade: boolean;
  onDo(doing: Doing): void;
}

function Row({ position, others, risk, mayTrade, onDo }: RowProps) {
  const zone = usePreferences((state) => state.zone);
  const market = useSummary(live.feed)?.market_time;
  const grid = useSymbols().data?.find((info) => info.symbol === position.symbol) ?? { digits: 5 };
  const { ticket, symbol, side, volume, time } = position;
  const name = `${side} ${formatVolume(volume)} ${symbol}`;
  return (
    <tr data-testid={`open-${ticket}`} className="border-t border-edge/60 hover:bg-raised">
      <Cell title={`Position ${ticket}`} className="font-semibold">{symbol}</Cell>
      <Cell><Side side={side} /></Cell>
      <Cell isNumber>{formatVolume(volume)}</Cell>
      <Cell isNumber><PriceFigure value={position.price_open} grid={grid} /></Cell>
      <Cell isNumber><PriceFigure value={position.price_current} grid={grid} /></Cell>
      <Cell isNumber><PriceFigure value={position.stop_loss} grid={grid} /></Cell>
      <Cell isNumber><PriceFigure value={position.take_profit} grid={grid} /></Cell>
      <Cell isNumber><RiskFigure risk={risk} hasStop={Boolean(position.stop_loss)} /></Cell>
      <Cell isNumber><SignedFigure value={position.swap ?? "0"} /></Cell>
      <Cell isNumber><SignedFigure value={position.profit} /></Cell>
      <Cell isNumber title={`Opened ${formatMoment(time, zone)}`} className="text-quiet">{market ? formatAge((market - time) / 1_000) : UNKNOWN}</Cell>
      <Cell className="text-quiet" title={position.deployment ?? undefined}>{position.deployment ? "strategy" : position.is_external ? "external" : "hand"}</Cell>
      <Cell isSticky>
        <span className="flex gap-1">
          <Button size="small" disabled={!mayTrade} aria-label={`Move the stops of ${name}`} data-testid={`stops-${ticket}`} onClick={() => onDo({ what: "stops", position })}>Stops</Button>
          <Button size="small" disabled={!mayTrade} aria-label={`Close ${name}`} data-testid={`close-${ticket}`} onClick={() => onDo({ what: "close", position })}>Close</Button>
          {others.length > 0 && (
            <Button size="small" disabled={!mayTrade} aria-label={`Close ${name} by an opposite position`} data-testid={`close-by-${ticket}`} onClick={() => onDo({ what: "close_by", position, others })}>Close by</Button>
          )}
        </span>
      </Cell>
    </tr>
  );
}

function RiskFigure({ risk, hasStop }: { risk: Risk | undefined; hasStop: boolean }) {
  if (!hasStop) return <span className="text-warn" title="Without a stop loss the loss has no bound">no stop</span>;
  if (!risk?.money) return UNKNOWN;
  return (
    <span data-value className="whitespace-nowrap">
      {formatNumber(risk.money, 2)} <span className="text-2xs text-quiet">{risk.percent ? `${formatNumber(risk.percent, 2)}%` : ""}</span>
    </span>
  );
}
