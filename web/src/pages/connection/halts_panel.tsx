/** What keeps entries off the account: the bridge's own list, the one that `tickloom-desk list` shows. */

import type { AccountMarked } from "@/contracts.gen";
import { formatMoment } from "@/format/times";
import { usePreferences } from "@/state/preferences";
import { Panel } from "@/ui/panel";

type Halt = NonNullable<AccountMarked["halts"]>[number];

export function HaltsPanel({ account }: { account: AccountMarked | null }) {
  const halts = account?.halts ?? [];
  if (account === null || halts.length === 0) return null;
  return (
    <Panel title={`What halts ${account.account}`} state={{ kind: "ready" }} testId="halts">
      <p className="px-2.5 pt-2 text-2xs text-quiet">Entries are off; exits, cancels and the kill switch work.</p>
      <ul className="flex flex-col p-2.5">
        {halts.map((halt) => <Row key={halt.cause} halt={halt} />)}
      </ul>
    </Panel>
  );
}

function Row({ halt }: { halt: Halt }) {
  const zone = usePreferences((state) => state.zone);
  return (
    <li data-testid={`halt-${halt.cause}`} className="border-t border-edge/60 py-2 first:border-0">
      <p className="text-sm"><span className="font-semibold">{halt.cause}</span>: {halt.detail}</p>
      <p className="text-2xs text-quiet">since {formatMoment(halt.since, zone)}</p>
      <p className="text-2xs">
        {halt.ends_by_itself ? "Ends by itself once the terminal has looked right for half a minute." : <>When you have looked at it, on the bridge's host: <code>tickloom-desk clear {halt.cause} --by NAME --reason WHY</code></>}
      </p>
    </li>
  );
}
