import fc from "fast-check";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { header } from "./lab_header";
import { variantBody } from "@/api/lab";
import * as wire from "@/api/lab_wire";
import type { Flag, Trade } from "@/api/result";
import { overlay } from "@/charts/overlay";
import { nearestDot, placeDots } from "@/charts/scatter";
import { barAt, distance, place, type TradeMark } from "@/charts/trade_marks";
import { toReport } from "@/live/job_wire";
import type { JobReport } from "@/live/jobs";
import { percent, together } from "@/pages/lab/comparison";
import { sumOf } from "@/pages/lab/costs_panel";
import { differences } from "@/pages/lab/differences";
import { settingRows } from "@/pages/lab/document_tab";
import { nearestTrade } from "@/pages/lab/equity_panel";
import { Flags } from "@/pages/lab/flags";
import { SEARCH_START } from "@/pages/lab/form_store";
import { chooseAxes, summarise as heatWords } from "@/pages/lab/heat_panel";
import { gridOf } from "@/charts/grid";
import { KeyFigures } from "@/pages/lab/key_figures";
import { progressWords } from "@/pages/lab/progress";
import { entryReason, exitReason, refusalReason } from "@/pages/lab/reasons";
import { searchOf } from "@/pages/lab/search";
import { bySession } from "@/pages/lab/sessions";
import { toRow } from "@/pages/lab/trade_rows";
import { joined } from "@/pages/lab/use_bars";
import { open as openFindings } from "@/pages/lab/use_checked";
import { spansOf, WindowsPanel } from "@/pages/lab/windows_panel";
import { Outcome, summarise as walkWords } from "@/pages/lab/walk_forward_page";

const MINUTE = 60_000_000;

describe("trades on bars", () => {
  const times = [0, 1, 2, 4, 5].map((i) => i * MINUTE);
  const trade = (id: number, from: number, to: number | null): TradeMark => ({
    id, side: "buy", openUs: from * MINUTE, closeUs: to === null ? null : to * MINUTE, priceOpen: 1, priceClose: 2, stop: null, target: null, net: 1, label: "",
  });

  it("lie on the bar that holds their moment, also in a gap", () => {
    expect([-1, 0, 1.5, 3, 9].map((i) => barAt(times, i * MINUTE))).toEqual([-1, 0, 1, 2, 4]);
    fc.assert(fc.property(fc.integer({ min: 0, max: 8 * MINUTE }), (us) => barAt(times, us) === times.findLastIndex((time) => time <= us)));
  });

  it("are left out when none of their bars is shown", () => {
    const placed = place([trade(1, 1.2, 4.5), trade(2, 7, 8), trade(3, -9, -8), trade(4, 4, null)], times, MINUTE);
    expect(placed.map(({ id, from, to }) => [id, from, to])).toEqual([[1, 1, 3], [4, 3, 4]]);
    expect(place([trade(1, 1, 2)], [], MINUTE)).toEqual([]);
  });

  it("are found near their line, not beyond its ends", () => {
    expect([distance(5, 3, 0, 0, 10, 0), distance(13, 4, 0, 0, 10, 0), distance(3, 4, 0, 0, 0, 0)]).toEqual([3, 5, 5]);
  });
});

describe("windows of bars", () => {
  const bars = (...time: number[]) => ({ time, open: time, high: time, low: time, close: time });

  it("join without a bar twice", () => {
    expect(joined(bars(1, 2, 3), bars(3, 4)).time).toEqual([1, 2, 3, 4]);
    expect(joined(bars(1, 2), bars(1, 2)).time).toEqual([1, 2]);
    expect(joined(bars(), bars(1)).close).toEqual([1]);
  });
});

describe("curves on one axis", () => {
  it("carry on between their points and end where they end", () => {
    const { time, lines } = overlay([{ time: [1, 3], values: [10, 30] }, { time: [2, 4], values: [5, 6] }]);
    expect(time).toEqual([1, 2, 3, 4]);
    expect(lines).toEqual([[10, 10, 30, null], [null, 5, 5, 6]]);
  });

  it("begin at 0 percent", () => {
    expect(percent([200, 220, 190]).map((value) => Math.round(value))).toEqual([0, 10, -5]);
    expect(percent([])).toEqual([]);
  });
});

