/** Every trade of a run: sorted, filtered, summed to the cent; a row and its place on the chart are one. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { live, useSummary } from "@/api/live";
import { formatNumber, formatVolume, UNKNOWN } from "@/format/numbers";
import { formatMoment, zoneName } from "@/format/times";
import { formatDateTime } from "@/format/figures";
import type { ResultPartProps } from "@/pages/lab/result_parts";
import { ASSUMED, exitReason, entryReason, shortReason } from "@/pages/lab/reasons";
import { ALL_TRADES, filtered, netOf, nextSort, sorted, type Sort, type SortKey, type TradeFilter, type TradeRow } from "@/pages/lab/trade_rows";
import { Side } from "@/pages/live/side";
import { stateOf } from "@/pages/live/panel_states";
import { usePreferences } from "@/state/preferences";
import { classNames } from "@/ui/class_names";
import { SignedFigure } from "@/ui/figures";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";

export interface TradesPanelProps extends Pick<ResultPartProps, "rows" | "currency"> {
  query: ResultPartProps["tradesQuery"];
  chosen: number | null;
  onChoose(trade: number | null): void;
}

const ROW_PX = 28;

interface Column {
  key: SortKey;
  name: string;
  width: string;
  isNumber?: boolean;
  title?: string;
}

const COLUMNS: readonly Column[] = [
  { key: "id", name: "#", width: "3.2rem", isNumber: true },
  { key: "side", name: "Side", width: "3.6rem" },
  { key: "time", name: "Opened", width: "9.2rem" },
  { key: "volume", name: "Volume", width: "4.2rem", isNumber: true },
  { key: "entry", name: "Price in", width: "5.2rem", isNumber: true, title: "Sorted by the reason of entry" },
  { key: "exit", name: "Closed by", width: "6rem" },
  { key: "bars", name: "Bars", width: "4rem", isNumber: true },
  { key: "costs", name: "Costs", width: "4.6rem", isNumber: true, title: "Commission and swap" },
  { key: "mfe", name: "Best", width: "5.4rem", isNumber: true, title: "Most favourable while open (MFE)" },
  { key: "mae", name: "Worst", width: "5.4rem", isNumber: true, title: "Most adverse while open (MAE)" },
  { key: "r", name: "R", width: "4rem", isNumber: true, title: "Result in units of the risk at entry" },
  { key: "net", name: "Net", width: "6rem", isNumber: true, title: "Profit, commission and swap" },
];
/** Head and rows are grids of one width, so that their columns agree. */
const WIDTH = { minWidth: `${COLUMNS.reduce((sum, { width }) => sum + parseFloat(width), 0)}rem` };
const GRID = { gridTemplateColumns: COLUMNS.map(({ width }) => `minmax(${width}, ${parseFloat(width)}fr)`).join(" ") };
const HEAD_PX = 26;

export function TradesPanel({ rows, query, currency, chosen, onChoose }: TradesPanelProps) {
  const connection = useSummary(live.connection);
  const [sort, setSort] = useState<Sort>({ key: "id", isDescending: false });
  const [filter, setFilter] = useState<TradeFilter>(ALL_TRADES);
  const shown = useMemo(() => sorted(filtered(rows, filter), sort), [filter, rows, sort]);
  const net = useMemo(() => netOf(shown), [shown]);
  const state = stateOf(query, connection, rows.length > 0, {
    kind: "empty", what: "No trades", why: "The entry conditions were never all true, or every entry was refused. The document tab says what was refused and why.",
  });
  return (
    <Panel
      title={shown.length === rows.length ? `Trades (${rows.length})` : `Trades (${shown.length} of ${rows.length})`}
      state={state}
      className="area-trades"
      testId="lab-trades"
      bodyClassName="flex flex-col overflow-hidden"
      aside={rows.length > 0 && (
        <>
          <span className="text-2xs text-quiet">Sum <span data-testid="lab-trades-sum" data-sum={net ?? ""}>{net === null ? UNKNOWN : <SignedFigure value={net} unit={currency} />}</span></span>
          <Filters rows={rows} filter={filter} onChange={setFilter} />
        </>
      )}
    >
      <Rows rows={shown} sort={sort} onSort={(key) => setSort(nextSort(sort, key))} chosen={chosen} onChoose={onChoose} />
    </Panel>
  );
}

function Filters({ rows, filter, onChange }: { rows: readonly TradeRow[]; filter: TradeFilter; onChange(filter: TradeFilter): void }) {
  const exits = useMemo(() => [...new Set(rows.map(({ trade }) => trade.exit_reason))].sort(), [rows]);
  const select = "max-sm:hidden";
  return (
    <>
      <Select aria-label="Side" className={select} value={filter.side} onChange={(event) => onChange({ ...filter, side: event.target.value as TradeFilter["side"] })}>
        <option value="all">Both sides</option><option value="buy">Long</option><option value="sell">Short</option>
      </Select>
      <Select aria-label="Outcome" value={filter.outcome} onChange={(event) => onChange({ ...filter, outcome: event.target.value as TradeFilter["outcome"] })}>
        <option value="all">Won and lost</option><option value="won">Won</option><option value="lost">Lost</option>
      </Select>
      <Select aria-label="Closed by" className={select} value={filter.exit} onChange={(event) => onChange({ ...filter, exit: event.target.value })}>
        <option value="all">Every exit</option>
        {exits.map((exit) => <option key={exit} value={exit}>{shortReason(exit)}</option>)}
      </Select>
    </>
  );
}

