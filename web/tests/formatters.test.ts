import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directionOf, formatCount, formatMoney, formatNumber, formatSigned, formatVolume, MINUS, toNumber, UNKNOWN } from "@/format/numbers";
import { formatPrice, formatSpread, splitPrice } from "@/format/prices";
import { endUs, isTimeframe, openUs, spanUs, TIMEFRAMES } from "@/format/timeframes";
import { formatAge, formatCountdown, formatDayTime, formatLatency, formatMoment } from "@/format/times";

const EURUSD = { digits: 5, pip_size: "0.00010" };

describe("numbers", () => {
  it("writes the true minus sign", () => {
    expect(formatNumber(-1234.5, 2)).toBe(`${MINUS}1,234.50`);
    expect(MINUS.codePointAt(0)).toBe(0x2212);
  });

  it("says - for what is not known, never 0", () => {
    for (const value of [null, undefined, "", "abc", NaN, Infinity]) expect(formatNumber(value, 2)).toBe(UNKNOWN);
    expect(formatMoney(null, "USD")).toBe(UNKNOWN);
  });

  it("gives rounded zero no sign", () => {
    expect(formatSigned(-0.001, 2)).toBe("0.00");
    expect(formatSigned(0.001, 2)).toBe("0.00");
    expect(formatSigned("12.3", 2)).toBe("+12.30");
  });

  it("keeps every digit of a volume from two on", () => {
    expect(formatVolume("0.1")).toBe("0.10");
    expect(formatVolume("0.123")).toBe("0.123");
  });

  it("shortens counts from ten thousand on", () => {
    expect([9_999, 12_400, 3_100_000].map(formatCount)).toEqual(["9,999", "12.4k", "3.1M"]);
  });

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 5 }), (n, digits) => {
        const value = n / 10 ** digits;
        const text = formatNumber(value, digits).replace(MINUS, "-").replaceAll(",", "");
        expect(Number(text)).toBeCloseTo(value, digits);
        expect(directionOf(value)).toBe(value > 0 ? "up" : value < 0 ? "down" : "flat");
      }),
    );
    expect(toNumber("10000.00")).toBe(10_000);
  });
});

describe("prices", () => {
  it("parts pips and pipette by the symbol's pip", () => {
    expect(splitPrice(1.08425, EURUSD)).toEqual({ lead: "1.08", pips: "42", pipette: "5" });
    expect(splitPrice(151.423, { digits: 3, pip_size: "0.010" })).toEqual({ lead: "151.", pips: "42", pipette: "3" });
    expect(splitPrice(10512.41, { digits: 2, pip_size: null })).toEqual({ lead: "10512.", pips: "41", pipette: "" });
  });

  it("joins to the whole price again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), fc.constantFrom(0, 2, 3, 5), fc.boolean(), (points, digits, hasPip) => {
        const grid = { digits, pip_size: hasPip ? String(10 ** -Math.max(0, digits - 1)) : null };
        const value = points / 10 ** digits;
        const { lead, pips, pipette } = splitPrice(value, grid);
        expect(lead + pips + pipette).toBe(formatPrice(value, digits));
      }),
    );
  });

  it("says the spread in pips, in points where there are none", () => {
    expect(formatSpread(1.08425, 1.08436, EURUSD)).toBe("1.1");
    expect(formatSpread(10512.41, 10513.35, { digits: 2, pip_size: null })).toBe("94");
  });
});

describe("times", () => {
  const us = Date.UTC(2026, 10, 21, 6, 10, 5) * 1000;

  it("names the zone", () => {
    expect(formatMoment(us, "utc")).toBe("21 Nov 2026, 06:10:05 UTC");
    expect(formatDayTime(null, "utc")).toBe(UNKNOWN);
  });

  it("keeps ages and countdowns short", () => {
    expect([420, 12_000, 180_000, 7_200_000].map(formatAge)).toEqual(["0.4s", "12s", "3m", "2h"]);
    expect([42_000, 725_000, 10_800_000].map(formatCountdown)).toEqual(["0:42", "12:05", "3:00:00"]);
    expect([null, 3.14, 250, 60_000].map(formatLatency)).toEqual(["-", "3.1ms", "250ms", "60s"]);
  });
});

describe("timeframes", () => {
  it("are MetaTrader's 21", () => {
    expect(TIMEFRAMES).toHaveLength(21);
    expect(spanUs("H4")).toBe(4 * 3_600_000_000);
    expect(isTimeframe("M7")).toBe(false);
  });

  it("hold a moment between open and end", () => {
    const moment = fc.integer({ min: 0, max: Date.UTC(2040, 0, 1) }).map((ms) => ms * 1000);
    fc.assert(
      fc.property(moment, fc.constantFrom(...TIMEFRAMES), (at, timeframe) => {
        const open = openUs(timeframe, at);
        expect(open).toBeLessThanOrEqual(at);
        expect(endUs(timeframe, open)).toBeGreaterThan(at);
        expect(openUs(timeframe, open)).toBe(open);
      }),
    );
  });

  it("open weeks on Sunday and months on the first", () => {
    expect(new Date(openUs("W1", Date.UTC(2026, 10, 21) * 1000) / 1000).getUTCDay()).toBe(0);
    expect(new Date(openUs("MN1", Date.UTC(2026, 10, 21) * 1000) / 1000).toISOString()).toBe("2026-11-01T00:00:00.000Z");
  });
});
