import { live, useSummary } from "@/api/live";
import { useAccounts, useSymbols } from "@/api/queries";
import type { PositionInfo } from "@/contracts.gen";
import { formatVolume } from "@/format/numbers";
import { formatDayTime, formatMoment } from "@/format/times";
import { stateOf } from "@/pages/live/panel_states";
import { Side } from "@/pages/live/side";
import { usePreferences } from "@/state/preferences";
import { PriceFigure, SignedFigure } from "@/ui/figures";
import { Panel } from "@/ui/panel";
import { Cell, Table } from "@/ui/table";

const COLUMNS = [
  { name: "Symbol" }, { name: "Side" }, { name: "Volume", isNumber: true }, { name: "Opened", isMinor: true },
  { name: "Entry", isNumber: true }, { name: "SL", isNumber: true }, { name: "TP", isNumber: true },
  { name: "Price", isNumber: true, isMinor: true }, { name: "Floating", isNumber: true },
];
const EMPTY = {
  kind: "empty", what: "No open positions",
  why: "A strategy opens one when its entry conditions are true. Start one in the Algo panel.",
} as const;

export function PositionsPanel({ onCentre }: { onCentre(symbol: string, us: number): void }) {
  const query = useAccounts();
  const account = useSummary(live.account);
  const connection = useSummary(live.connection);
  const positions = account?.positions ?? [];
  const state = stateOf(query, connection, account !== null, EMPTY);
  return (
    <Panel
      title={positions.length > 0 ? `Positions (${positions.length})` : "Positions"}
      state={account && positions.length === 0 ? EMPTY : state}
      className="area-positions"
      bodyClassName="@container"
    >
      <Table label="Open positions" columns={COLUMNS}>
        {positions.map((position) => (
          <Row key={position.ticket} position={position} currency={account?.currency ?? ""} onCentre={onCentre} />
        ))}
      </Table>
    </Panel>
  );
}

interface RowProps {
  position: PositionInfo;
  currency: string;
  onCentre(symbol: string, us: number): void;
}

function Row({ position, currency, onCentre }: RowProps) {
  const zone = usePreferences((state) => state.zone);
  const grid = useSymbols().data?.find((info) => info.symbol === position.symbol) ?? { digits: 5 };
  const { ticket, symbol, side, volume, time } = position;
  return (
    <tr data-testid={`position-row-${ticket}`} onClick={() => onCentre(symbol, time)} className="cursor-pointer border-t border-edge/60 hover:bg-raised">
      <Cell title={`Position ${ticket}`}>
        <button type="button" className="min-h-6 font-semibold" title="Show its entry on the chart">{symbol}</button>
      </Cell>
      <Cell><Side side={side} /></Cell>
      <Cell isNumber>{formatVolume(volume)}</Cell>
      <Cell isMinor className="text-quiet" title={formatMoment(time, zone)}>{formatDayTime(time, zone)}</Cell>
      <Cell isNumber><PriceFigure value={position.price_open} grid={grid} /></Cell>
      <Cell isNumber><PriceFigure value={position.stop_loss} grid={grid} /></Cell>
      <Cell isNumber><PriceFigure value={position.take_profit} grid={grid} /></Cell>
      <Cell isNumber isMinor><PriceFigure value={position.price_current} grid={grid} /></Cell>
      <Cell isNumber title={currency}><SignedFigure value={position.profit} /></Cell>
    </tr>
  );
}