describe("dots", () => {
  it("stay inside the picture and are found by the pointer", () => {
    const placed = placeDots([{ id: 1, x: 0, y: -5, isUp: false }, { id: 2, x: 10, y: 5, isUp: true }], 300, 200);
    for (const { px, py } of placed.dots) expect(px >= 0 && px <= 300 && py >= 0 && py <= 200).toBe(true);
    const [first] = placed.dots;
    expect(nearestDot(placed, first!.px + 2, first!.py, 12)).toBe(1);
    expect(nearestDot(placed, 150, 10, 12)).toBeNull();
  });
});

const trade = (change: Partial<Trade>): Trade => ({
  id: 1, side: "buy", volume: "0.10", symbol: "EURUSD", time_open: "2026-01-05T10:00:00Z", price_open: "1.1", time_close: "2026-01-05T11:00:00Z", price_close: "1.2", stop_loss: null, take_profit: null,
  profit: "10.00", commission: "-0.70", swap: "0.00", net: "9.30", points: 10, planned_r: null, achieved_r: null, result_r: null, mfe: null, mae: null, mfe_money: null, mae_money: null, bars_held: 60,
  entry_reason: "signal", exit_reason: "take_profit", decision_time: null, ...change,
});
const rows = [trade({ id: 1 }), trade({ id: 2, time_open: "2026-01-06T15:30:00Z", time_close: "2026-01-06T16:00:00Z", net: "-4.00", profit: "-3.30" })].map(toRow);

describe("trades by time", () => {
  it("the one that was open, else the last one before", () => {
    const at = (text: string) => nearestTrade(rows, Date.parse(text) * 1_000)?.id;
    expect([at("2026-01-05T10:30:00Z"), at("2026-01-05T20:00:00Z"), at("2026-01-06T15:45:00Z"), at("2026-01-01T00:00:00Z")]).toEqual([1, 1, 2, 1]);
  });

  it("are counted in the hour and on the weekday of their entry", () => {
    const { hours, weekdays } = bySession(rows, "utc");
    expect(hours[10]).toMatchObject({ trades: 1, won: 1, net: 9.3 });
    expect(hours[15]).toMatchObject({ trades: 1, won: 0, net: -4 });
    expect(weekdays.map(({ trades }) => trades)).toEqual([1, 1, 0, 0, 0, 0, 0]);
  });

  it("costs stand apart and add up", () => {
    expect([sumOf(rows, "profit"), sumOf(rows, "commission"), sumOf(rows, "swap"), sumOf(rows, "net")]).toEqual(["6.70", "-1.40", "0.00", "5.30"]);
  });
});

describe("comparison", () => {
  it("says what differs, by its path, and nothing else", () => {
    const found = differences([header({ settings: { spread: { mode: "recorded" } } }), header({ settings: { spread: { mode: "fixed", points: 12 } } })]);
    expect(found).toEqual([
      { name: "settings / spread / mode", values: ["recorded", "fixed"] }, { name: "settings / spread / points", values: ["-", "12"] },
    ]);
    expect(differences([header({}), header({})])).toEqual([]);
  });

  it("says what speaks against several runs once", () => {
    const flag = (severity: Flag["severity"], message: string): Flag => ({ code: "c", severity, message });
    expect(together([[flag("warning", "few"), flag("info", "note")], [flag("warning", "few")]])).toEqual([{ code: "c", severity: "warning", message: "A, B: few" }]);
  });
});

describe("findings of a pasted document", () => {
  const finding = (code: string) => ({ path: "/x", code, message: "", severity: "need", hint: "" });

  it("leave out what the form says itself", () => {
    const found = ["need:symbols", "need:timeframe", "need:sizing", "invalid:param"].map(finding);
    expect(openFindings(found, { sizing: "document" }).map(({ code }) => code)).toEqual(["need:sizing", "invalid:param"]);
    expect(openFindings(found, { sizing: "fixed_lots" }).map(({ code }) => code)).toEqual(["invalid:param"]);
  });
});

