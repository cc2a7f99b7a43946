/** The windows of a walk-forward on one time axis, in-sample beside out-of-sample, and as a table. */

import type { WalkForward, WalkWindow } from "@/api/lab_types";
import { formatDate, formatPlain } from "@/format/figures";
import { formatNumber, toNumber } from "@/format/numbers";
import { zoneName } from "@/format/times";
import { apartName } from "@/pages/lab/statistics";
import { usePreferences } from "@/state/preferences";
import { SignedFigure } from "@/ui/figures";
import { Panel, READY } from "@/ui/panel";
import { Cell, Table } from "@/ui/table";

export function WindowsPanel({ walk }: { walk: WalkForward }) {
  const isPurged = walk.scheme === "purged";
  const state = walk.windows.length > 0 ? READY : { kind: "empty", what: "No windows yet", why: "They appear when the search is done." } as const;
  return (
    <Panel title={isPurged ? "Parts held out" : "Windows"} state={state} testId="lab-windows">
      {isPurged ? <PartsMap windows={walk.windows} /> : <Timeline windows={walk.windows} />}
      <div className="@container overflow-x-auto" tabIndex={0}>
        {isPurged ? <PartsTable walk={walk} /> : <WindowsTable walk={walk} />}
      </div>
    </Panel>
  );
}

/** Columns of the objective; the net result has columns of its own. */
function scoreColumns({ objective }: WalkForward) {
  const hasScore = objective !== "net_profit";
  return { hasScore, score: (side: "in" | "out", title: string) => (hasScore ? [{ name: `${apartName(objective)} ${side}`, isNumber: true, title }] : []) };
}

const setWords = ({ params }: WalkWindow) => (params === null ? "-" : Object.entries(params).map(([name, value]) => `${name} ${value}`).join(", "));

function WindowsTable({ walk }: { walk: WalkForward }) {
  const zone = usePreferences((state) => state.zone);
  const { hasScore, score } = scoreColumns(walk);
  return (
    <Table
      label="Windows of the walk-forward"
      columns={[
        { name: "#", isNumber: true }, { name: `In sample (${zoneName(zone)})` }, ...score("in", "In sample"), { name: "Net in", isNumber: true },
        { name: "Out of sample" }, ...score("out", "Out of sample"), { name: "Net out", isNumber: true }, { name: "Trades", isNumber: true }, { name: "Chosen set" },
      ]}
    >
      {walk.windows.map((one) => (
        <tr key={one.number} className="border-t border-edge/60">
          <Cell isNumber className="text-quiet">{one.number}</Cell>
          <Cell>{formatDate(one.inFromUs, zone)} to {formatDate(one.inToUs, zone)}</Cell>
          {hasScore && <Cell isNumber>{formatPlain(one.inScore)}</Cell>}
          <Cell isNumber><SignedFigure value={one.inProfit} /></Cell>
          <Cell>{formatDate(one.outFromUs, zone)} to {formatDate(one.outToUs, zone)}</Cell>
          {hasScore && <Cell isNumber>{formatPlain(one.outScore)}</Cell>}
          <Cell isNumber><SignedFigure value={one.outProfit} /></Cell>
          <Cell isNumber>{formatNumber(one.outTrades, 0)}</Cell>
          <Cell className="text-quiet">{setWords(one)}</Cell>
        </tr>
      ))}
    </Table>
  );
}

function PartsTable({ walk }: { walk: WalkForward }) {
  const { hasScore, score } = scoreColumns(walk);
  return (
    <Table
      label="Choices of held-out parts"
      columns={[
        { name: "#", isNumber: true }, { name: "Held out", title: "parts of the history that the set was not chosen on" }, ...score("in", "On the parts it was chosen on"), { name: "Net in", isNumber: true },
        ...score("out", "On the parts held out"), { name: "Net out", isNumber: true }, { name: "Trades", isNumber: true },
        { name: "Rank", isNumber: true, title: "its place among all sets on the parts held out: 0 is the worst, 1 the best, below 0.5 it was overfitted" }, { name: "Chosen set" },
      ]}
    >
      {walk.windows.map((one) => (
        <tr key={one.number} className="border-t border-edge/60">
          <Cell isNumber className="text-quiet">{one.number}</Cell>
          <Cell>{one.heldOut.join(", ")}</Cell>
          {hasScore && <Cell isNumber>{formatPlain(one.inScore)}</Cell>}
          <Cell isNumber><SignedFigure value={one.inProfit} /></Cell>
          {hasScore && <Cell isNumber>{formatPlain(one.outScore)}</Cell>}
          <Cell isNumber><SignedFigure value={one.outProfit} /></Cell>
          <Cell isNumber>{formatNumber(one.outTrades, 0)}</Cell>
          <Cell isNumber className={isBelow(one) ? "text-warn" : undefined}>{formatNumber(one.rank, 2)}</Cell>
          <Cell className="text-quiet">{setWords(one)}</Cell>
        </tr>
      ))}
    </Table>
  );
}

