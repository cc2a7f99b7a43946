import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Trade } from "@/api/result";
import { TRIAL_STATISTICS } from "@/contracts.gen";
import { hasEnded, inOrder, laterOf, shareOf, takeReports, type JobReport, type JobState } from "@/live/jobs";
import { backtestSearch, comparedIds, labSearch, sweepSearch, toggleCompared } from "@/pages/lab/address";
import { yearsOf } from "@/pages/lab/months";
import { parseDocument, requestOf, START, type RunForm } from "@/pages/lab/run_form";
import { countSets, parametersOf, parsePart } from "@/pages/lab/space";
import { bestOf, GROUPS, show, statistic } from "@/pages/lab/statistics";
// @ts-expect-error the stand-in is plain JavaScript
import { Lab } from "../dev/lab.mjs";
import { ALL_TRADES, filtered, fromUnits, netOf, nextSort, sorted, toRow, toUnits } from "@/pages/lab/trade_rows";

const report = (change: Partial<JobReport>): JobReport => ({
  job: "j-1", kind: "sweep", state: "running", result: null, label: "", done: 0, total: 100, ratePerS: null, leftS: null,
  unit: "sets", detail: "", createdUs: 1, atUs: 1, ...change,
});

describe("reports of a job", () => {
  it("an end is final, whatever comes late", () => {
    const ended = laterOf(report({ done: 40 }), report({ state: "cancelled", done: 41, atUs: 5 }));
    expect(laterOf(ended, report({ done: 90, atUs: 9 })).state).toBe("cancelled");
    expect(laterOf(ended, report({ state: "done", done: 100, atUs: 9 })).state).toBe("cancelled");
  });

  it("keep what an earlier one said and a later one leaves out", () => {
    const both = laterOf(report({ label: "EMA cross", result: "s-1" }), report({ done: 3, total: null, atUs: 2 }));
    expect(both).toMatchObject({ done: 3, label: "EMA cross", result: "s-1", total: 100 });
  });

  it("come to the same in any order, twice or not", () => {
    const states: JobState[] = ["queued", "running", "running", "running", "done"];
    const reports = states.map((state, i) => report({ state, done: i * 25, atUs: i + 1 }));
    const shuffled = fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2, maxLength: reports.length * 2 });
    fc.assert(fc.property(shuffled, (heard) => {
      const job = takeReports(new Map(), heard).get("j-1");
      expect(job).toMatchObject({ state: "done", done: 100 });
    }));
  });

  it("say how far it is, and nothing while the size is unknown", () => {
    expect(shareOf(report({ done: 25 }))).toBe(0.25);
    expect(shareOf(report({ total: null }))).toBeNull();
    expect(shareOf(report({ state: "done", total: null }))).toBe(1);
    expect(hasEnded("failed")).toBe(true);
  });

  it("stand with running work first, the newest first", () => {
    const jobs = [report({ job: "a", state: "done", createdUs: 9 }), report({ job: "b", state: "queued", createdUs: 2 }), report({ job: "c", createdUs: 1 })];
    expect(inOrder(takeReports(new Map(), jobs)).map(({ job }) => job)).toEqual(["c", "b", "a"]);
  });
});

describe("the address", () => {
  it("names runs once, four at most", () => {
    expect(comparedIds("a,b,,a, c,d,e")).toEqual(["a", "b", "c", "d"]);
    expect(labSearch({ compare: "a b;c" })).toEqual({ compare: undefined });
    expect(toggleCompared(["a", "b", "c", "d"], "e")).toEqual(["b", "c", "d", "e"]);
    expect(toggleCompared(["a", "b"], "a")).toEqual(["b"]);
  });

  it("leaves out what cannot be shown", () => {
    expect(backtestSearch({ tab: "statistics", trade: "7" })).toEqual({ tab: "statistics", trade: 7 });
    expect(backtestSearch({ tab: "nonsense", trade: -1 })).toEqual({ tab: undefined, trade: undefined });
    expect(backtestSearch({})).toEqual({ tab: undefined, trade: undefined });
    expect(sweepSearch({ x: "fast", y: "<b>", metric: 3 })).toEqual({ x: "fast", y: undefined, metric: undefined });
  });
});

