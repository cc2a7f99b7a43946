/** How much of the result luck could explain. */

import type { ResultBody } from "@/api/result";
import { formatShare } from "@/format/figures";
import { formatNumber, toNumber, type Figure } from "@/format/numbers";
import { Panel, READY } from "@/ui/panel";

export function HonestyPanel({ result: { honesty }, plateau }: { result: Pick<ResultBody, "honesty">; plateau?: number | null }) {
  const below = (value: Figure, limit: number) => (toNumber(value) ?? limit) < limit;
  const rows: (readonly [name: string, value: string, what: string, isDoubtful?: boolean])[] = [
    ["Variants tried", formatNumber(honesty.trials, 0), "every set of parameters that was run on this data counts, also in earlier sweeps"],
    ["Probabilistic Sharpe", formatShare(honesty.probabilistic_sharpe), "chance that the true Sharpe ratio is above 0; 95 % is a usual bar", below(honesty.probabilistic_sharpe, 0.95)],
    ["Deflated Sharpe", formatShare(honesty.deflated_sharpe), "the same after the number of variants tried is taken into account", below(honesty.deflated_sharpe, 0.95)],
    ["Overfitting (PBO)", formatShare(honesty.pbo), "chance that the best of a sweep is below the middle out of sample", (toNumber(honesty.pbo) ?? 0) > 0.5],
  ];
  if (plateau !== undefined) rows.push(["Plateau", formatNumber(plateau, 2), "what the best set's neighbours reach of it: near 1 is a plateau, near 0 a lonely peak", (plateau ?? 1) < 0.5]);
  return (
    <Panel title="Could it be luck?" state={READY} testId="lab-honesty">
      <dl className="flex flex-col">
        {rows.map(([name, value, what, isDoubtful]) => (
          <div key={name} className="grid grid-cols-[1fr_auto] gap-x-3 border-b border-edge/50 px-2.5 py-1 last:border-b-0">
            <dt>{name}</dt>
            <dd className={`num font-medium ${isDoubtful ? "text-warn" : ""}`}>{isDoubtful && <><span aria-hidden>&#9888; </span><span className="sr-only">doubtful: </span></>}{value}</dd>
            <dd className="col-span-2 text-2xs text-quiet">{what}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
