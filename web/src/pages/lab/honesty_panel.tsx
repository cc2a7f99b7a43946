/** How much of the result luck could explain. */

import type { ResultBody } from "@/api/result";
import { formatShare } from "@/format/figures";
import { formatNumber } from "@/format/numbers";
import { Panel, READY } from "@/ui/panel";

export function HonestyPanel({ result: { honesty }, plateau }: { result: Pick<ResultBody, "honesty">; plateau?: number | null }) {
  const rows: (readonly [name: string, value: string, what: string])[] = [
    ["Variants tried", formatNumber(honesty.trials, 0), "every set of parameters that was run on this data counts, also in earlier sweeps"],
    ["Probabilistic Sharpe", formatShare(honesty.probabilistic_sharpe), "chance that the true Sharpe ratio is above 0"],
    ["Deflated Sharpe", formatShare(honesty.deflated_sharpe), "the same after the number of variants tried is taken into account"],
    ["Overfitting (PBO)", formatShare(honesty.pbo), "chance that the best of a sweep is below the middle out of sample"],
  ];
  if (plateau !== undefined) rows.push(["Plateau", formatNumber(plateau, 2), "what the best set's neighbours reach of it: near 1 is a plateau, near 0 a lonely peak"]);
  return (
    <Panel title="Could it be luck?" state={READY} testId="lab-honesty">
      <dl className="flex flex-col">
        {rows.map(([name, value, what]) => (
          <div key={name} className="grid grid-cols-[1fr_auto] gap-x-3 border-b border-edge/50 px-2.5 py-1 last:border-b-0">
            <dt>{name}</dt>
            <dd className="num font-medium">{value}</dd>
            <dd className="col-span-2 text-2xs text-quiet">{what}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