describe("the search", () => {
  const parameters = [{ name: "fast", start: "20", range: "10..50 step 10", min: 10, max: 50 }, { name: "slow", start: "90", range: "", min: null, max: null }];

  it("makes a request, days for windows", () => {
    expect(searchOf("walk_forward", { ...SEARCH_START, ranges: { slow: "60, 90" } }, parameters)).toMatchObject({
      problems: {}, sets: 10, body: { space: { fast: { min: 10, max: 50, step: 10 }, slow: [60, 90] }, scheme: "rolling", in_sample: "60d", out_of_sample: "20d" },
    });
  });

  it("says what is wrong, and how much is too much", () => {
    expect(searchOf("sweep", { ...SEARCH_START, ranges: { fast: "some" } }, parameters)).toMatchObject({ body: null, sets: null, problems: { "ranges.fast": expect.stringContaining("some") } });
    expect(searchOf("sweep", { ...SEARCH_START, ranges: { slow: "1..9000000" } }, parameters).problems.method).toContain("too many");
    expect(searchOf("sweep", { ...SEARCH_START, ranges: { fast: "5..50" } }, parameters).problems["ranges.fast"]).toBe("The document allows 10 to 50");
    expect(searchOf("sweep", { ...SEARCH_START, method: "random", trials: "x" }, parameters).problems.trials).toContain("whole number");
    expect(searchOf("sweep", SEARCH_START, []).body).toBeNull();
  });
});

describe("words", () => {
  const job = (change: Partial<JobReport>): JobReport => ({ job: "j", kind: "sweep", state: "running", result: null, label: "", done: 1_200, total: 8_000, ratePerS: 340, leftS: 26, unit: "sets", detail: "", createdUs: null, atUs: 0, ...change });

  it("of progress: how far, how fast, how long", () => {
    expect(progressWords(job({}))).toBe("1,200 of 8,000 sets, 340/s, 0:26 left");
    expect(progressWords(job({ total: null, ratePerS: null, leftS: null }))).toBe("1,200 sets");
    expect(progressWords(job({ state: "failed", detail: "no bars" }))).toBe("no bars");
    expect(progressWords(job({ state: "queued" }))).toBe("waiting for a worker");
  });

  it("of reasons; unknown ones are shown as they are", () => {
    expect([entryReason("signal"), exitReason("stop_loss"), refusalReason("stop_too_near"), exitReason("new_word")]).toEqual([
      "All entry conditions were true at the close of the bar before.", "The price touched the stop.", "the stop was nearer than the broker allows", "new word",
    ]);
  });

  it("of settings, one line each", () => {
    const settings = { commission: { mode: "per_lot", amount: "3.5", minimum: null }, spread: { mode: "minute_of_week", by_minute: Array(10_080).fill(1) }, warm_up_bars: null };
    expect(settingRows(settings, { road: "reference", road_reason: "it trails", warm_up_bars: 250 })).toEqual([
      ["Road", "reference: it trails"], ["Warm-up", "250 bars needed"], ["Commission", "per lot, amount 3.5"], ["Spread", "minute of week, by minute 10080 values"], ["Warm up bars", "-"],
    ]);
  });

  it("of the bars that were read before the range, and of longer ones", () => {
    const header = { road: "event", warm_up_bars: 1_001, history_bars: 5_000, history_from: "2016-02-01T00:00:00Z", longer_bars: { D1: "folded" } };
    expect(settingRows({}, header)).toEqual([
      ["Road", "event"], ["Warm-up", "1,001 bars needed; 5,000 read before the range, from 2016-02-01 on"], ["D1 bars", "folded"],
    ]);
  });

  it("of a heat map: peak and neighbourhood", () => {
    const points = [1, 2, 3].flatMap((x) => [1, 2].map((y) => ({ params: { x, y }, value: x * y, trades: 40 })));
    expect(heatWords(gridOf(points, "x", "y"), "Net profit")).toContain("Best: x 3, y 2: net profit 6, 40 trades.");
    expect(chooseAxes(points, "y", "nonsense")).toEqual({ x: "y", y: "x", all: ["x", "y"] });
    expect(chooseAxes([], undefined, undefined)).toBeNull();
  });

  it("of a walk-forward", () => {
    const window = { number: 1, inFromUs: 0, inToUs: 60, outFromUs: 60, outToUs: 80, params: {}, inScore: 1, outScore: 1, inProfit: "5", outProfit: "-1", outTrades: 3, heldOut: [], rank: null };
    const windows = [window, { ...window, number: 2, inFromUs: 20, outToUs: 100, outProfit: "4" }, { ...window, outProfit: null }];
    expect(walkWords({ windows, stitched: { timeS: [0, 1], equity: [100, 103] }, efficiency: 0.41, currency: "USD" })).toContain("1 of 2 windows made money");
    expect(spansOf(windows)[0]).toMatchObject({ inLeft: 0, inWidth: 60, outLeft: 60, outWidth: 20, isUp: false });
    expect(spansOf(windows)[2]?.isUp).toBeNull();
  });

  it("of a window in which nothing was chosen", () => {
    const window = wire.walkForward({
      ...WALK, windows: [{ number: 1, in_from: null, in_to: null, out_from: null, out_to: null, params: null, in_score: null, out_score: null, in_profit: null, out_profit: null, out_trades: 0, held_out: [], rank: null }],
    });
    render(<WindowsPanel walk={window} />);
    const cells = screen.getAllByRole("cell").map((cell) => cell.textContent);
    expect(cells.slice(-5)).toEqual(["-", "- to -", "-", "0", "-"]);
  });
});

