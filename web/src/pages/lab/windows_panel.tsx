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
  const zone = usePreferences((state) => state.zone);
  // The net result has columns of its own.
  const hasScore = walk.objective !== "net_profit";
  const score = (title: string) => (hasScore ? [{ name: apartName(walk.objective), isNumber: true, title }] : []);
  const state = walk.windows.length > 0 ? READY : { kind: "empty", what: "No windows yet", why: "Each appears when its search is done." } as const;
  return (
    <Panel title="Windows" state={state} testId="lab-windows">
      <Timeline windows={walk.windows} />
      <div className="@container overflow-x-auto" tabIndex={0}>
        <Table
          label="Windows of the walk-forward"
          columns={[
            { name: "#", isNumber: true }, { name: `In sample (${zoneName(zone)})` }, ...score("In sample"), { name: "Net in", isNumber: true },
            { name: "Out of sample" }, ...score("Out of sample"), { name: "Net out", isNumber: true }, { name: "Trades", isNumber: true }, { name: "Chosen set" },
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
              <Cell className="text-quiet">{Object.entries(one.params).map(([name, value]) => `${name} ${value}`).join(", ")}</Cell>
            </tr>
          ))}
        </Table>
      </div>
    </Panel>
  );
}

/** Where a window lies between the first and the last moment of all, in percent. */
export function spansOf(windows: readonly WalkWindow[]): { number: number; inLeft: number; inWidth: number; outLeft: number; outWidth: number; isUp: boolean | null }[] {
  const first = Math.min(...windows.map(({ inFromUs }) => inFromUs ?? Infinity));
  const last = Math.max(...windows.map(({ outToUs }) => outToUs ?? -Infinity));
  const at = (us: number | null) => (us === null || last <= first ? 0 : ((us - first) / (last - first)) * 100);
  return windows.map(({ number, inFromUs, inToUs, outFromUs, outToUs, outProfit }) => {
    const profit = toNumber(outProfit);
    return {
      number, inLeft: at(inFromUs), inWidth: at(inToUs) - at(inFromUs), outLeft: at(outFromUs), outWidth: at(outToUs) - at(outFromUs),
      isUp: profit === null ? null : profit >= 0,
    };
  });
}

function Timeline({ windows }: { windows: readonly WalkWindow[] }) {
  return (
    <div aria-hidden className="flex flex-col gap-1 border-b p-2.5">
      {spansOf(windows).map(({ number, inLeft, inWidth, outLeft, outWidth, isUp }) => (
        <div key={number} className="relative h-3.5">
          <span className="absolute inset-y-0 rounded-l-[3px] border border-control bg-raised" style={{ left: `${inLeft}%`, width: `${inWidth}%` }} />
          <span
            className={`absolute inset-y-0 flex items-center justify-center rounded-r-[3px] text-[10px] font-semibold text-on-accent ${isUp === null ? "bg-control" : isUp ? "bg-up" : "bg-down"}`}
            style={{ left: `${outLeft}%`, width: `${outWidth}%` }}
          >
            {isUp === null ? "" : isUp ? "+" : "\u2212"}
          </span>
        </div>
      ))}
      <p className="flex gap-3 text-2xs text-quiet">
        <span className="flex items-center gap-1"><span className="h-2.5 w-5 rounded-[2px] border border-control bg-raised" /> in sample</span>
        <span className="flex items-center gap-1"><span className="h-2.5 w-5 rounded-[2px] bg-up" /> out of sample, won</span>
        <span className="flex items-center gap-1"><span className="h-2.5 w-5 rounded-[2px] bg-down" /> out of sample, lost</span>
      </p>
    </div>
  );
}
