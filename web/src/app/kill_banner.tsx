/** On every page while the kill switch is on: how it stands, why, and the way to release it. */

import { OctagonX } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { live, useSummary } from "@/api/live";
import { STAGES } from "@/app/kill_words";
import { Button } from "@/ui/button";

const ReleaseDialog = lazy(() => import("@/app/release_dialog"));

export function KillBanner() {
  const account = useSummary(live.account);
  const [isAsking, setAsking] = useState(false);
  const kill = account?.kill;
  const isOn = kill && kill.stage !== "off";
  // The dialog outlives the banner: the state may change before the answer comes.
  return (
    <>
      {isOn && (
        <div role="alert" data-testid="kill-banner" data-stage={kill.stage} className="tint-danger flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-danger/60 px-3 py-1.5 text-xs text-ink">
          <OctagonX aria-hidden size={15} className="text-danger" />
          <strong className="font-semibold">Kill switch {STAGES[kill.stage]}</strong>
          <span>{[kill.by && `by ${kill.by}`, kill.reason, kill.detail].filter(Boolean).join("; ")}</span>
          <Button size="small" className="ml-auto" onClick={() => setAsking(true)}>Release</Button>
        </div>
      )}
      {isAsking && account && <Suspense><ReleaseDialog account={account.account} onClose={() => setAsking(false)} /></Suspense>}
    </>
  );
}
