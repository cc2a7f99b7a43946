/** A result that the engine made of real hourly bars, as it comes over the wire: the page must know all of it. */

import { readFileSync } from "node:fs";
import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { resultBody } from "@/api/lab_wire";
import type { EquityCurve, Trade } from "@/api/result";
import { toNumber } from "@/format/numbers";
import { sumOf } from "@/pages/lab/costs_panel";
import { contractWords } from "@/pages/lab/document_tab";
import { curveOf } from "@/pages/lab/equity_panel";
import { KeyFigures } from "@/pages/lab/key_figures";
import { MonthlyPanel } from "@/pages/lab/monthly_panel";
import { yearsOf } from "@/pages/lab/months";
import { ASSUMED, exitReason } from "@/pages/lab/reasons";
import { currencyOf, digitsOf } from "@/pages/lab/result_parts";
import { GROUPS, show } from "@/pages/lab/statistics";
import { StatisticsTab } from "@/pages/lab/statistics_tab";
import { ExitCell } from "@/pages/lab/trades_panel";
import { fromUnits, netOf, toRow, toUnits } from "@/pages/lab/trade_rows";

const wire = JSON.parse(readFileSync("tests/samples/result.json", "utf8")) as Parameters<typeof resultBody>[0] & { trades: Trade[]; equity: EquityCurve };
const result = resultBody(wire, "EMA cross");
const rows = wire.trades.map(toRow);

describe("a real result", () => {
  it("the trades add up to the net profit to the cent, costs apart", () => {
    expect(rows.length).toBe(result.statistics.total_trades);
    expect(toUnits(netOf(rows))).toBe(toUnits(String(result.statistics.net_profit)));
    const parts = (["profit", "commission", "swap"] as const).map((name) => toUnits(sumOf(rows, name)) ?? 0n);
    expect(fromUnits(parts.reduce((sum, part) => sum + part, 0n))).toBe(netOf(rows));
    expect(toUnits(String(result.statistics.total_commission))).toBe(parts[1]);
  });

  it("the curve ends at the deposit and the net profit, and its drawdown is the one of the statistics", () => {
    const curve = curveOf(wire.equity);
    expect(curve.balance.at(-1)).toBeCloseTo(Number(result.statistics.initial_deposit) + Number(result.statistics.net_profit), 2);
    const deepest = Math.max(...wire.equity.drawdown_pct);
    expect(-Math.min(...curve.under)).toBeCloseTo(deepest, 2);
    expect(deepest).toBeCloseTo(toNumber(result.statistics.equity_drawdown_relative_pct) ?? 0, 2);
  });

  it("every statistic that it has is named on the page, or stands with the costs", () => {
    const named = new Set(GROUPS.flatMap(({ statistics }) => statistics.map(({ name }) => name)));
    const elsewhere = ["total_commission", "total_swap", "loss_trades_pct"];
    expect(Object.keys(result.statistics).filter((name) => !named.has(name) && !elsewhere.includes(name))).toEqual([]);
  });

  it("no figure is shown as a number that is none", () => {
    for (const { statistics } of GROUPS) for (const one of statistics) {
      expect(show(one, result.statistics, result.intervals).text).toMatch(/^[+\u2212]?[\d,]+(\.\d+)?%?$|^-$|^\d+[dhms]( \d+[dhms])?$/);
    }
  });

  it("a trade that hangs on the order within a bar is marked, and says why", () => {
    const show = (exit_assumed: boolean | null) => {
      const row = toRow({ ...wire.trades[0]!, exit_assumed });
      const { unmount } = render(<ExitCell trade={row.trade} />);
      const found = { mark: screen.queryByLabelText(ASSUMED), title: screen.getByRole("cell").title };
      unmount();
      return found;
    };
    expect(show(true).mark).toHaveTextContent("?");
    expect(show(true).title).toContain(ASSUMED);
    for (const known of [false, null]) expect(show(known)).toEqual({ mark: null, title: "The price touched the stop." });
  });

  it("says what a lot was taken to be, and by whom", () => {
    expect(contractWords(result.header.instrument)).toBe("100000 a lot, forex, profit in USD, pip 0.0001, 0.01 to 500 lots by 0.01 (built in)");
    expect(contractWords(null)).toBe("-");
  });

  it("says what makes a year of its ratios", () => {
    const part = { result, rows, currency: "USD" } as unknown as Parameters<typeof StatisticsTab>[0];
    render(<StatisticsTab {...part} />);
    const { periods_per_year, calendar } = result.annualisation!;
    expect(screen.getByText(/^A year of Sharpe and Sortino ratio has/)).toHaveTextContent(`${periods_per_year!.toFixed(1)} returns: ${calendar}`);
  });

  it("every reason has words", () => {
    for (const { exit_reason } of wire.trades) expect(exitReason(exit_reason)).toMatch(/\.$/);
  });

  it("says its currency and the digits of its prices", () => {
    expect([currencyOf(result), digitsOf(rows)]).toEqual(["USD", 5]);
  });

  it("the months add up to the net profit", () => {
    const cents = result.monthly.reduce((sum, { profit }) => sum + (toUnits(String(profit)) ?? 0n), 0n);
    expect(fromUnits(cents)).toBe(netOf(rows));
    expect(yearsOf(result.monthly).map(({ year, trades }) => [year, trades])).toEqual([[2015, rows.length]]);
    render(<MonthlyPanel monthly={result.monthly} currency="USD" />);
    expect(within(screen.getByRole("table")).getAllByRole("row")).toHaveLength(2);
  });

  it("its first figures have their interval, and say when it leaves open whether there is an edge", () => {
    render(<KeyFigures result={result} currency="USD" />);
    expect(screen.getByTestId("lab-figure-total_trades")).toHaveTextContent("47");
    expect(screen.getAllByText(/^could be 0/).length).toBeGreaterThan(0);
  });
});
