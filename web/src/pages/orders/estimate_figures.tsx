/** What the order puts at stake, computed by the gateway with the venue's own figures. */

import type { ReactNode } from "react";
import type { Estimate } from "@/api/types";
import { formatMoney, formatNumber, formatSigned, UNKNOWN } from "@/format/numbers";
import { TriangleAlert } from "lucide-react";

export function EstimateFigures({ estimate }: { estimate: Estimate | null }) {
  const currency = estimate?.currency ?? "";
  const points = (value: number | null | undefined) => (value === null || value === undefined ? UNKNOWN : `${formatNumber(value, 0)} pts`);
  return (
    <section aria-label="What it puts at stake" data-testid="ticket-estimate">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1.5">
        <Figure name="Risk at the stop" isMain>
          <span data-testid="ticket-risk" className="text-down">{money(estimate?.risk, currency)}</span>
          <Percent value={estimate?.risk_percent} />
        </Figure>
        <Figure name="Gain at the target" isMain>
          <span className="text-up">{money(estimate?.reward, currency)}</span>
          <Percent value={estimate?.reward_percent} />
        </Figure>
        <Figure name="Stop distance">{points(estimate?.stop_points)}</Figure>
        <Figure name="Reward to risk">{estimate?.reward_to_risk ? formatNumber(estimate.reward_to_risk, 2) : UNKNOWN}</Figure>
        <Figure name="Margin">{money(estimate?.margin, currency)}</Figure>
        <Figure name="Free margin after">{money(estimate?.margin_free_after, currency)}</Figure>
        <Figure name="Notional">{money(estimate?.notional, currency)}</Figure>
        <Figure name="Spread cost">{money(estimate?.spread_cost, currency)}</Figure>
      </dl>
      {(estimate?.warnings ?? []).map((text) => (
        <p key={text} className="mt-1.5 flex gap-1.5 text-2xs text-warn"><TriangleAlert aria-hidden size={12} className="mt-px shrink-0" /> {text}</p>
      ))}
    </section>
  );
}

const money = (value: string | null | undefined, currency: string) => formatMoney(value, currency);

function Percent({ value }: { value: string | null | undefined }) {
  if (!value) return null;
  return <span className="ml-1.5 text-2xs text-quiet">{formatSigned(value, 2).replace("+", "")}%</span>;
}

function Figure({ name, isMain, children }: { name: string; isMain?: boolean; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="label">{name}</dt>
      <dd data-value className={isMain ? "font-semibold" : undefined}>{children}</dd>
    </div>
  );
}
