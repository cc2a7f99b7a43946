/** One socket a tab: signs in by ticket, keeps the wanted channels, comes back by itself. */

import { backoffMs } from "@/live/backoff";
import { isAnswer, type Answer } from "@/live/frames";

export type Connection = "idle" | "connecting" | "live" | "lost" | "signed-out" | "refused";

/** Frames (heartbeats every two seconds included) that stay away this long mean a dead socket. */
export const SILENCE_MS = 6_000;
const PING_MS = 5_000;
/** The first pongs come while the page is busy; the clock is right after a few quick ones. */
const FIRST_PING_MS = 500;
const FIRST_PINGS = 6;
const LEAVE_MS = 1_000;
const CONFLATE_MS = 30;
const CLOSE_NO_AUTH = 4401;
const CLOSE_FORBIDDEN = 4403;

export interface SocketPort {
  /** A single-use ticket; null when this browser is signed out. */
  ticket(): Promise<string | null>;
  onFrame(frame: object): void;
  onConnection(state: Connection, detail: string): void;
  onPong(serverUs: number, askedMs: number, heardMs: number): void;
  /** The gateway says what happens on these channels from now on. */
  onSubscribed(channels: readonly string[]): void;
  open(): WebSocket;
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private requestId = 0;
  private heardAt = 0;
  private isAuthenticated = false;
  private isWanted = false;
  private wanted = new Map<string, number>();
  private subscribed = new Set<string>();
  private pings = new Map<number, number>();
  private pingCount = 0;
  private asked = new Map<number, readonly string[]>();
  private retryTimer: ReturnType<typeof setTimeout> | null = null;
  private watch: ReturnType<typeof setInterval> | null = null;
  private pingedAt = 0;

  constructor(private readonly port: SocketPort) {}

  start(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.watch = setInterval(() => this.look(), 500);
    void this.connect();
  }

  stop(): void {
    this.isWanted = false;
    if (this.watch !== null) clearInterval(this.watch);
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.retryTimer = this.watch = null;
    this.drop();
    this.port.onConnection("idle", "");
  }

  /** Try again at once: the reader pressed the button, or the network came back. */
  retryNow(): void {
    if (!this.isWanted || this.isAuthenticated) return;
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.retryTimer = null;
    this.attempt = 0;
    if (this.socket === null) void this.connect();
  }

  /** Hear `channel` until the returned function is called; leaving is said a second later. */
  want(channel: string): () => void {
    this.wanted.set(channel, (this.wanted.get(channel) ?? 0) + 1);
    this.subscribe([channel]);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      setTimeout(() => this.leave(channel), LEAVE_MS);
    };
  }

  private leave(channel: string): void {
    const left = (this.wanted.get(channel) ?? 0) - 1;
    if (left > 0) this.wanted.set(channel, left);
    else {
      this.wanted.delete(channel);
      if (this.subscribed.delete(channel)) this.send({ op: "unsubscribe", channels: [channel] });
    }
  }

  private subscribe(channels: string[]): void {
    const missing = channels.filter((name) => !this.subscribed.has(name));
    if (!this.isAuthenticated || missing.length === 0) return;
    for (const name of missing) this.subscribed.add(name);
    const request = { op: "subscribe", channels: missing, args: { conflate_ms: CONFLATE_MS } };
    this.asked.set(this.send(request), missing);
  }

  private send(request: object): number {
    this.requestId += 1;
    this.socket?.send(JSON.stringify({ id: this.requestId, ...request }));
    return this.requestId;
  }

  private async connect(): Promise<void> {
    this.port.onConnection("connecting", "");
    let ticket: string | null;
    try {
      ticket = await this.port.ticket();
    } catch {
      return this.retry("the gateway does not answer");
    }
    if (!this.isWanted || this.socket !== null) return;
    if (ticket === null) return this.port.onConnection("signed-out", "");
    const socket = this.port.open();
    this.socket = socket;
    this.heardAt = performance.now();
    socket.onopen = () => this.send({ op: "auth", args: { ticket } });
    socket.onmessage = (event: MessageEvent<string>) => this.hear(event.data);
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code, event.reason);
    };
  }

  private hear(text: string): void {
    this.heardAt = performance.now();
    const frame = JSON.parse(text) as object;
    if (isAnswer(frame)) this.answered(frame);
    else this.port.onFrame(frame);
  }

  private answered(answer: Answer): void {
    const askedMs = this.pings.get(answer.id);
    if (askedMs !== undefined) {
      this.pings.delete(answer.id);
      if (answer.time_us !== undefined) this.port.onPong(answer.time_us, askedMs, Date.now());
      return;
    }
    const channels = this.asked.get(answer.id);
    if (channels !== undefined) {
      this.asked.delete(answer.id);
      if (answer.ok) this.port.onSubscribed(channels);
      return;
    }
    if (this.isAuthenticated || !answer.ok) return;
    this.isAuthenticated = true;
    this.attempt = 0;
    this.pingCount = 0;
    this.ping();
    this.port.onConnection("live", "");
    this.subscribe([...this.wanted.keys()]);
  }

  private ping(): void {
    this.pingedAt = performance.now();
    this.pingCount += 1;
    this.pings.clear();
    this.pings.set(this.send({ op: "ping" }), Date.now());
  }

  private get pingEveryMs(): number {
    return this.pingCount < FIRST_PINGS ? FIRST_PING_MS : PING_MS;
  }

  private look(): void {
    if (this.socket === null) return;
    const now = performance.now();
    if (now - this.heardAt > SILENCE_MS) {
      this.drop();
      this.retry("nothing was heard for six seconds");
    } else if (this.isAuthenticated && now - this.pingedAt > this.pingEveryMs) this.ping();
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.isAuthenticated = false;
    this.subscribed.clear();
    this.pings.clear();
    this.asked.clear();
    socket?.close();
  }

  private closed(code: number, reason: string): void {
    this.drop();
    if (!this.isWanted) return;
    if (code === CLOSE_FORBIDDEN) return this.port.onConnection("refused", reason);
    this.retry(code === CLOSE_NO_AUTH ? "the sign-in ran out" : reason || "the connection was cut");
  }

  private retry(detail: string): void {
    if (!this.isWanted) return;
    this.port.onConnection("lost", detail);
    const waitMs = backoffMs(this.attempt);
    this.attempt += 1;
    this.retryTimer = setTimeout(() => {
      this.retryTimer = null;
      void this.connect();
    }, waitMs);
  }
}
