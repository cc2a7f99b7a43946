import { live, useSummary } from "@/api/live";
import type { FeedStatus } from "@/contracts.gen";
import { formatDay, formatSeconds, zoneName } from "@/format/times";
import { usePreferences } from "@/state/preferences";
import { classNames } from "@/ui/class_names";
import { Light, type Lit } from "@/ui/light";
import { Panel, READY, type PanelState } from "@/ui/panel";

const LIGHTS = ["transport", "terminal", "broker", "feed", "synchronised"] as const;
const LIT: Record<FeedStatus["feed"], Lit> = { up: "true", down: "false", unknown: "not_warmed_up" };
const WORDS = { up: "up", down: "down", unknown: "not known" };

/** The road from the broker to this page: five lights, the market's clock, and each service. */
export function SystemPanel() {
  const feed = useSummary(live.feed);
  const services = [...useSummary(live.services).values()].sort((a, b) => a.service.localeCompare(b.service));
  const isLost = useSummary(live.connection).state === "lost";
  const zone = usePreferences((state) => state.zone);
  const state: PanelState = !feed ? { kind: "loading" } : isLost ? { kind: "stale", since: "not connected" } : READY;
  return (
    <Panel title="System" state={state} className="area-system" aside={feed && <span className="text-2xs text-quiet">{feed.venue}</span>}>
      {feed && (
        <div className="flex flex-col gap-2 px-2.5 py-2">
          <p className="flex justify-between gap-2 text-quiet">
            <span>Market time</span>
            <span className="text-ink">{formatDay(feed.market_time, zone)} {formatSeconds(feed.market_time, zone)} <span className="text-2xs text-quiet">{zoneName(zone)}</span></span>
          </p>
          {(feed.source || feed.detail || feed.ended) && (
            <p className="text-2xs break-words text-quiet">{[feed.ended ? "the replay has played out" : "", feed.detail, feed.source].filter(Boolean).join("; ")}</p>
          )}
          <ul className="grid grid-cols-2 gap-x-2 gap-y-1">
            {LIGHTS.map((name) => (
              <li key={name} className="flex items-center gap-1.5" title={WORDS[feed[name]]}>
                <Light lit={LIT[feed[name]]} /> <span>{name}</span>
              </li>
            ))}
            {services.map(({ service, ready, detail }) => (
              <li key={service} className="flex items-center gap-1.5" title={detail || (ready ? "ready" : "not ready")}>
                <Light lit={ready ? "true" : "false"} /> <span className={classNames(!ready && "text-warn")}>{service}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
