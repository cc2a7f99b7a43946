import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divergingTable, inkOn, parseColour, scaleOf, stepOf, STEPS } from "@/charts/colours";
import { stretches, underWater } from "@/charts/drawdown";
import { axesOf, cellAt, gridOf, moveTo, peakOf, plateauOf, type GridPoint } from "@/charts/grid";
import { histogram, roundWidth } from "@/charts/histogram";
import { axesFor, lineThrough, passes } from "@/charts/parallel";
import { bandsOf, middleOf, quantile } from "@/charts/quantiles";
import { formatDuration, formatInterval, formatPlain, formatShare, shortHash, toUs } from "@/format/figures";
import { formatNumber } from "@/format/numbers";

describe("figures of results", () => {
  it("durations in two units", () => {
    expect([45, 720, 12_000, 187_200, null].map((s) => formatDuration(s))).toEqual(["45s", "12m", "3h 20m", "2d 4h", "-"]);
  });

  it("shares never claim certainty they do not have", () => {
    expect([0, 0.0004, 0.42, 0.9996, 1, null].map((s) => formatShare(s))).toEqual(["0.0%", "<0.1%", "42.0%", ">99.9%", "100.0%", "-"]);
  });

  it("intervals need both ends", () => {
    expect(formatInterval([1, 2], (v) => formatNumber(v, 1))).toBe("1.0 to 2.0");
    expect(formatInterval([null, 2], (v) => formatNumber(v, 1))).toBe("-");
  });

  it("plain numbers keep what matters", () => {
    expect([0, 0.000123, 1.5, 123.456, 12_345.6, -0.25, 2e-9].map(formatPlain)).toEqual(["0", "0.000123", "1.50", "123.5", "12,346", "\u22120.25", "2.00e\u22129"]);
  });

  it("times and hashes that are none are unknown", () => {
    expect([toUs("2026-01-01T00:00:00Z"), toUs("soon"), toUs(null)]).toEqual([1_767_225_600_000_000, null, null]);
    expect([shortHash("sha256:0123456789abcdef"), shortHash("")]).toEqual(["0123456789ab", "-"]);
  });
});

describe("drawdown", () => {
  it("is measured from the highest value so far", () => {
    expect(underWater([100, 110, 99, 121]).map((v) => Math.round(v))).toEqual([0, 0, -10, 0]);
  });

  it("stretches run from peak to recovery, deepest first", () => {
    const found = stretches([100, 90, 100, 120, 60, 80, 70], 3);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ peak: 3, deepest: 4, end: 6, isOver: false });
    expect(found[1]).toMatchObject({ peak: 0, deepest: 1, end: 2, isOver: true });
  });

  it("is never above 0", () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (values) => underWater(values).every((v) => v <= 0 && v >= -100)));
  });
});

describe("colours of a heat map", () => {
  const table = divergingTable([255, 0, 0], [100, 100, 100], [0, 0, 255]);

  it("run from one end over grey to the other", () => {
    expect([...table.slice(0, 3)]).toEqual([255, 0, 0]);
    expect([...table.slice(-3)]).toEqual([0, 0, 255]);
  });

  it("never show a loss in the colour of a gain, also where everything lost", () => {
    expect(scaleOf([-1, null, 3], 0)).toEqual({ low: -1, middle: 0, high: 3 });
    const lost = scaleOf([-9, -8, -5], 0)!;
    expect([-9, -8, -5].map((value) => stepOf(value, lost)).every((step, i, all) => step < STEPS / 2 && step >= (all[i - 1] ?? 0))).toBe(true);
    fc.assert(fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
      const scale = scaleOf(values, 0)!;
      for (const value of values) expect(value < 0 ? stepOf(value, scale) <= STEPS / 2 : stepOf(value, scale) >= STEPS / 2 - 1).toBe(true);
    }));
  });

  it("have the median in the middle where nothing is neutral", () => {
    expect(scaleOf([1, 2, 9], null)).toEqual({ low: 1, middle: 2, high: 9 });
    expect(scaleOf([null], 0)).toBeNull();
  });

  it("order follows value", () => {
    const scale = { low: -1, middle: 0, high: 3 };
    fc.assert(fc.property(fc.double({ min: -2, max: 4, noNaN: true }), fc.double({ min: -2, max: 4, noNaN: true }), (a, b) => {
      const [low, high] = [stepOf(Math.min(a, b), scale), stepOf(Math.max(a, b), scale)];
      return low <= high && low >= 0 && high < STEPS;
    }));
    expect([stepOf(-1, scale), stepOf(3, scale)]).toEqual([0, STEPS - 1]);
    expect(stepOf(5, { low: 5, middle: 5, high: 5 })).toBe(128);
  });

  it("are read from style sheets, and carry readable text", () => {
    expect([parseColour("#0f8"), parseColour("#5aa2ff"), parseColour("rgb(1, 2, 3)"), parseColour("?")]).toEqual([[0, 255, 136], [90, 162, 255], [1, 2, 3], [136, 136, 136]]);
    expect([inkOn([255, 255, 255]), inkOn([10, 20, 60])]).toEqual(["#000000", "#ffffff"]);
  });
});