const isBelow = ({ rank }: WalkWindow) => rank !== null && rank < 0.5;

/** Where a window lies between the first and the last moment of all, in percent. */
export function spansOf(windows: readonly WalkWindow[]): { number: number; inLeft: number; inWidth: number; outLeft: number; outWidth: number; isUp: boolean | null }[] {
  const first = Math.min(...windows.map(({ inFromUs }) => inFromUs ?? Infinity));
  const last = Math.max(...windows.map(({ outToUs }) => outToUs ?? -Infinity));
  const at = (us: number | null) => (us === null || last <= first ? 0 : ((us - first) / (last - first)) * 100);
  return windows.map((one) => {
    const { number, inFromUs, inToUs, outFromUs, outToUs } = one;
    return { number, inLeft: at(inFromUs), inWidth: at(inToUs) - at(inFromUs), outLeft: at(outFromUs), outWidth: at(outToUs) - at(outFromUs), isUp: isUp(one) };
  });
}

function isUp({ outProfit }: WalkWindow): boolean | null {
  const profit = toNumber(outProfit);
  return profit === null ? null : profit >= 0;
}

const OUT = "flex items-center justify-center text-[10px] font-semibold text-on-accent";
const colourOf = (up: boolean | null) => (up === null ? "bg-control" : up ? "bg-up" : "bg-down");
const signOf = (up: boolean | null) => (up === null ? "" : up ? "+" : "\u2212");

function Timeline({ windows }: { windows: readonly WalkWindow[] }) {
  return (
    <div aria-hidden className="flex flex-col gap-1 border-b p-2.5">
      {spansOf(windows).map(({ number, inLeft, inWidth, outLeft, outWidth, isUp: up }) => (
        <div key={number} className="relative h-3.5">
          <span className="absolute inset-y-0 rounded-l-[3px] border border-control bg-raised" style={{ left: `${inLeft}%`, width: `${inWidth}%` }} />
          <span className={`absolute inset-y-0 rounded-r-[3px] ${OUT} ${colourOf(up)}`} style={{ left: `${outLeft}%`, width: `${outWidth}%` }}>{signOf(up)}</span>
        </div>
      ))}
      <Legend inside="in sample" outside="out of sample" />
    </div>
  );
}

/** A row a choice, a column a part of the history. */
function PartsMap({ windows }: { windows: readonly WalkWindow[] }) {
  const parts = Array.from({ length: Math.max(0, ...windows.flatMap(({ heldOut }) => heldOut)) }, (_, i) => i + 1);
  return (
    <div aria-hidden className="flex flex-col gap-1 border-b p-2.5" data-testid="lab-parts">
      {windows.map((one) => (
        <div key={one.number} className="flex h-3.5 gap-px">
          {parts.map((part) => (one.heldOut.includes(part)
            ? <span key={part} className={`flex-1 ${OUT} ${colourOf(isUp(one))}`}>{signOf(isUp(one))}</span>
            : <span key={part} className="flex-1 border border-control bg-raised" />))}
        </div>
      ))}
      <Legend inside="chosen on" outside="held out" />
    </div>
  );
}

function Legend({ inside, outside }: { inside: string; outside: string }) {
  return (
    <p className="flex gap-3 text-2xs text-quiet">
      <span className="flex items-center gap-1"><span className="h-2.5 w-5 rounded-[2px] border border-control bg-raised" /> {inside}</span>
      <span className="flex items-center gap-1"><span className="h-2.5 w-5 rounded-[2px] bg-up" /> {outside}, won</span>
      <span className="flex items-center gap-1"><span className="h-2.5 w-5 rounded-[2px] bg-down" /> {outside}, lost</span>
    </p>
  );
}
