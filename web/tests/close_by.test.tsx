import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { orders } from "@/api/orders";
import type { Outcome } from "@/api/types";
import type { AccountMarked, PositionInfo } from "@/contracts.gen";
import { Dialogs } from "@/pages/orders/dialogs";
import { oppositesOf } from "@/pages/orders/positions_table";

const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>;
const position = (ticket: number, side: "buy" | "sell", volume: string, symbol = "EURUSD"): PositionInfo => ({
  ticket, symbol, side, volume, price_open: `1.1000${ticket}`, time: 0, price_current: "1.10000", profit: "0.00",
});
const account = (positions: PositionInfo[], commands: string[] | null = ["close", "close_by"]): AccountMarked => ({
  id: "a", ts: 0, seq: 1, ep: "e", at: 0, mode: "demo", account: "paper-1", currency: "USD", leverage: 100, balance: "1", equity: "1",
  floating: "0", margin: "0", margin_free: "1", positions, commands,
});

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("closing by an opposite position", () => {
  const [buy, sell, small, gold] = [position(1, "buy", "0.30"), position(2, "sell", "0.10"), position(3, "sell", "0.30"), position(4, "sell", "0.10", "XAUUSD")];

  it("is offered for opposite positions of the symbol, where the bridge knows how", () => {
    const held = account([buy, sell, small, gold]);
    expect(oppositesOf(buy, held).map(({ ticket }) => ticket)).toEqual([2, 3]);
    expect(oppositesOf(gold, held)).toEqual([]);
    expect(oppositesOf(buy, account([buy, sell], ["close"]))).toEqual([]);
    expect(oppositesOf(buy, null)).toEqual([]);
  });

  it("says what stays open before it is sent, and sends both tickets", async () => {
    const filled = { mode: "demo", order_id: "o", state: "filled", is_known: true, next: "", order: null, estimate: null } as Outcome;
    const send = vi.spyOn(orders, "closeBy").mockResolvedValue(filled);
    render(<Dialogs doing={{ what: "close_by", position: buy, others: [sell, small] }} account={null} accountName="paper-1" onClose={vi.fn()} />, { wrapper });
    expect(screen.getByText(/0\.20 lots of the buy stay open/)).toBeTruthy();
    fireEvent.click(screen.getByTestId("by-3"));
    expect(screen.getByText(/Nothing of either stays open/)).toBeTruthy();
    fireEvent.click(screen.getByTestId("dialog-send"));
    await waitFor(() => expect(send).toHaveBeenCalledWith("paper-1", 1, 3, expect.any(String)));
  });
});
