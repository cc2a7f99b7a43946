import { classNames } from "@/ui/class_names";

/** Buy or sell: word, arrow and colour together. */
export function Side({ side }: { side: "buy" | "sell" }) {
  return (
    <span className={classNames("font-medium", side === "buy" ? "text-up" : "text-down")}>
      <span aria-hidden>{side === "buy" ? "\u2191" : "\u2193"}</span> {side}
    </span>
  );
}
