/** The live side of the page, put together once: socket in, latest values and painters out. */

import type { AccountMarked, BridgeStatus, FeedStatus, JobProgress, OrderChanged, ServiceHealth, SignalRaised, StrategyStatus, SymbolState, Tick } from "@/contracts.gen";
import { ServerClock } from "@/live/clock";
import { DealBook } from "@/live/deals";
import { isData, isHeartbeats, streamOf, type BarFrame, type DataFrame, type Heartbeats, type Mode, type Session } from "@/live/frames";
import { freshnessOf, type Freshness } from "@/live/freshness";
import { toReport } from "@/live/job_wire";
import { takeReports, type Jobs } from "@/live/jobs";
import { Latency } from "@/live/latency";
import { OrderBook } from "@/live/orders";
import { Quotes } from "@/live/quotes";
import { judge, type Stamp } from "@/live/sequence";
import { LiveSocket, type Connection, type SocketPort } from "@/live/socket";
import { Summary } from "@/live/summary";

export interface ConnectionState {
  state: Connection;
  detail: string;
  /** Wall clock of this machine, when the state began. */
  since: number;
}

export type BarListener = (frame: BarFrame) => void;
/** Called when something of `channel` and `key` may have been missed. */
export type GapListener = (channel: string, key: string) => void;

const NO_STATUSES: ReadonlyMap<string, StrategyStatus> = new Map();
const NO_SERVICES: ReadonlyMap<string, ServiceHealth> = new Map();
const NO_JOBS: Jobs = new Map();

export class Live {
  readonly clock = new ServerClock();
  readonly latency = new Latency();
  readonly quotes = new Quotes();
  readonly deals = new DealBook();
  readonly orders = new OrderBook();
  readonly connection = new Summary<ConnectionState>({ state: "idle", detail: "", since: 0 }, 0);
  readonly account = new Summary<AccountMarked | null>(null);
  readonly statuses = new Summary(NO_STATUSES);
  readonly feed = new Summary<FeedStatus | null>(null, 1_000);
  readonly bridge = new Summary<BridgeStatus | null>(null, 1_000);
  readonly services = new Summary(NO_SERVICES, 1_000);
  readonly jobs = new Summary(NO_JOBS);
  readonly signal = new Summary<SignalRaised | null>(null);
  readonly mode = new Summary<Mode | null>(null, 0);
  readonly socket: LiveSocket;
  private readonly stamps = new Map<string, Stamp>();
  private readonly sessions = new Map<string, Session>();
  private readonly barListeners = new Map<string, Set<BarListener>>();
  private readonly gapListeners = new Set<GapListener>();
  private readonly frameListeners = new Set<() => void>();
  private animation = 0;
  private wasConnected = false;

  constructor(port: Pick<SocketPort, "ticket" | "open">) {
    this.socket = new LiveSocket({
      ...port,
      onFrame: (frame) => this.take(frame),
      onConnection: (state, detail) => this.connected(state, detail),
      onSubscribed: (names) => names.forEach((name) => this.joined(name)),
      onPong: (us, askedMs, heardMs) => this.clock.observe(us, askedMs, heardMs),
    });
  }

  start(): void {
    this.socket.start();
    document.addEventListener("visibilitychange", this.onVisible);
    window.addEventListener("online", this.onOnline);
    if (!this.animation) this.animation = requestAnimationFrame(this.flush);
  }

  stop(): void {
    this.socket.stop();
    document.removeEventListener("visibilitychange", this.onVisible);
    window.removeEventListener("online", this.onOnline);
    cancelAnimationFrame(this.animation);
    this.animation = 0;
  }

  get isConnected(): boolean {
    return this.connection.newest.state === "live";
  }

  sessionOf(symbol: string): Session {
    return this.sessions.get(symbol) ?? "unknown";
  }

  stateOf(symbol: string): SymbolState | undefined {
    return this.feed.newest?.symbols.find((state) => state.symbol === symbol);
  }

  /** Age of the newest tick of `symbol` by the wall clock, null before any. */
  ageOf(symbol: string): number | null {
    const tick = this.quotes.latest.get(symbol);
    return tick === undefined ? null : this.clock.ageMs(tick.at);
  }

  freshnessOf(symbol: string): Freshness {
    const { isConnected } = this;
    return freshnessOf({ ageMs: this.ageOf(symbol), session: this.sessionOf(symbol), isConnected });
  }

  onBars(key: string, listener: BarListener): () => void {
    const group = this.barListeners.get(key) ?? new Set();
    this.barListeners.set(key, group.add(listener));
    const leave = this.socket.want(`bar:${key}`);
    return () => {
      group.delete(listener);
      leave();
    };
  }

