/** Time from a tick being said to it being painted: the last samples and their quantiles. */

const SAMPLES = 512;

export class Latency {
  private readonly ring = new Float64Array(SAMPLES);
  private count = 0;

  add(ms: number): void {
    this.ring[this.count % SAMPLES] = ms;
    this.count += 1;
  }

  clear(): void {
    this.count = 0;
  }

  /** The `share` quantile (nearest rank) of the kept samples, null before any. */
  quantile(share: number): number | null {
    const size = Math.min(this.count, SAMPLES);
    if (size === 0) return null;
    const sorted = this.ring.slice(0, size).sort();
    return sorted[Math.min(size - 1, Math.max(0, Math.ceil(share * size) - 1))] ?? null;
  }
}
