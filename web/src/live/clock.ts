/** The gateway's wall clock as seen from here, so that ages do not depend on this machine's clock. */

export class ServerClock {
  private offsetMs = 0;
  private bestRoundTripMs = Infinity;
  private samples = 0;

  constructor(private readonly nowMs: () => number = Date.now) {}

  /** A pong: said at `serverUs`, asked and heard at our `askedMs` and `heardMs`. */
  observe(serverUs: number, askedMs: number, heardMs: number): void {
    const roundTripMs = heardMs - askedMs;
    this.samples += 1;
    // The quickest answer knows best; after a minute of pongs an older best is forgotten slowly.
    this.bestRoundTripMs *= 1.02;
    if (roundTripMs > this.bestRoundTripMs) return;
    this.bestRoundTripMs = Math.max(roundTripMs, 0.1);
    this.offsetMs = serverUs / 1000 - (askedMs + heardMs) / 2;
  }

  /** Forget everything: a new connection may reach another machine. */
  reset(): void {
    this.bestRoundTripMs = Infinity;
    this.samples = 0;
  }

  get isKnown(): boolean {
    return this.samples > 0;
  }

  /** Wall clock of the gateway, milliseconds. */
  now(): number {
    return this.nowMs() + this.offsetMs;
  }

  /** Age of something said at `atUs`, never negative. */
  ageMs(atUs: number): number {
    return Math.max(0, this.now() - atUs / 1000);
  }
}
