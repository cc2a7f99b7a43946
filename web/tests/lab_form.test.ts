import { describe, expect, it } from "vitest";
import { header } from "./lab_header";
import type { Asked } from "@/api/lab_types";
import { cannotHold, formOf } from "@/pages/lab/form_of";
import { restore } from "@/pages/lab/form_store";
import { moreTitle, requestOf, START, type RunForm } from "@/pages/lab/run_form";

describe("a result in the form", () => {
  const EVERYTHING: Partial<RunForm> = {
    params: { fast: "7" }, sizing: "risk_money", sizingAmount: "40", from: "2026-01-05", to: "2026-01-31",
    balance: "5000", currency: "EUR", leverage: "30", account: "netting", spread: "fixed", spreadPoints: "12", commission: "per_lot", commissionAmount: "7",
    swap: "interest_open", swapLong: "-5.1", swapShort: "1.2", tripleDay: "5", slippage: "2", intrabar: "drill_down", road: "reference", delay: "1",
    serverClock: "GMT+2/us", news: "ignored", conversionRate: "0.91", stopOut: "20", spreadMultiplier: "1.5", commissionMinimum: "0.5", slippageMost: "9", seed: "4", warmUp: "300",
  };
  const document = { name: "EMA", params: { fast: { default: 5 } }, entry: {} };
  const start: RunForm = { ...START, source: "document", document: JSON.stringify(document), symbol: "EURUSD", timeframe: "H1" };
  const bodyOf = (form: RunForm) => {
    const made = requestOf(form);
    if ("problems" in made) throw new Error(JSON.stringify(made.problems));
    return made.body;
  };
  /** What the backtester keeps of a request. */
  const askedOf = ({ from, to, ...rest }: ReturnType<typeof bodyOf>): Asked => ({
    ...(rest as unknown as Asked), from_time: from ? Date.parse(from) * 1_000 : null, to_time: to ? Date.parse(to) * 1_000 : null,
  });

  it("makes the same request again, params and every setting included", () => {
    const left = Object.entries(START).filter(([name, value]) => EVERYTHING[name as keyof RunForm] === value).map(([name]) => name);
    expect(left).toEqual([]);
    expect(Object.keys({ ...start, ...EVERYTHING }).sort()).toEqual(Object.keys({ source: 0, strategy: 0, document: 0, symbol: 0, timeframe: 0, ...EVERYTHING }).sort());
    const body = bodyOf({ ...start, ...EVERYTHING });
    const again = bodyOf({ ...START, ...formOf(askedOf(body), header({}), "") });
    expect(again).toEqual(body);
    expect(again.settings).toMatchObject({ server_clock: "GMT+2/us", warm_up_bars: 300, slippage: { points: 2, maximum_points: 9 }, stop_out_pct: "20" });
  });

  it("puts the document that was asked for into the form, not its bound form", () => {
    const form = formOf({ document, params: { fast: 9 }, settings: {} }, header({ document: { entry: {} } }), "EMA");
    expect([JSON.parse(form.document ?? ""), form.params]).toEqual([document, { fast: "9" }]);
    const old = formOf({ strategy: "ema", params: { fast: 9 } }, header({ document: { entry: {} } }), "EMA");
    expect([JSON.parse(old.document ?? ""), old.params]).toEqual([{ entry: {}, name: "EMA" }, {}]);
  });

  it("tests every day again; what the form cannot hold is said", () => {
    const form = formOf({}, header({ from: "2026-01-05T00:00:00Z", to: "2026-01-30T00:00:00Z" }), "");
    expect([form.from, form.to]).toEqual(["2026-01-05", "2026-01-30"]);
    const sized = formOf({ document, sizing: { mode: "risk_pct", pct: 1, of: "equity" } }, header({}), "");
    expect([sized.sizing, JSON.parse(sized.document ?? "").sizing]).toEqual(["document", { mode: "risk_pct", pct: 1, of: "equity" }]);
    expect(cannotHold({ from_time: Date.parse("2026-01-05T09:30:00Z") * 1_000, to_time: Date.parse("2026-01-06T00:00:00Z") * 1_000 })).toEqual({ from: expect.stringContaining("09:30") });
  });

  it("wrong values of folded fields are named, and the fold says so", () => {
    const made = requestOf({ ...start, serverClock: "my broker", seed: "x", slippage: "5", slippageMost: "3", conversionRate: "0", stopOut: "-1", warmUp: "1.5" });
    const problems = "problems" in made ? made.problems : {};
    expect(Object.keys(problems).sort()).toEqual(["conversionRate", "seed", "serverClock", "slippageMost", "stopOut", "warmUp"]);
    expect(moreTitle(start, problems)).toBe("More (a value is wrong)");
    expect([moreTitle(start, {}), moreTitle({ ...start, seed: "3" }, {})]).toEqual(["More", "More (1 not as usual)"]);
    for (const clock of ["UTC", "GMT+2", "GMT-5/us", "Europe/Athens", "America/New_York+7"]) expect(requestOf({ ...start, serverClock: clock })).toHaveProperty("body.settings.server_clock", clock);
  });

  it("is kept by the browser as far as it still fits", () => {
    expect(restore('{"mode":"sweep","form":{"symbol":"XAUUSD","balance":7,"old":"x"}}')).toEqual({ mode: "sweep", form: { ...START, symbol: "XAUUSD" } });
    expect(restore("{")).toEqual({ mode: "backtest", form: START });
  });
});
