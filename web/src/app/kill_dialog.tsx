/** What the kill switch did, and the second question: close what is open as well? */

import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "@/api/client";
import { live, useSummary } from "@/api/live";
import { asProblem } from "@/api/problem";
import type { Killed } from "@/api/types";
import { STAGES, stoppedWords } from "@/app/kill_words";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

export interface KillDialogProps {
  stopped: Killed | null;
  error: unknown;
  onAgain(): void;
  onClose(): void;
}

export default function KillDialog({ stopped, error, onAgain, onClose }: KillDialogProps) {
  const problem = error ? asProblem(error).details : null;
  return (
    <Dialog isOpen onClose={onClose} label="Kill switch">
      <div role="alert" data-testid="kill-report" className="flex flex-col gap-3 p-5 text-sm">
        {problem && (
          <>
            <h2 className="text-base font-semibold text-danger">Orders and strategies may still run</h2>
            <p>{problem.detail} {problem.hint}</p>
            <p className="text-xs text-quiet">Without this page: run tickloom-kill on the bridge's machine, or press Algo Trading in the terminal.</p>
          </>
        )}
        {!problem && !stopped && <h2 className="text-base font-semibold">Stopping</h2>}
        {stopped && <Report stopped={stopped} />}
        <div className="flex justify-end gap-2">
          {problem && <Button tone="danger" size="large" onClick={onAgain}>Try again</Button>}
          <Button size="large" onClick={onClose} data-first>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}

function Report({ stopped }: { stopped: Killed }) {
  const unconfirmed = stopped.accounts.filter(({ stage }) => stage === "unconfirmed");
  return (
    <>
      <h2 className="text-base font-semibold">{stoppedWords(stopped.stopped)}</h2>
      {stopped.accounts.filter(({ stage }) => stage !== "unconfirmed").map(({ account, stage }) => (
        <p key={account}><strong>{account}</strong>: the switch is {STAGES[stage as keyof typeof STAGES]}.</p>
      ))}
      {unconfirmed.map(({ account, detail }) => (
        <p key={account} className="text-warn"><strong>{account}</strong>: the bridge did not confirm a switch of its own. No strategy sends orders, but an order by hand would pass. <span className="text-2xs">{detail}</span></p>
      ))}
      <CloseToo />
    </>
  );
}

/** Cancels what waits, closes what is open, and says what is left. */
function CloseToo() {
  const account = useSummary(live.account);
  const key = useRef(crypto.randomUUID());
  const flatten = useMutation({ mutationFn: () => api.kill("kill switch on the page: close everything", true, key.current), retry: false });
  const positions = account?.positions.length ?? 0;
  const waiting = account?.orders?.length ?? 0;
  const isFlat = positions === 0 && waiting === 0;
  const problem = flatten.error ? asProblem(flatten.error).details : null;
  return (
    <section aria-label="Close what is open" className="flex flex-col gap-2 rounded border p-3 text-xs">
      <p role="status" data-testid="kill-open">
        {isFlat ? "Nothing is open and nothing waits." : `Still there: ${positions} open ${positions === 1 ? "position" : "positions"}, ${waiting} waiting ${waiting === 1 ? "order" : "orders"}. Positions keep their stop loss and take profit at the broker.`}
      </p>
      {account?.kill && account.kill.stage !== "off" && <p>The bridge says: {STAGES[account.kill.stage]}{account.kill.detail ? `; ${account.kill.detail}` : ""}.</p>}
      {flatten.data?.closed.map(({ account: name, next }) => <p key={name}>{name}: {next}</p>)}
      {problem && <p className="text-danger">{problem.detail} {problem.hint}</p>}
      {!isFlat && (
        <>
          <p>Close it as well? Waiting orders are cancelled first, then every position is closed at the market, and the account is read again until nothing is left.</p>
          <Button tone="danger" className="self-start" data-testid="kill-flatten" disabled={flatten.isPending} onClick={() => flatten.mutate()}>
            {flatten.isPending ? "Closing" : "Cancel and close everything"}
          </Button>
        </>
      )}
    </section>
  );
}