describe("the grid of a sweep", () => {
  const points: GridPoint[] = [];
  for (const fast of [5, 10, 20]) for (const slow of [50, 100]) for (const on of [1, 2]) {
    points.push({ params: { fast, slow, on }, value: fast === 20 && slow === 100 ? null : fast + slow / 10 + on, trades: fast });
  }

  it("has the parameter with most values first", () => {
    expect(axesOf(points)).toEqual(["fast", "slow", "on"]);
  });

  it("averages what lies off its axes and keeps unknown cells", () => {
    const grid = gridOf(points, "fast", "slow");
    expect([grid.xs, grid.ys, grid.cells.length]).toEqual([[5, 10, 20], [50, 100], 6]);
    expect(grid.cells[0]).toEqual({ value: 11.5, best: 12, sets: 2, trades: 5 });
    expect(grid.cells[5]?.value).toBeNull();
    expect(peakOf(grid)).toBe(2);
  });

  it("finds the plateau rather than the peak", () => {
    const values = [[0, 0, 0, 9], [0, 0, 0, 0], [5, 6, 5, 0], [5, 6, 5, 0]];
    const flat = values.flatMap((row, y) => row.map((value, x) => ({ params: { x, y }, value, trades: 50 })));
    const grid = gridOf(flat, "x", "y");
    expect(peakOf(grid)).toBe(3);
    expect(plateauOf(grid)).toMatchObject({ value: 6, neighbours: 5 });
    expect(plateauOf(grid)!.around).toBeCloseTo(32 / 6);
  });

  it("is read under the pointer from the bottom up, and by keys", () => {
    const grid = gridOf(points, "fast", "slow");
    expect(cellAt(grid, 1, 99, 300, 100)).toBe(0);
    expect(cellAt(grid, 299, 1, 300, 100)).toBe(5);
    expect(cellAt(grid, 301, 1, 300, 100)).toBeNull();
    expect([moveTo(grid, 0, "ArrowUp"), moveTo(grid, 0, "ArrowLeft"), moveTo(grid, 0, "End"), moveTo(grid, 4, "ArrowDown")]).toEqual([3, 0, 2, 1]);
  });
});

describe("parallel coordinates", () => {
  const axes = axesFor([{ name: "fast", values: [10, 20, 40] }, { name: "kind", values: ["b", "a"] }, { name: "score", values: [null, null] }], String);

  it("place numbers by size and words by order", () => {
    expect(lineThrough(axes, [20, "a", 1])).toEqual([[0, 1 / 3], [0.5, 0], null]);
    expect(axes.map(({ x }) => x)).toEqual([0, 0.5, 1]);
  });

  it("a brush keeps the lines that pass through it", () => {
    const line = lineThrough(axes, [20, "a", 1]);
    expect(passes(line, [{ axis: 0, low: 0.5, high: 0.2 }])).toBe(true);
    expect(passes(line, [{ axis: 0, low: 0.5, high: 0.9 }])).toBe(false);
    expect(passes(line, [{ axis: 2, low: 0, high: 1 }])).toBe(false);
  });
});

describe("a distribution", () => {
  it("has round bins with an edge at 0", () => {
    const bins = histogram([-3, -1, 0.5, 4, 9.99], 8);
    expect(bins.some(({ low }) => low === 0)).toBe(true);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(roundWidth(130, 24)).toBe(10);
  });

  it("counts every value once", () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { minLength: 1 }), (values) => {
      expect(histogram(values).reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    }));
    expect(histogram([])).toEqual([]);
    expect(histogram([5, 5])).toHaveLength(1);
  });
});

describe("a fan of curves", () => {
  it("has bands around a median", () => {
    const fan = { levels: [0.05, 0.25, 0.5, 0.75, 0.95], lines: [] };
    expect(bandsOf(fan).map(({ low, high, share }) => [low, high, Math.round(share * 100)])).toEqual([[0, 4, 90], [1, 3, 50]]);
    expect(middleOf(fan)).toBe(2);
  });

  it("quantiles lie between neighbours", () => {
    expect([quantile([1, 2, 3, 4], 0.5), quantile([7], 0.9), quantile([], 0.5)]).toEqual([2.5, 7, null]);
  });
});
