import { live, useSummary } from "@/api/live";
import { formatNumber, toNumber } from "@/format/numbers";
import { SignedFigure } from "@/ui/figures";

/** The account in one line, on wide screens: what a trader looks at without thinking. */
export function AccountStrip() {
  const account = useSummary(live.account);
  const isLost = useSummary(live.connection).state === "lost";
  if (!account) return null;
  const level = toNumber(account.margin_level);
  return (
    <dl data-fresh={isLost ? "lost" : "live"} className="flex h-7 items-center gap-4 rounded-[5px] px-2 text-2xs max-xl:hidden">
      <Figure name="Account"><span className="text-ink">{account.account}</span></Figure>
      <Figure name="Equity"><span data-value className="font-semibold text-ink">{formatNumber(account.equity, 2)} {account.currency}</span></Figure>
      <Figure name="Floating"><SignedFigure value={account.floating} className="font-semibold" /></Figure>
      <Figure name="Margin level"><span data-value className="text-ink">{level === null ? "-" : `${formatNumber(level, 0)}%`}</span></Figure>
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-quiet">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
