/** A condition's or a service's light: shape, word and colour say the same. */

import { Check, CircleDashed, X } from "lucide-react";
import { classNames } from "@/ui/class_names";

export type Lit = "true" | "false" | "not_warmed_up";

const LOOKS = {
  true: { Icon: Check, look: "border-good bg-good/15 text-good", word: "true" },
  false: { Icon: X, look: "border-control text-quiet", word: "false" },
  not_warmed_up: { Icon: CircleDashed, look: "border-dashed border-warn text-warn", word: "not warmed up" },
};

export function Light({ lit }: { lit: Lit }) {
  const { Icon, look, word } = LOOKS[lit];
  return (
    <span className={classNames("inline-flex size-4 shrink-0 items-center justify-center rounded-full border", look)}>
      <Icon aria-hidden size={10} strokeWidth={3} />
      <span className="sr-only">{word}</span>
    </span>
  );
}