  onGap(listener: GapListener): () => void {
    this.gapListeners.add(listener);
    return () => this.gapListeners.delete(listener);
  }

  /** Run once an animation frame, after the quotes were painted. */
  onFrame(listener: () => void): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  private readonly flush = (): void => {
    this.animation = requestAnimationFrame(this.flush);
    this.paint();
  };

  private readonly onVisible = (): void => {
    if (!document.hidden) this.paint();
  };

  private readonly onOnline = (): void => this.socket.retryNow();

  private paint(): void {
    this.quotes.flush((tick: Tick) => {
      if (this.clock.isKnown) this.latency.add(this.clock.ageMs(tick.at));
    });
    for (const listener of this.frameListeners) listener();
  }

  private connected(state: Connection, detail: string): void {
    const before = this.connection.newest;
    if (state === "connecting" && before.state === "lost") return;
    if (state === "live") {
      this.clock.reset();
      this.latency.clear();
    }
    this.connection.set({ state, detail, since: Date.now() });
    if (state === "live" && this.wasConnected) this.gap("*", "*");
    if (state === "live") this.wasConnected = true;
  }

  /** What happened before the subscription took hold was not heard: it has to be read. */
  private joined(name: string): void {
    const [channel = "", ...key] = name.split(":");
    this.gap(channel, key.join(":"));
  }

  private gap(channel: string, key: string): void {
    for (const listener of this.gapListeners) listener(channel, key);
  }

  private take(frame: object): void {
    if (isHeartbeats(frame)) this.beat(frame);
    else if (isData(frame) && frame.data !== null) this.data(frame);
  }

  private data(frame: DataFrame): void {
    const { data } = frame;
    if (data === null) return;
    if (frame.channel === "job") return this.takeJob(frame.data);
    if (frame.channel === "tick") {
      if (this.mode.newest !== data.mode) this.mode.set(data.mode);
      this.quotes.take(frame.data as Tick, frame.kind === "update");
      return;
    }
    const stream = streamOf(frame);
    // States (account, open bar) may be left out on the way; orders, deals and closed bars not.
    const skips = frame.c === true || frame.kind === "snapshot" || (frame.channel === "bar" && !frame.closed);
    const verdict = judge(this.stamps.get(stream), data, skips);
    if (verdict === "old") return;
    this.stamps.set(stream, { ep: data.ep, seq: data.seq, at: data.at });
    this.deliver(frame);
    if (verdict === "hole") this.gap(frame.channel, frame.key);
  }

  private deliver(frame: DataFrame): void {
    const { data } = frame;
    if (data === null) return;
    switch (frame.channel) {
      case "bar":
        for (const listener of this.barListeners.get(frame.key) ?? []) listener(frame);
        break;
      case "account":
        this.account.set(data as AccountMarked);
        break;
      case "positions":
        if (frame.data) this.deals.take([frame.data]);
        break;
      case "algo":
        this.takeStatuses([data as StrategyStatus]);
        break;
      case "signals":
        this.signal.set(data as SignalRaised);
        break;
      case "system":
        if (frame.type === "feed") this.takeFeed(data as FeedStatus);
        else if (frame.type === "bridge") this.bridge.set(data as BridgeStatus);
        else this.services.set(new Map(this.services.newest).set(frame.key, data as ServiceHealth));
        break;
      case "orders":
        this.orders.take(data as OrderChanged);
        break;
    }
  }

  /** Statuses from the socket or from REST; the later one of each deployment stays. */
  takeStatuses(statuses: readonly StrategyStatus[]): void {
    const next = new Map(this.statuses.newest);
    for (const status of statuses) {
      const known = next.get(status.deployment);
      if (!known || judge(known, status, true) !== "old") next.set(status.deployment, status);
    }
    this.statuses.set(next);
  }

  /** Reports of a job order themselves: an end stays an end. */
  private takeJob(data: JobProgress | null): void {
    if (data) this.jobs.set(takeReports(this.jobs.newest, [toReport(data)]));
  }

  private takeFeed(feed: FeedStatus): void {
    this.feed.set(feed);
    for (const state of feed.symbols) this.sessions.set(state.symbol, state.session);
  }

  private beat({ items }: Heartbeats): void {
    for (const item of items) {
      if (item.channel === "tick" && item.session) this.sessions.set(item.key, item.session);
      const known = this.stamps.get(streamOf(item));
      const isExact = item.channel === "positions" || item.channel === "orders" || item.closed === true;
      if (isExact && known && known.ep === item.ep && item.seq > known.seq) {
        this.stamps.set(streamOf(item), { ...known, seq: item.seq });
        this.gap(item.channel, item.key);
      }
    }
  }
}
