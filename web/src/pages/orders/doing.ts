import type { PendingOrderInfo, PositionInfo } from "@/contracts.gen";

/** What a dialog of the page is open for; null: none. */
export type Doing =
  | { what: "stops"; position: PositionInfo }
  | { what: "close"; position: PositionInfo }
  | { what: "close_by"; position: PositionInfo; others: readonly PositionInfo[] }
  | { what: "change"; order: PendingOrderInfo }
  | { what: "cancel"; order: PendingOrderInfo }
  | { what: "flatten" };