const WALK = {
  mode: "demo", id: "w", job: "j", state: "done", name: "EMA", symbol: "EURUSD", timeframe: "M1", currency: "USD", created_at: 1, detail: "", scheme: "rolling", objective: "net_profit",
  trials: 4, done: 4, equity: null, statistics: {}, efficiency: null, honesty: null, digest: null, command: "", request: {},
} as const;

describe("answers of the gateway", () => {
  const job = { job: "j", kind: "sweep", state: "running", result: "s", label: "EMA", done: 3, unit: "sets", created_at: 1, at: 2 } as const;
  const head = { id: "b", job: "j", state: "running", name: "EMA", symbol: "EURUSD", timeframe: "M1", currency: "USD", created_at: 1, detail: "" } as const;

  it("a job says the same by socket and by REST", () => {
    expect(toReport(job)).toEqual(toReport({ ...job, total: null, rate_per_s: null, left_s: null, detail: "" }));
    expect(toReport(job)).toMatchObject({ done: 3, total: null, createdUs: 1, atUs: 2, result: "s" });
  });

  it("unknown figures stay unknown", () => {
    const run = wire.storedRun({ ...head, kind: "backtest", net_profit: null, total_trades: null, trials: null });
    expect([run.netProfit, run.trades]).toEqual([null, null]);
    expect(wire.backtest({ ...head, mode: "demo", request: {}, result: null }).result).toBeNull();
    expect(wire.variant({ number: 1, params: { fast: 3 }, objective: null, statistics: {}, error: "", backtest: null })).toMatchObject({ objective: null, trades: null });
  });

  it("data says how good it is, as far as it was counted", () => {
    const series = { venue: "demo", symbol: "EURUSD", timeframe: "M1", source: "recorded", bars: 5, from: "2026-01-01T00:00:00Z", to: null, digits: 5 } as const;
    expect(wire.testable({ ...series, quality: { gaps: 2, spikes: 0, duplicates: null } })).toMatchObject({ fromUs: 1_767_225_600_000_000, toUs: null, notes: ["2 gaps"] });
    const both = [{ ...series, quality: {} }, { ...series, source: "imported" as const, bars: 9, quality: {} }].map(wire.testable);
    expect(wire.chosenOf([...both].reverse())).toEqual(wire.chosenOf(both));
    expect(wire.chosenOf(both)).toMatchObject([{ source: "imported", bars: 9 }]);
  });
});

