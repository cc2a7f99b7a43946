/** The figures one looks at first, each with its interval or the warning that stands in its place. */

import type { ResultBody } from "@/api/result";
import { toNumber } from "@/format/numbers";
import { apartName, show, statistic } from "@/pages/lab/statistics";
import { classNames } from "@/ui/class_names";
import { SignedFigure } from "@/ui/figures";

const FIRST = ["net_profit", "profit_factor", "sharpe_ratio", "equity_drawdown_maximal_pct", "profit_trades_pct", "expected_payoff", "total_trades"] as const;

export function KeyFigures({ result, currency }: { result: Pick<ResultBody, "statistics" | "intervals">; currency: string }) {
  return (
    <dl tabIndex={0} aria-label="Key figures" className="flex gap-px overflow-x-auto rounded-md border bg-edge" data-testid="lab-key-figures">
      {FIRST.map((name) => {
        const one = statistic(name);
        const { text, interval, spansZero, warning } = show(one, result.statistics, result.intervals);
        return (
          <div key={name} className={"flex min-w-34 flex-1 flex-col bg-panel px-2.5 py-1.5"} title={one.hint}>
            <dt className="label truncate">{apartName(name)}</dt>
            <dd className="text-base leading-6 font-semibold whitespace-nowrap" data-testid={`lab-figure-${name}`}>
              {one.kind === "signed_money" && !warning
                ? <SignedFigure value={result.statistics[name]} unit={currency} />
                : text}
            </dd>
            <dd className={classNames("truncate text-2xs", warning || spansZero ? "text-warn" : "text-quiet")} title={interval ? `${spansZero ? "Could be 0: the " : ""}${Math.round((result.intervals.confidence ?? 0.95) * 100)} % interval${result.intervals.method ? `, ${result.intervals.method}` : ""}` : undefined}>
              {spansZero && <><span aria-hidden>&#9888; </span><span className="sr-only">could be 0: </span></>}
              {warning || interval || second(name, result)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** What stands under a figure that has no interval. */
function second(name: (typeof FIRST)[number], { statistics }: Pick<ResultBody, "statistics">): string {
  const say = (other: string) => show(statistic(other), statistics).text;
  switch (name) {
    case "net_profit": {
      const [net, deposit] = [toNumber(statistics.net_profit), toNumber(statistics.initial_deposit)];
      return net === null || !deposit ? "" : `${((net / deposit) * 100).toFixed(1).replace("-", "\u2212")}% of deposit`;
    }
    case "profit_factor": return "no interval";
    case "equity_drawdown_maximal_pct": return `${say("equity_drawdown_maximal")} on equity`;
    case "total_trades": return statistics.long_trades === undefined ? "" : `${say("long_trades")} long, ${say("short_trades")} short`;
    default: return "";
  }
}
