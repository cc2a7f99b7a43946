/** Bodies of the REST interface that are no bus messages; those are in contracts.gen.ts. */

import type { AccountMarked, BarForming, DealMade, Decision, IndicatorsReply, PositionInfo, Strategy, StrategyStatus, SymbolInfo } from "@/contracts.gen";
import type { BarColumns } from "@/live/bars";
import type { Mode } from "@/live/frames";

export interface Me {
  user: { name: string; role: string };
  mode: Mode;
  accounts?: string[];
  account_ids?: string[];
}

export interface Candles extends BarColumns {
  venue: string;
  symbol: string;
  timeframe: string;
  mode: Mode;
  source: "terminal" | "recorded";
  spread: number[];
  forming: BarForming | null;
  more: boolean;
}

export interface Symbols {
  venue: string;
  mode: Mode;
  symbols: SymbolInfo[];
}

export type Indicators = IndicatorsReply & { mode: Mode };
export type Accounts = { accounts: AccountMarked[] };
export type Position = PositionInfo & { account: string };
export type Deals = { deals: DealMade[]; next_cursor: string | null };
export type Strategies = { strategies: Strategy[] };
export type Deployments = { deployments: StrategyStatus[] };
export type Decisions = { decisions: Decision[] };

export interface StartRequest {
  strategy: string;
  account: string;
  symbol?: string;
  timeframe?: string;
  sizing?: Record<string, unknown>;
}
