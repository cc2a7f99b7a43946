import { fireEvent, render, screen } from "@testing-library/react";
import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import { KillSwitch } from "@/app/kill_switch";
import { formatReading } from "@/format/numbers";
import { bySection } from "@/pages/live/deployment_card";
import { inOrder } from "@/pages/live/algo_panel";
import { summarise } from "@/pages/live/chart_table";
import { errorState, stateOf } from "@/pages/live/panel_states";
import { parseSizing } from "@/pages/live/sizing";
import { SignedFigure } from "@/ui/figures";
import { Light } from "@/ui/light";
import { Panel, READY } from "@/ui/panel";

describe("a panel", () => {
  const show = (state: Parameters<typeof Panel>[0]["state"]) => render(<Panel title="Deals" state={state}>rows</Panel>);

  it("has a name", () => {
    show(READY);
    expect(screen.getByRole("region", { name: "Deals" })).toHaveTextContent("rows");
  });

  it("loading: says so and shows no rows", () => {
    show({ kind: "loading" });
    expect(screen.getByRole("status")).toHaveTextContent("Loading");
    expect(screen.queryByText("rows")).toBeNull();
  });

  it("empty: what it is and why", () => {
    show({ kind: "empty", what: "No deals yet", why: "Nothing was executed." });
    expect(screen.getByText("No deals yet")).toBeVisible();
    expect(screen.getByText("Nothing was executed.")).toBeVisible();
  });

  it("error: code, hint and another try", () => {
    const retry = vi.fn();
    show({ kind: "error", fault: { code: "timeout", message: "It took too long", hint: "Wait.", diagnostics: "{}" }, retry });
    expect(screen.getByRole("alert")).toHaveTextContent("timeout");
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
  });

  it("stale: keeps what it had, hatched", () => {
    const { container } = show({ kind: "stale", since: "not connected" });
    expect(screen.getByText("rows")).toBeVisible();
    expect(screen.getByText("not connected")).toBeVisible();
    expect(container.querySelector(".hatched")).not.toBeNull();
  });

  it("no permission: which role, who can grant it", () => {
    show({ kind: "forbidden", role: "trader" });
    expect(screen.getByText(/trader.*administrator/)).toBeVisible();
  });
});

describe("a panel's state", () => {
  const problem = (status: number) => new Problem({ code: "c", status, title: "t", detail: "d", hint: "h" });
  const live = { state: "live", detail: "", since: 0 } as const;
  const lost = { state: "lost", detail: "", since: 0 } as const;
  const query = (error: unknown, isPending = false) => ({ error, isPending, refetch: vi.fn() });
  const empty = { kind: "empty", what: "w", why: "y" } as const;

  it("follows from the query and the connection", () => {
    expect(stateOf(query(null, true), live, false, empty).kind).toBe("loading");
    expect(stateOf(query(null), live, false, empty).kind).toBe("empty");
    expect(stateOf(query(null), live, true, empty).kind).toBe("ready");
    expect(stateOf(query(problem(503)), live, false, empty).kind).toBe("error");
    expect(stateOf(query(problem(503)), lost, true, empty).kind).toBe("stale");
    expect(errorState(problem(403), vi.fn()).kind).toBe("forbidden");
  });
});

describe("the kill switch", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("acts after a second of holding, not before", () => {
    const kill = vi.fn();
    render(<KillSwitch isBusy={false} onKill={kill} />);
    const button = screen.getByTestId("kill-switch");
    fireEvent.pointerDown(button, { button: 0 });
    act(() => void vi.advanceTimersByTime(900));
    fireEvent.pointerUp(button);
    act(() => void vi.advanceTimersByTime(2_000));
    expect(kill).not.toHaveBeenCalled();
    fireEvent.keyDown(button, { key: "Enter" });
    act(() => void vi.advanceTimersByTime(1_000));
    expect(kill).toHaveBeenCalledOnce();
  });
});

describe("figures", () => {
  it("show sign, arrow and colour together", () => {
    render(<SignedFigure value="-2.4" unit="USD" />);
    expect(screen.getByText(/2\.40/)).toHaveTextContent("\u2193\u22122.40USD");
    expect(screen.getByText(/2\.40/)).toHaveClass("text-down");
  });

  it("a light says in words what it shows", () => {
    render(<Light lit="not_warmed_up" />);
    expect(screen.getByText("not warmed up")).toBeInTheDocument();
  });

  it("values of conditions keep what matters", () => {
    expect([1.033904, 22.1161, 115.2, 10512.41, null].map(formatReading)).toEqual(["1.03390", "22.116", "115.20", "10512.4", "-"]);
  });
});

describe("the algo panel", () => {
  it("groups conditions by their part of the document", () => {
    const light = (path: string) => ({ path, text: path, truth: "true" as const });
    const groups = bySection([light("/entry/long/all/0"), light("/exit/short"), light("/entry/long/all/1")]);
    expect(groups.map(([title, lights]) => [title, lights.length])).toEqual([["Enter long", 2], ["Exit short", 1]]);
  });

  it("puts what runs first, newest first", () => {
    const status = (deployment: string, state: string, started_at: number) => ({ deployment, state, started_at }) as never;
    const { active, ended } = inOrder([status("a", "stopped", 9), status("b", "running", 1), status("c", "warming_up", 2)]);
    expect([...active, ...ended].map((one) => one.deployment)).toEqual(["c", "b", "a"]);
  });

  it("names field, value and what would be right for a bad size", () => {
    expect(parseSizing("document", "")).toEqual({ value: undefined });
    expect(parseSizing("risk_pct", "1.5")).toEqual({ value: { mode: "risk_pct", pct: 1.5 } });
    expect(parseSizing("fixed_lots", "-1")).toEqual({ problem: 'Fixed lots: "-1" is not a volume above 0, such as 0.10.' });
  });
});

describe("the chart in words", () => {
  it("is one sentence", () => {
    const bar = (open: number, close: number) => ({ time: 0, open, close, high: 2, low: 1, volume: 1 });
    expect(summarise({ symbol: "EURUSD", digits: 2 }, [bar(1.1, 1.2), bar(1.2, 1.5)])).toBe(
      "EURUSD rose from 1.10 to 1.50 over the last 2 bars, between 1.00 and 2.00.",
    );
    expect(summarise({ symbol: "EURUSD", digits: 2 }, [])).toBe("No bars of EURUSD yet.");
  });
});
