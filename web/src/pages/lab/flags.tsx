/** What speaks against a result, before the result. */

import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { Flag, Severity } from "@/api/result";

const LOOKS = {
  danger: { icon: CircleAlert, word: "Danger", box: "border-danger/60 tint-danger", colour: "text-danger" },
  warning: { icon: TriangleAlert, word: "Warning", box: "border-warn/60 tint-warn", colour: "text-warn" },
  info: { icon: Info, word: "Note", box: "border-edge bg-raised", colour: "text-quiet" },
} as const;

const RANK: Record<Severity, number> = { danger: 0, warning: 1, info: 2 };

export function inWeight(flags: readonly Flag[]): Flag[] {
  return [...flags].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

export function Flags({ flags }: { flags: readonly Flag[] }) {
  if (flags.length === 0) return null;
  return (
    <ul aria-label="What to know before trusting this" data-testid="lab-flags" className="flex flex-wrap gap-1.5">
      {inWeight(flags).map(({ code, severity, message }) => {
        const { icon: Icon, word, box, colour } = LOOKS[severity] ?? LOOKS.info;
        return (
          <li key={code + message} title={code} className={`flex min-h-6 max-w-full items-start gap-1.5 rounded border px-2 py-1 text-2xs ${box}`}>
            <Icon aria-hidden size={12} className={`mt-px shrink-0 ${colour}`} />
            <span><strong className="font-semibold">{word}:</strong> {message}</span>
          </li>
        );
      })}
    </ul>
  );
}
