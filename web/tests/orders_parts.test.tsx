import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, renderHook, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { live } from "@/api/live";
import { Problem } from "@/api/problem";
import type { Outcome } from "@/api/types";
import { KillBanner } from "@/app/kill_banner";
import ReleaseDialog from "@/app/release_dialog";
import type { AccountMarked, DealMade } from "@/contracts.gen";
import { DealsTable } from "@/pages/orders/deals_table";
import { HaltsPanel } from "@/pages/connection/halts_panel";
import { OutcomeNote } from "@/pages/orders/outcome_note";
import { useSend, type Sending } from "@/pages/orders/use_send";

const outcome = (part: Partial<Outcome>): Outcome => ({ mode: "demo", order_id: "o-1", state: "unknown", is_known: false, next: "It is being looked up.", order: null, estimate: null, ...part });
const idle: Sending = { outcome: null, error: null, isBusy: false, send: vi.fn(), lookAgain: vi.fn(), reset: vi.fn() };
const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>;

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
});

describe("the outcome of an order", () => {
  it("is told as unknown with what happens next, and asking again sends nothing new", () => {
    const lookAgain = vi.fn();
    render(<OutcomeNote sending={{ ...idle, outcome: outcome({}), lookAgain }} />);
    expect(screen.getByRole("alert")).toHaveTextContent("may have been done, or not");
    expect(screen.getByRole("alert")).toHaveTextContent("It is being looked up.");
    fireEvent.click(screen.getByRole("button", { name: "Look again (sends nothing)" }));
    expect(lookAgain).toHaveBeenCalledOnce();
  });

  it("is told as refused in the broker's words with the code", () => {
    const error = new Problem({ code: "order.market_closed", title: "", detail: "the market is closed (code 10018)", hint: "nothing was traded", status: 422, order_id: "o-7" });
    render(<OutcomeNote sending={{ ...idle, error }} />);
    expect(screen.getByRole("alert")).toHaveTextContent("the market is closed (code 10018)");
    expect(screen.getByRole("alert")).toHaveAttribute("data-state", "refused");
  });

  it("is not told as a failure when the gateway is silent", () => {
    render(<OutcomeNote sending={{ ...idle, error: Problem.unreachable() }} />);
    expect(screen.getByRole("alert")).toHaveAttribute("data-state", "unknown");
    expect(screen.getByRole("alert")).toHaveTextContent("it may have been done, or not");
  });
});

describe("what halts the account", () => {
  const account = (halts: AccountMarked["halts"]): AccountMarked => ({
    id: "a", ts: 0, seq: 1, ep: "e", at: 0, mode: "live", account: "mt5-7", currency: "USD", leverage: 100, balance: "1", equity: "1", floating: "0",
    margin: "0", margin_free: "1", positions: [], ...(halts === undefined ? {} : { halts }),
  });

  it("is the bridge's list, with what ends each", () => {
    render(<HaltsPanel account={account([
      { cause: "autotrading_off", detail: "press the Algo Trading button", since: 1_763_700_000_000_000, ends_by_itself: true },
      { cause: "order_rate", detail: "more orders than the rate allows", since: 1_763_700_000_000_000 },
    ])} />);
    expect(screen.getByTestId("halt-autotrading_off")).toHaveTextContent("Ends by itself");
    expect(screen.getByTestId("halt-order_rate")).toHaveTextContent("tickloom-desk clear order_rate --by NAME --reason WHY");
  });

  it("is not shown while nothing does, or nothing is known", () => {
    const { container } = render(<><HaltsPanel account={account([])} /><HaltsPanel account={account(undefined)} /><HaltsPanel account={null} /></>);
    expect(container).toBeEmptyDOMElement();
  });
});

describe("the deals", () => {
  const deal = (ticket: number, entry: DealMade["entry"], profit: string): DealMade => ({
    id: `d${ticket}`, ts: 1_763_700_000_000_000, seq: ticket, ep: "e", at: 0, mode: "demo", account: "paper-1", ticket, symbol: "EURUSD", position: 1,
    side: "sell", entry, volume: "0.30", price: "1.10000", profit, commission: "0.00", swap: "0.00", balance: "10000.00", reason: "expert",
  });

  it("say what each did to its position, and a reversal its profit", () => {
    live.deals.take([deal(1, "in", "0.00"), deal(2, "in_out", "12.50"), deal(3, "out_by", "3.25")]);
    render(<DealsTable account="paper-1" symbol="EURUSD" />, { wrapper });
    const [, closedBy, turned, opened] = screen.getAllByRole("row").map((row) => row.textContent);
    expect(opened).toMatch(/in0\.30.*-/);
    expect(turned).toMatch(/in\/out0\.30.*12\.50/);
    expect(closedBy).toMatch(/out by0\.30.*3\.25/);
  });
});

describe("sending", () => {
  it("keeps its key until the outcome is known and takes a new one for a new order", async () => {
    const keys: string[] = [];
    const what = (key: string) => {
      keys.push(key);
      return Promise.resolve(outcome({}));
    };
    const { result } = renderHook(() => useSend(), { wrapper });
    act(() => result.current.send(what));
    await waitFor(() => expect(result.current.outcome).not.toBeNull());
    act(() => result.current.lookAgain());
    await waitFor(() => expect(keys).toHaveLength(2));
    act(() => result.current.send(what));
    await waitFor(() => expect(keys).toHaveLength(3));
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe("the kill switch's state", () => {
  const account = (kill: AccountMarked["kill"]): AccountMarked => ({
    id: "1", ts: 1, seq: 1, ep: "e", at: 1, mode: "demo", account: "paper-1", currency: "USD", leverage: 100, balance: "1", equity: "1",
    floating: "0", margin: "0", margin_free: "1", positions: [], kill,
  });

  it("stands on the page while it is on, with who and why, and nothing while it is off", async () => {
    live.account.set(account({ stage: "acknowledged", by: "admin", reason: "a drill", detail: "1 position left" }));
    render(<KillBanner />, { wrapper });
    const banner = await screen.findByTestId("kill-banner");
    expect(banner).toHaveTextContent("new orders are refused");
    expect(banner).toHaveTextContent("by admin; a drill; 1 position left");
    act(() => live.account.set(account({ stage: "off" })));
    await waitFor(() => expect(screen.queryByTestId("kill-banner")).toBeNull());
  });

  it("is released only with a reason and the typed word", async () => {
    const release = vi.spyOn(api, "releaseKill").mockResolvedValue({ mode: "demo", accounts: [], running: null });
    render(<ReleaseDialog account="paper-1" onClose={vi.fn()} />, { wrapper });
    const button = screen.getByTestId("release-send");
    expect(button).toBeDisabled();
    fireEvent.change(screen.getByTestId("release-reason"), { target: { value: "all is well" } });
    expect(button).toBeDisabled();
    fireEvent.change(screen.getByTestId("release-word"), { target: { value: "RELEASE" } });
    fireEvent.click(button);
    await waitFor(() => expect(release).toHaveBeenCalledWith("all is well", expect.any(String)));
    expect(await screen.findByText("The switch is off: orders pass again")).toBeInTheDocument();
  });
});
