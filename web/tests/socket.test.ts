import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveSocket, SILENCE_MS, type SocketPort } from "@/live/socket";

/** A socket in memory that answers as the gateway does. */
class Wire {
  static all: Wire[] = [];
  sent: { id: number; op: string; channels?: string[] }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  isClosed = false;

  constructor() {
    Wire.all.push(this);
  }

  send(text: string): void {
    const request = JSON.parse(text) as { id: number; op: string; channels?: string[] };
    this.sent.push(request);
    const pong = request.op === "ping" ? { op: "pong", time_us: 1 } : {};
    queueMicrotask(() => this.say({ id: request.id, ok: true, channels: request.channels ?? [], ...pong }));
  }

  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.isClosed = true;
  }
}

function start(ticket: () => Promise<string | null> = () => Promise.resolve("t")) {
  const states: string[] = [];
  const joined: string[] = [];
  const frames: object[] = [];
  const port: SocketPort = {
    ticket,
    onFrame: (frame) => frames.push(frame),
    onConnection: (state) => states.push(state),
    onPong: () => undefined,
    onSubscribed: (names) => joined.push(...names),
    open: () => new Wire() as unknown as WebSocket,
  };
  return { socket: new LiveSocket(port), states, joined, frames };
}

const open = async () => {
  await vi.advanceTimersByTimeAsync(0);
  const wire = Wire.all.at(-1) as Wire;
  wire.onopen?.();
  await vi.advanceTimersByTimeAsync(0);
  return wire;
};

describe("the live socket", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    Wire.all = [];
  });
  afterEach(() => void vi.useRealTimers());

  it("signs in by ticket, then asks for what is wanted", async () => {
    const { socket, states, joined } = start();
    socket.want("tick:EURUSD");
    socket.start();
    const wire = await open();
    expect(wire.sent.map(({ op }) => op)).toEqual(["auth", "ping", "subscribe"]);
    expect(joined).toEqual(["tick:EURUSD"]);
    expect(states.at(-1)).toBe("live");
    socket.stop();
  });

  it("comes back by itself and asks for everything again", async () => {
    const { socket, states, joined } = start();
    socket.want("bar:EURUSD:M1");
    socket.start();
    (await open()).onclose?.({ code: 1012, reason: "restart" });
    expect(states.at(-1)).toBe("lost");
    await vi.advanceTimersByTimeAsync(600);
    await open();
    expect(states.at(-1)).toBe("live");
    expect(joined).toEqual(["bar:EURUSD:M1", "bar:EURUSD:M1"]);
    socket.stop();
  });

  it("calls a silent socket dead", async () => {
    const { socket, states } = start();
    socket.start();
    const wire = await open();
    wire.send = () => undefined;
    await vi.advanceTimersByTimeAsync(SILENCE_MS + 600);
    expect(wire.isClosed).toBe(true);
    expect(states).toContain("lost");
    socket.stop();
  });

  it("leaves a channel a second after its last reader, not before", async () => {
    const { socket } = start();
    socket.start();
    const wire = await open();
    const first = socket.want("tick:EURUSD");
    const second = socket.want("tick:EURUSD");
    first();
    first();
    await vi.advanceTimersByTimeAsync(1_100);
    expect(wire.sent.some(({ op }) => op === "unsubscribe")).toBe(false);
    second();
    await vi.advanceTimersByTimeAsync(1_100);
    expect(wire.sent.at(-1)).toMatchObject({ op: "unsubscribe", channels: ["tick:EURUSD"] });
    socket.stop();
  });

  it("waits to be signed in when there is no ticket, and retries when nobody answers", async () => {
    const out = start(() => Promise.resolve(null));
    out.socket.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(out.states.at(-1)).toBe("signed-out");
    out.socket.stop();
    const silent = start(() => Promise.reject(new Error("no answer")));
    silent.socket.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(silent.states.filter((state) => state === "lost").length).toBeGreaterThan(2);
    silent.socket.stop();
  });
});