describe("a set of a sweep", () => {
  const sweep = { symbol: "EURUSD", timeframe: "H1", fromUs: 0, toUs: null };
  const settings = { server_clock: "GMT+2" };

  it("runs the document of the sweep, whatever its strategy has become", () => {
    const document = { entry: {} };
    const body = variantBody({ ...sweep, request: { strategy: "ema", document, settings } }, { fast: 9 });
    expect(body).toEqual({ document, symbol: "EURUSD", timeframe: "H1", from: "1970-01-01T00:00:00.000Z", to: undefined, sizing: undefined, settings, params: { fast: 9 } });
    expect(variantBody({ ...sweep, request: { strategy: "ema" } }, {})).toHaveProperty("strategy", "ema");
  });
});

describe("a cross-validation on the page", () => {
  const one = { number: 1, in_from: null, in_to: null, out_from: null, out_to: null, params: { fast: 4 }, in_score: 2, out_score: 1, in_profit: 20, out_profit: 5, out_trades: 12, held_out: [1, 2], rank: 0.25 };
  const flag = { code: "overfitting", severity: "warning", message: "it was chosen by luck" } as const;
  const purged = (change: object = {}) => wire.walkForward({
    id: "w", job: "", mode: "demo", state: "done", name: "EMA", symbol: "EURUSD", timeframe: "M15", currency: "USD", created_at: 1, detail: "", request: {}, scheme: "purged",
    objective: "profit_factor", trials: 4, done: 4, windows: [one, { ...one, number: 2, held_out: [1, 3], out_profit: -3, rank: 0.75 }], equity: null, statistics: { total_trades: 12, net_profit: "1.00" },
    efficiency: null, honesty: { trials: 4, probabilistic_sharpe: 0.91, deflated_sharpe: 0.22, pbo: 0.6, flags: [flag] }, digest: "d", command: "", ...change,
  });

  it("says how much may be luck, and what speaks against it first", () => {
    render(<Outcome walk={purged()} isRunning={false} />);
    expect(screen.getByTestId("lab-flags")).toHaveTextContent("it was chosen by luck");
    const honesty = screen.getByTestId("lab-honesty");
    for (const share of ["tried4", "91.0%", "22.0%", "60.0%"]) expect(honesty).toHaveTextContent(share);
  });

  it("shows the parts held out and the rank there, and waits for no curve", () => {
    render(<Outcome walk={purged()} isRunning={false} />);
    expect(screen.queryByText("Not yet")).toBeNull();
    const [, first] = screen.getAllByRole("row");
    expect(first).toHaveTextContent("1, 2");
    expect(first).toHaveTextContent("0.25");
    expect(screen.getByTestId("lab-parts").querySelectorAll(".bg-raised.flex-1")).toHaveLength(2);
    expect(screen.getByTestId("lab-purged-words")).toHaveTextContent("in 1 of 2 choices, and was among the better half there in 1");
  });

  it("a walk-forward that ended without a curve waits for none either", () => {
    render(<Outcome walk={purged({ scheme: "rolling", state: "failed", windows: [], honesty: null, statistics: {} })} isRunning={false} />);
    expect(screen.queryByText("Not yet")).toBeNull();
  });
});

describe("a result on the page", () => {
  it("what speaks against it comes heaviest first, in words", () => {
    render(<Flags flags={[{ code: "a", severity: "info", message: "gaps" }, { code: "b", severity: "danger", message: "luck" }]} />);
    expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["Danger: luck", "Note: gaps"]);
  });

  it("few trades: a warning stands where the ratio would", () => {
    render(<KeyFigures result={{ statistics: { total_trades: 4, sharpe_ratio: 3, profit_factor: 9, net_profit: "12.00", initial_deposit: "1000.00" }, intervals: {} }} currency="USD" />);
    expect(screen.getByTestId("lab-figure-sharpe_ratio")).toHaveTextContent("-");
    expect(screen.getAllByText("only 4 trades").length).toBeGreaterThan(1);
    expect(screen.getByTestId("lab-figure-net_profit")).toHaveTextContent("+12.00");
    expect(screen.getByText("1.2% of deposit")).toBeVisible();
  });
});
