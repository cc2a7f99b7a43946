/** How a kill switch stands, in words. */

import type { KillInfo } from "@/contracts.gen";

export const STAGES: Record<KillInfo["stage"], string> = {
  off: "off: orders pass",
  refusing: "on: new orders are refused; what was on its way is being settled",
  acknowledged: "on: new orders are refused",
  flat: "on, and flat: nothing is open, nothing waits, read twice",
};

export function stoppedWords(count: number | null): string {
  if (count === null) return "The strategies did not confirm";
  if (count === 0) return "No strategy was running";
  return count === 1 ? "1 strategy was stopped" : `${count} strategies were stopped`;
}