interface RowsProps {
  rows: readonly TradeRow[];
  sort: Sort;
  onSort(key: SortKey): void;
  chosen: number | null;
  onChoose(trade: number | null): void;
}

function Rows({ rows, sort, onSort, chosen, onChoose }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW_PX, overscan: 12, scrollPaddingEnd: HEAD_PX });
  const at = useMemo(() => rows.findIndex(({ id }) => id === chosen), [chosen, rows]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    // Only a new choice scrolls; a new sort keeps the reader where he is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen]);
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = by === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    if (!next) return;
    event.preventDefault();
    onChoose(next.id);
  };
  return (
    <div ref={box} role="table" aria-label="Trades" aria-rowcount={rows.length + 1} tabIndex={0} onKeyDown={onKey} className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]">
      <div role="rowgroup" className="sticky top-0 z-10 border-b bg-panel" style={WIDTH}>
        <div role="row" aria-rowindex={1} className="grid" style={GRID}>
          {COLUMNS.map((column) => <Head key={column.key} column={column} sort={sort} onSort={onSort} />)}
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ ...WIDTH, height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row && <Row key={row.id} row={row} index={index} top={start} isChosen={row.id === chosen} onChoose={onChoose} />;
        })}
      </div>
    </div>
  );
}

function Head({ column: { key, name, isNumber, title }, sort, onSort }: { column: Column; sort: Sort; onSort(key: SortKey): void }) {
  const isSorted = sort.key === key;
  return (
    <div role="columnheader" aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : "none"} className="flex">
      <button type="button" title={title} onClick={() => onSort(key)} className={classNames("label flex min-h-6 w-full items-center gap-0.5 px-1.5 hover:text-ink", isNumber && "justify-end", isSorted && "text-ink")}>
        {name}
        {isSorted && (sort.isDescending ? <ArrowDown aria-hidden size={10} /> : <ArrowUp aria-hidden size={10} />)}
      </button>
    </div>
  );
}

const CELL = "flex items-center px-1.5 whitespace-nowrap";

/** What closed a trade; marked where the order of stop and target within the bar is assumed. */
export function ExitCell({ trade: { exit_reason, exit_assumed } }: Pick<TradeRow, "trade">) {
  const words = exitReason(exit_reason);
  return (
    <div role="cell" className={classNames(CELL, "text-quiet")} title={exit_assumed ? `${words} ${ASSUMED}` : words}>
      {shortReason(exit_reason)}{exit_assumed && <span role="img" className="text-warn" aria-label={ASSUMED}>&nbsp;?</span>}
    </div>
  );
}

function Row({ row, index, top, isChosen, onChoose }: { row: TradeRow; index: number; top: number; isChosen: boolean; onChoose(trade: number): void }) {
  const zone = usePreferences((state) => state.zone);
  const { trade } = row;
  const cell = CELL;
  const figure = `${cell} justify-end`;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      data-testid={`lab-trade-${row.id}`}
      onClick={() => onChoose(row.id)}
      className={classNames("absolute inset-x-0 grid cursor-pointer border-b border-edge/50 hover:bg-raised", isChosen && "bg-raised shadow-[inset_2px_0_0_var(--accent)]")}
      style={{ ...GRID, top, height: ROW_PX }}
    >
      <div role="cell" className={figure}>
        <button type="button" tabIndex={-1} className="min-h-6 min-w-6 text-right text-quiet" aria-label={`Trade ${row.id}: show why`}>{row.id}</button>
      </div>
      <div role="cell" className={cell}><Side side={row.side} /></div>
      <div role="cell" className={cell} title={`${formatMoment(row.openUs, zone)} to ${formatMoment(row.closeUs, zone)}`}>{formatDateTime(row.openUs, zone)}<span className="sr-only"> {zoneName(zone)}</span></div>
      <div role="cell" className={figure}>{formatVolume(trade.volume)}</div>
      <div role="cell" className={figure} title={entryReason(trade.entry_reason)}>{trade.price_open}</div>
      <ExitCell trade={trade} />
      <div role="cell" className={figure}>{formatNumber(row.bars, 0)}</div>
      <div role="cell" className={figure}>{row.costs === null ? UNKNOWN : formatNumber(row.costs, 2)}</div>
      <div role="cell" className={figure}>{formatNumber(row.mfe, 2)}</div>
      <div role="cell" className={figure}>{formatNumber(row.mae, 2)}</div>
      <div role="cell" className={figure}>{row.r === null ? UNKNOWN : <SignedFigure value={row.r} />}</div>
      <div role="cell" className={classNames(figure, "font-medium")}><SignedFigure value={trade.net} /></div>
    </div>
  );
}
