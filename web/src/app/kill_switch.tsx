/** Hold for a second: new orders are refused and every strategy stops, on the server; always visible. */

import { OctagonX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { classNames } from "@/ui/class_names";

const HOLD_MS = 1_000;

export interface KillSwitchProps {
  isBusy: boolean;
  onKill(): void;
}

export function KillSwitch({ isBusy, onKill }: KillSwitchProps) {
  const [isHolding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const release = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setHolding(false);
  };
  const press = () => {
    if (timer.current !== null || isBusy) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      release();
      onKill();
    }, HOLD_MS);
  };
  useEffect(() => () => {
    if (timer.current !== null) clearTimeout(timer.current);
  }, []);
  const isHoldKey = (key: string) => key === " " || key === "Enter";
  return (
    <button
      type="button"
      data-testid="kill-switch"
      aria-label="Kill switch: hold one second to stop all orders and strategies"
      title="Hold one second, or press Shift+Esc twice: refuses new orders and stops all strategies. Open positions stay open with their SL and TP until you say so."
      onPointerDown={(event) => event.button === 0 && press()}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => isHoldKey(event.key) && !event.repeat && press()}
      onKeyUp={(event) => isHoldKey(event.key) && release()}
      onBlur={release}
      className={classNames(
        "relative inline-flex h-7 shrink-0 touch-none items-center gap-1.5 overflow-hidden rounded-[5px] border border-danger px-2 text-xs font-semibold text-danger select-none",
        "hover:bg-danger/10",
      )}
    >
      {isHolding && <span aria-hidden className="holding absolute inset-0 bg-danger/40" />}
      <OctagonX aria-hidden size={14} className="relative" />
      <span className="relative">{isBusy ? "Stopping" : isHolding ? "Hold" : "Kill"}</span>
      <span className="relative hidden 2xl:inline">switch</span>
    </button>
  );
}
