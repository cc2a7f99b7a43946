/** What travels on the socket: data frames around bus messages, heartbeats, answers. */

import type { AccountMarked, BarClosed, BridgeStatus, DealMade, FeedStatus, JobProgress, OrderChanged, ServiceHealth, SignalRaised, StrategyStatus, Tick } from "@/contracts.gen";

export type Mode = Tick["mode"];
export type Session = "open" | "closed" | "unknown";

interface Stamped {
  seq: number;
  ep: string;
  at: number;
}

interface Envelope<Channel extends string, Data extends Stamped> {
  channel: Channel;
  key: string;
  kind: "update" | "snapshot";
  seq: number;
  prev_seq: number;
  /** Older updates were left out before this one. */
  c?: boolean;
  /** `bar` only: whether the bar will not change any more. */
  closed?: boolean;
  /** `system` only. */
  type?: "feed" | "service" | "bridge";
  data: Data | null;
}

export type TickFrame = Envelope<"tick", Tick>;
export type BarFrame = Envelope<"bar", BarClosed>;
export type AccountFrame = Envelope<"account", AccountMarked>;
export type OrderFrame = Envelope<"orders", OrderChanged>;
export type DealFrame = Envelope<"positions", DealMade>;
export type AlgoFrame = Envelope<"algo", StrategyStatus>;
export type SignalFrame = Envelope<"signals", SignalRaised>;
export type SystemFrame = Envelope<"system", FeedStatus | ServiceHealth | BridgeStatus>;
export type JobFrame = Envelope<"job", JobProgress>;
export type DataFrame =
  | TickFrame | BarFrame | AccountFrame | OrderFrame | DealFrame | AlgoFrame | SignalFrame | SystemFrame | JobFrame;

export interface HeartbeatItem {
  channel: string;
  key: string;
  seq: number;
  ep: string;
  closed?: boolean;
  type?: string;
  session?: Session;
  feed_age_ms: number | null;
}

export interface Heartbeats {
  kind: "heartbeats";
  time_us: number;
  items: HeartbeatItem[];
}

export interface ProblemBody {
  code: string;
  title?: string;
  detail?: string;
  hint?: string;
}

export interface Answer {
  id: number;
  ok: boolean;
  op?: string;
  channels?: string[];
  complete?: boolean;
  mode?: Mode;
  time_us?: number;
  error?: ProblemBody;
}

const CHANNELS = new Set(["tick", "bar", "account", "orders", "positions", "algo", "signals", "system", "job"]);

export function isAnswer(frame: object): frame is Answer {
  return "ok" in frame && "id" in frame;
}

export function isHeartbeats(frame: object): frame is Heartbeats {
  return "kind" in frame && frame.kind === "heartbeats";
}

/** Unknown channels are no data frames: messages of a newer gateway are passed over. */
export function isData(frame: object): frame is DataFrame {
  return "channel" in frame && "data" in frame && CHANNELS.has(frame.channel as string);
}

/** One counter of sequence numbers: closed and open bars of one key count apart. */
export function streamOf(frame: { channel: string; key: string; closed?: boolean; type?: string }): string {
  const part = frame.closed === undefined ? (frame.type ?? "") : frame.closed ? "closed" : "open";
  return `${frame.channel}|${frame.key}|${part}`;
}
