import { FlaskConical, History, NotebookPen, Radio } from "lucide-react";
import { live, useSummary } from "@/api/live";
import type { Mode } from "@/live/frames";

const MODES: Record<Mode, { Icon: typeof Radio; word: string; meaning: string }> = {
  live: { Icon: Radio, word: "LIVE", meaning: "real money" },
  paper: { Icon: NotebookPen, word: "PAPER", meaning: "simulated orders" },
  demo: { Icon: FlaskConical, word: "DEMO", meaning: "generated prices" },
  replay: { Icon: History, word: "REPLAY", meaning: "recorded prices" },
};

/** What kind of market this is, as text, icon and colour; the page's frame has the same colour. */
export function ModeBadge() {
  const mode = useSummary(live.mode);
  const speed = useSummary(live.feed)?.speed;
  if (!mode) return null;
  const { Icon, word, meaning } = MODES[mode];
  return (
    <span
      data-testid="mode-badge"
      data-mode={mode}
      className="inline-flex h-6 shrink-0 items-center gap-1.5 rounded-[5px] border border-mode bg-mode/10 px-2 text-2xs font-semibold text-mode"
    >
      <Icon aria-hidden size={13} />
      <span>{word}<span className="font-medium">: {meaning}</span></span>
      {speed !== undefined && speed !== 1 && (
        <span className="font-medium" title="Speed of the market's clock">{speed === 0 ? "as fast as possible" : `${speed}x`}</span>
      )}
    </span>
  );
}
