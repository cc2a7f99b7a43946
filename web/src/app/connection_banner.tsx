import { PlugZap } from "lucide-react";
import { live, useSummary } from "@/api/live";
import { formatSeconds, zoneName } from "@/format/times";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";

/** Says that the page is not live, since when, and what happens next. Silent while all is well. */
export function ConnectionBanner() {
  const { state, detail, since } = useSummary(live.connection);
  const zone = usePreferences((s) => s.zone);
  if (state !== "lost" && state !== "refused") return null;
  const at = `${formatSeconds(since * 1000, zone)} ${zoneName(zone)}`;
  return (
    <div
      role="alert"
      data-testid="connection-banner"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-warn/50 bg-warn/15 px-3 py-1.5 text-xs text-ink"
    >
      <PlugZap aria-hidden size={15} className="text-warn" />
      <strong className="font-semibold">{state === "lost" ? "Not connected" : "No permission for live data"}</strong>
      <span>
        {state === "lost" ? `Since ${at}: ${detail || "the connection was cut"}. Values are kept as they were; the page connects again by itself.` : detail}
      </span>
      <Button size="small" className="ml-auto" onClick={() => live.socket.retryNow()}>Connect now</Button>
    </div>
  );
}
