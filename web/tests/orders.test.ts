import { describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { actionOf } from "@/app/keyboard";
import { merged } from "@/live/orders";
import { ordersSearch } from "@/pages/orders/address";
import { dealtBy, stateTone, stateWord, told } from "@/pages/orders/order_words";
import { bodyOf, newTicket, problemsOf, typed } from "@/pages/orders/ticket_form";

const press = { key: "b", ctrl: false, meta: false, alt: false, shift: false, isTyping: false, before: null };

describe("the order ticket", () => {
  it("asks for nothing that was not typed", () => {
    expect(bodyOf(newTicket("EURUSD", "sell"), "paper-1", 0)).toEqual({
      account: "paper-1", symbol: "EURUSD", side: "sell", volume: "0.10", type: "market",
    });
  });

  it("gives a waiting order its price and its end", () => {
    const form = { ...newTicket("EURUSD", "buy"), type: "limit" as const, price: "1,1", stopLoss: " 1.09 ", minutes: "2" };
    expect(bodyOf(form, "paper-1", 1_000)).toEqual({
      account: "paper-1", symbol: "EURUSD", side: "buy", volume: "0.10", type: "limit", price: "1.1",
      stop_loss: "1.09", time_in_force: "specified", good_till: 120_001_000,
    });
  });

  it("sends no price with a market order, also when one is left from before", () => {
    expect(bodyOf({ ...newTicket("EURUSD", "buy"), price: "1.2", minutes: "5" }, "paper-1", 0)).not.toHaveProperty("price");
  });

  it("reads a decimal comma and leaves everything else to the gateway", () => {
    expect(typed("0,25")).toBe("0.25");
    expect(typed("1,234.5")).toBe("1,234.5");
    expect(typed(" abc ")).toBe("abc");
  });

  it("shows each problem at its field, and what belongs to none apart", () => {
    const errors = [{ path: "/volume", code: "invalid:volume", message: "volume: 0 is not usable", severity: "error", hint: "" }];
    const base = { code: "invalid:order", title: "", detail: "d", hint: "h", status: 422 };
    expect(problemsOf(new Problem({ ...base, errors }))).toEqual({ volume: "volume: 0 is not usable" });
    expect(problemsOf(new Problem(base))).toEqual({ "": "d h" });
    expect(problemsOf(null)).toEqual({});
  });
});

describe("states in words", () => {
  it("says unknown as unknown, with what happens next", () => {
    expect(stateTone("unknown")).toBe("unknown");
    expect(told({ state: "unknown" })).toMatch(/may or may not have been done.*nothing is sent again/i);
    expect(told({ state: "unknown", detail: "no answer", retcode: 10012, next: "It is looked up." })).toBe("no answer (code 10012). It is looked up.");
  });

  it("gives the broker's words with its code, and no code where all went well", () => {
    expect(told({ state: "rejected", detail: "the market is closed", retcode: 10018 })).toBe("the market is closed (code 10018)");
    expect(told({ state: "filled", reason: "done", retcode: 10009 })).toBe("");
    expect(stateWord("something_new")).toBe("something new");
    expect(stateTone("something_new")).toBe("unknown");
  });
});

describe("why a deal happened", () => {
  it("tells hand, strategy, terminal and the broker's own stops apart", () => {
    const by = (reason: string, part: object = {}) => dealtBy({ reason, ...part });
    expect([by("expert", { order_id: "o" }), by("expert", { deployment: "d" }), by("client"), by("expert"), by("stop_loss"), by("stop_out")]).toEqual([
      "by hand", "strategy", "by hand in the terminal", "another program", "stop loss", "stop-out",
    ]);
  });
});

describe("the history", () => {
  const row = (id: string, state: string, ts: number, symbol = "EURUSD") => ({ order_id: id, account: "a", symbol, state, ts });

  it("takes what was heard over what was read, newest first", () => {
    const heard = new Map([["1", row("1", "filled", 5)], ["9", { ...row("9", "filled", 6), account: "other" }]]);
    expect(merged([row("1", "unknown", 3), row("2", "filled", 4)], heard, { account: "a" }).map((one) => [one.order_id, one.state])).toEqual([["1", "filled"], ["2", "filled"]]);
  });

  it("holds its filters against both", () => {
    const heard = new Map([["1", row("1", "filled", 5)]]);
    expect(merged([row("1", "unknown", 3), row("2", "unknown", 4, "XAUUSD")], heard, { account: "a", state: "unknown" }).map((one) => one.order_id)).toEqual(["2"]);
    expect(merged([row("2", "unknown", 4, "XAUUSD")], heard, { account: "a", symbol: "EURUSD" }).map((one) => one.order_id)).toEqual(["1"]);
  });
});

describe("the address of the page", () => {
  it("keeps what it knows and nothing else", () => {
    expect(ordersSearch({ view: "deals", state: "unknown", symbol: "EURUSD", side: "buy", other: 1 })).toEqual({ view: "deals", state: "unknown", symbol: "EURUSD", side: "buy" });
    expect(ordersSearch({ view: "x", state: 3, side: "hold" })).toEqual({ view: undefined, state: undefined, symbol: undefined, side: undefined });
  });
});

describe("keys for orders", () => {
  it("open the ticket and never send", () => {
    expect(actionOf(press)).toEqual({ do: "ticket", side: "buy" });
    expect(actionOf({ ...press, key: "s" })).toEqual({ do: "ticket", side: "sell" });
    expect(actionOf({ ...press, isTyping: true })).toBeNull();
    expect(actionOf({ ...press, before: "g" })).toEqual({ do: "page", path: "/lab" });
    expect(actionOf({ ...press, key: "o", before: "g" })).toEqual({ do: "page", path: "/orders" });
  });
});
