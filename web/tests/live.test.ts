import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoffMs, LIMIT_MS } from "@/live/backoff";
import { ServerClock } from "@/live/clock";
import { freshnessOf, isHatched } from "@/live/freshness";
import { Latency } from "@/live/latency";
import { Summary } from "@/live/summary";

describe("freshness", () => {
  const at = (ageMs: number | null, session: "open" | "closed" = "open", isConnected = true) => freshnessOf({ ageMs, session, isConnected });

  it("is amber above two seconds and stale above ten", () => {
    expect([0, 2_000, 2_001, 10_000, 10_001].map((ms) => at(ms))).toEqual(["live", "live", "late", "late", "stale"]);
  });

  it("does not call a closed market stale, but a lost socket always lost", () => {
    expect(at(3_600_000, "closed")).toBe("closed");
    expect(at(0, "open", false)).toBe("lost");
    expect(at(null)).toBe("unknown");
    expect(["stale", "lost", "late", "closed"].map((one) => isHatched(one as never))).toEqual([true, true, false, false]);
  });
});

describe("the gateway's clock", () => {
  it("believes the quickest answer", () => {
    const clock = new ServerClock(() => 1_000);
    clock.observe(6_000_000, 900, 1_100);
    clock.observe(5_400_000, 995, 1_005);
    clock.observe(9_000_000, 0, 1_000);
    expect(clock.now()).toBe(5_400);
    expect(clock.ageMs(5_000_000)).toBe(400);
    expect(clock.ageMs(9_000_000)).toBe(0);
  });
});

describe("latency", () => {
  it("says nearest-rank quantiles of the last samples", () => {
    const latency = new Latency();
    expect(latency.quantile(0.5)).toBeNull();
    for (let ms = 1; ms <= 100; ms += 1) latency.add(ms);
    expect([latency.quantile(0.5), latency.quantile(0.99)]).toEqual([50, 99]);
    for (let i = 0; i < 512; i += 1) latency.add(7);
    expect(latency.quantile(0.99)).toBe(7);
  });
});

describe("backoff", () => {
  it("doubles from half a second to fifteen, never in step", () => {
    expect([0, 1, 2].map((n) => backoffMs(n, () => 1))).toEqual([500, 1_000, 2_000]);
    expect(backoffMs(50, () => 1)).toBe(LIMIT_MS);
    expect(backoffMs(0, () => 0)).toBe(250);
  });
});

describe("a summary", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("tells React four times a second at most, and always the last value", () => {
    const summary = new Summary(0);
    let told = 0;
    summary.subscribe(() => (told += 1));
    for (let i = 1; i <= 1_000; i += 1) {
      summary.set(i);
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(250);
    expect(told).toBeLessThanOrEqual(6);
    expect(summary.read()).toBe(1_000);
  });
});