describe("statistics", () => {
  const few = { total_trades: 12, sharpe_ratio: 3.1, net_profit: "120.50" };
  const many = { total_trades: 400, sharpe_ratio: 0.8123, profit_trades_pct: 48.25 };

  it("say a warning instead of a ratio with few trades", () => {
    expect(show(statistic("sharpe_ratio"), few)).toEqual({ text: "-", interval: "", spansZero: false, warning: "only 12 trades" });
    expect(show(statistic("net_profit"), few).text).toBe("+120.50");
  });

  it("have their interval beside them, win rates in percent", () => {
    expect(show(statistic("sharpe_ratio"), many, { sharpe_ratio: [-0.1, 1.7] })).toMatchObject({ text: "0.81", interval: "\u22120.10 to 1.70", spansZero: true });
    expect(show(statistic("profit_trades_pct"), many, { win_rate: [0.43, 0.53] }).interval).toBe("43.00% to 53.00%");
    expect(show(statistic("sharpe_ratio"), many, { sharpe_ratio: [null, 1] }).interval).toBe("");
  });

  it("are unknown as a dash, never 0", () => {
    expect(show(statistic("calmar_ratio"), many).text).toBe("-");
  });

  it("are named once each", () => {
    const names = GROUPS.flatMap((group) => group.statistics.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  it("of a set are those that a sweep keeps, in the stand-in too", () => {
    const [first] = (Lab as { prototype: { variants(): { statistics: object }[] } }).prototype.variants();
    expect(TRIAL_STATISTICS).toEqual(expect.arrayContaining(Object.keys(first!.statistics)));
  });

  it("know the better of several, and none where all are equal", () => {
    expect(bestOf([1, "3", null, 2], "high")).toBe(1);
    expect(bestOf([12, 4], "low")).toBe(1);
    expect(bestOf([2, 2], "high")).toBeNull();
    expect(bestOf([2, null], "high")).toBeNull();
    expect(bestOf([1, 2], null)).toBeNull();
  });
});

const trade = (change: Partial<Trade>): Trade => ({
  id: 1, side: "buy", volume: "0.10", symbol: "EURUSD", time_open: "2026-01-05T10:00:00Z", price_open: "1.1", time_close: "2026-01-05T11:00:00Z",
  price_close: "1.2", stop_loss: null, take_profit: null, profit: "10.00", commission: "-0.70", swap: "0.00", net: "9.30", points: 10,
  planned_r: null, achieved_r: null, result_r: null, mfe: null, mae: null, mfe_money: null, mae_money: null, bars_held: 60,
  entry_reason: "signal", exit_reason: "take_profit", decision_time: null, ...change,
});

describe("trades", () => {
  const rows = [trade({ id: 1 }), trade({ id: 2, net: "-4.10", side: "sell", exit_reason: "stop_loss", result_r: "-1" }), trade({ id: 3, net: "20.00", result_r: "2" })].map(toRow);

  it("sort either way; the unknown come last both times", () => {
    expect(sorted(rows, { key: "net", isDescending: true }).map(({ id }) => id)).toEqual([3, 1, 2]);
    expect(sorted(rows, { key: "r", isDescending: true }).map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(sorted(rows, { key: "r", isDescending: false }).map(({ id }) => id)).toEqual([2, 3, 1]);
    expect(nextSort({ key: "net", isDescending: true }, "net").isDescending).toBe(false);
  });

  it("are chosen by side, outcome and exit", () => {
    expect(filtered(rows, { ...ALL_TRADES, side: "sell" }).map(({ id }) => id)).toEqual([2]);
    expect(filtered(rows, { ...ALL_TRADES, outcome: "won", exit: "take_profit" }).map(({ id }) => id)).toEqual([1, 3]);
  });

  it("add up to the cent", () => {
    expect(netOf(rows)).toBe("25.20");
    expect(netOf([toRow(trade({ net: "0.1" })), toRow(trade({ net: "0.2" }))])).toBe("0.30");
    expect(netOf([toRow(trade({ net: "x" }))])).toBeNull();
    fc.assert(fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), (units) => toUnits(fromUnits(units)) === units));
    expect(toUnits("1.005")).toBeNull();
  });
});

describe("the months", () => {
  it("stand by year, compounded, with gaps where nothing was tested", () => {
    const [first, second] = yearsOf([
      { year: 2026, month: 2, return_pct: 10, profit: "1", trades: 3 }, { year: 2025, month: 12, return_pct: null, profit: null, trades: 0 },
      { year: 2026, month: 1, return_pct: "-10", profit: "-1", trades: 2 },
    ]);
    expect(first).toMatchObject({ year: 2025, returnPct: null });
    expect(second).toMatchObject({ year: 2026, trades: 5 });
    expect(second?.returnPct).toBeCloseTo(-1);
    expect(second?.months[5]).toBeNull();
  });
});

describe("the form of a run", () => {
  const form = (change: Partial<RunForm>): RunForm => ({ ...START, strategy: "ema", symbol: "EURUSD", ...change });

  it("makes a request; the last day is tested whole", () => {
    const made = requestOf(form({ from: "2026-01-01", to: "2026-01-31", sizing: "risk_pct", sizingAmount: "0.5", params: { fast: "20", slow: "" } }));
    expect(made).toMatchObject({
      body: {
        strategy: "ema", from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", sizing: { mode: "risk_pct", pct: 0.5 }, params: { fast: 20 },
        settings: { balance: "10000", leverage: 100, spread: { mode: "recorded" }, commission: { mode: "none" } },
      },
    });
  });

  it("names what is wrong at its field, all at once", () => {
    const made = requestOf(form({ strategy: "", balance: "-5", leverage: "1.5", from: "2026-02-01", to: "2026-01-01", params: { fast: "many" } }));
    expect(Object.keys("problems" in made ? made.problems : {}).sort()).toEqual(["balance", "leverage", "params.fast", "strategy", "to"]);
  });

  it("finds where pasted JSON breaks off", () => {
    expect(parseDocument('{"a": 1}')).toEqual({ document: { a: 1 } });
    expect(parseDocument("[1]")).toHaveProperty("problem", expect.stringContaining("begins with {"));
    expect(parseDocument('{\n "a": x}')).toHaveProperty("problem", expect.stringMatching(/line 2|breaks off/));
    expect(parseDocument("  ")).toHaveProperty("problem");
  });
});

describe("the space of a sweep", () => {
  it("is read as people write it", () => {
    expect(parsePart("10..50 step 5")).toEqual({ min: 10, max: 50, step: 5 });
    expect(parsePart("0.5 to 2 by 0.5")).toEqual({ min: 0.5, max: 2, step: 0.5 });
    expect(parsePart("10:14")).toEqual({ min: 10, max: 14, step: 1 });
    expect(parsePart("20, 5, 20")).toEqual([5, 20]);
    expect([parsePart("a, b"), parsePart("9..1"), parsePart("")]).toEqual([null, null, null]);
  });

  it("is counted, both ends included", () => {
    expect(countSets({ a: { min: 0, max: 1, step: 0.1 }, b: [1, 2] })).toBe(22);
  });

  it("begins with what the document declares", () => {
    const document = { params: { length: { default: 20, min: 10, max: 60, step: 5 }, level: { default: 30 } } };
    expect(parametersOf(document)).toEqual([
      { name: "length", start: "20", range: "10..60 step 5", min: 10, max: 60 }, { name: "level", start: "30", range: "", min: null, max: null },
    ]);
    expect(parametersOf({})).toEqual([]);
  });
});
