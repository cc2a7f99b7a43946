/** A walk-forward: the best set of each window, and what it did afterwards on data it had not seen. */

import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { useWalkForward } from "@/api/lab_queries";
import type { WalkForward } from "@/api/lab_types";
import { live, useSummary } from "@/api/live";
import type { LineChartData } from "@/charts/line_chart";
import type { Palette } from "@/charts/palette";
import { formatPlain, formatShare, shortHash } from "@/format/figures";
import { formatCount, formatNumber, toNumber } from "@/format/numbers";
import { hasEnded } from "@/live/jobs";
import { CopyButton } from "@/pages/lab/copy_button";
import { FigureFrame } from "@/pages/lab/figure_frame";
import { Flags } from "@/pages/lab/flags";
import { HonestyPanel } from "@/pages/lab/honesty_panel";
import { useJob } from "@/pages/lab/jobs_hook";
import { KeyFigures } from "@/pages/lab/key_figures";
import { Lines } from "@/pages/lab/lines";
import { JobProgress, STATE_WORDS } from "@/pages/lab/progress";
import { apartName } from "@/pages/lab/statistics";
import { WindowsPanel } from "@/pages/lab/windows_panel";
import { stateOf } from "@/pages/live/panel_states";
import { Panel, READY } from "@/ui/panel";

const route = getRouteApi("/shell/lab/walk-forwards/$id");

export function WalkForwardPage() {
  const { id } = route.useParams();
  const query = useWalkForward(id);
  const connection = useSummary(live.connection);
  if (!query.data) return <Panel title="Walk-forward" state={stateOf(query, connection, false, { kind: "loading" })} skeletonRows={12} className="m-1.5 flex-1"><span /></Panel>;
  return <Walk key={id} walk={query.data} onEnd={() => void query.refetch()} />;
}

function Walk({ walk, onEnd }: { walk: WalkForward; onEnd(): void }) {
  const job = useJob(walk.job);
  const isRunning = !hasEnded(walk.state) && !(job && hasEnded(job.state));
  const hasEndedNow = job !== null && hasEnded(job.state) && !hasEnded(walk.state);
  useEffect(() => {
    if (hasEndedNow) onEnd();
  }, [hasEndedNow, onEnd]);
  useEffect(() => {
    document.title = `Walk-forward ${walk.name} ${walk.symbol} - Tickloom`;
  }, [walk.name, walk.symbol]);
  return (
    <div className="@container lab-scroll" tabIndex={-1} data-testid="lab-walk-forward">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-1 pt-0.5">
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="truncate text-base font-semibold" data-testid="lab-title">{walk.scheme === "purged" ? "Cross-validation" : "Walk-forward"}: {walk.name}</h1>
          <p className="text-2xs text-quiet">
            <span className="font-semibold text-ink">{walk.symbol} {walk.timeframe}</span> · {walk.scheme} · {walk.windows.length} {walk.scheme === "purged" ? "choices of parts" : "windows"} · {formatNumber(walk.trials, 0)} sets tried · for the best {apartName(walk.objective).toLowerCase()}{walk.digest && <> · digest <code className="text-ink">{shortHash(walk.digest)}</code></>}
          </p>
        </div>
        {walk.command && <CopyButton text={walk.command} label="Copy the command line that repeats this walk-forward"><span>Command</span></CopyButton>}
        <CopyButton text={`${location.origin}/lab/walk-forwards/${encodeURIComponent(walk.id)}`} label="Copy the permanent link"><span>Link</span></CopyButton>
      </div>
      {job && isRunning && <Panel title="Progress" state={READY}><JobProgress job={job} /></Panel>}
      {(walk.state === "failed" || walk.state === "cancelled") && <p className="rounded border border-warn/60 tint-warn px-2.5 py-1.5 text-2xs">This walk-forward was {STATE_WORDS[walk.state]}. {walk.detail}</p>}
      <Outcome walk={walk} isRunning={isRunning} />
    </div>
  );
}

/** What is known of it so far: what speaks against it, its figures, its windows. */
export function Outcome({ walk, isRunning }: { walk: WalkForward; isRunning: boolean }) {
  const isPurged = walk.scheme === "purged";
  return (
    <>
      {walk.honesty && <Flags flags={walk.honesty.flags} />}
      {Object.keys(walk.statistics).length > 0 && <KeyFigures result={{ statistics: walk.statistics, intervals: {} }} currency={walk.currency} />}
      {isPurged && <p className="px-1 text-2xs" data-testid="lab-purged-words">{purgedWords(walk)}</p>}
      <div className={walk.honesty && walk.stitched ? "grid grid-cols-1 gap-1.5 @min-[60rem]:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]" : "grid grid-cols-1 gap-1.5"}>
        {!isPurged && (walk.stitched || isRunning) && <Stitched walk={walk} />}
        {walk.honesty && <HonestyPanel result={{ honesty: walk.honesty }} />}
      </div>
      <WindowsPanel walk={walk} />
    </>
  );
}

const sayMoney = (value: number) => (Math.abs(value) >= 10_000 ? formatCount(value) : formatNumber(value, 0));

function Stitched({ walk }: { walk: WalkForward }) {
  const { stitched } = walk;
  const make = useCallback((palette: Palette): LineChartData => {
    if (!stitched) return { x: [], lines: [] };
    let peak = -Infinity;
    const peaks = stitched.equity.map((value) => (peak = Math.max(peak, value)));
    return {
      x: stitched.timeS,
      lines: [{ label: "Highest", values: peaks, colour: `${palette.down}00`, width: 0 }, { label: "Equity", values: stitched.equity, colour: palette.up, width: 1.6 }],
      bands: [{ upper: 0, lower: 1, fill: `${palette.down}38` }],
    };
  }, [stitched]);
  return (
    <FigureFrame
      title="Out-of-sample equity, window after window"
      className="h-72"
      testId="lab-stitched"
      state={stitched ? READY : { kind: "empty", what: "Not yet", why: "The curve appears when the windows are done." }}
      summary={summarise(walk)}
      table={null}
    >
      <Lines make={make} sayY={sayMoney} className="min-h-0 flex-1" />
    </FigureFrame>
  );
}

/** What a cross-validation says, in a sentence. */
export function purgedWords({ windows }: Pick<WalkForward, "windows">): string {
  if (windows.length === 0) return "";
  const won = windows.filter(({ outProfit }) => (toNumber(outProfit) ?? 0) > 0).length;
  const above = windows.filter(({ rank }) => rank !== null && rank >= 0.5).length;
  return `The set that was best on the other parts made money on the parts held out in ${won} of ${windows.length} choices, and was among the better half there in ${above}. Figures are means over all choices.`;
}

export function summarise({ windows, stitched, efficiency, currency }: Pick<WalkForward, "windows" | "stitched" | "efficiency" | "currency">): string {
  if (!stitched) return "";
  const known = windows.filter(({ outProfit }) => toNumber(outProfit) !== null);
  const won = known.filter(({ outProfit }) => (toNumber(outProfit) ?? 0) > 0).length;
  const kept = efficiency === null ? "" : ` Out of sample it kept ${formatShare(efficiency)} of what it made in sample.`;
  return `${won} of ${known.length} windows made money on data the search had not seen; equity went from ${formatPlain(stitched.equity[0])} to ${formatPlain(stitched.equity.at(-1))} ${currency}.${kept}`;
}
