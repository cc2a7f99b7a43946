"""Reports of a terminal: a real one to the last digit, and small ones with every odd case."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.stats.report_check import check_balances, check_profits, check_totals, worths_of
from tickloom.stats.report_costs import check_commissions, check_swaps
from tickloom.stats.report_deals import Report
from tickloom.stats.report_figures import compared, deposit_of, figures_of
from tickloom.stats.report_import import read_report

REPORTS = Path(__file__).resolve().parents[5] / "shared" / "data" / "reports"
GOLD = Instrument(
    symbol=Symbol("XAUUSD"), description="", group="", digits=2, tick_size=Decimal("0.01"),
    contract_size=Decimal(100), volume_min=Decimal("0.01"), volume_max=Decimal(80),
    volume_step=Decimal("0.01"), currency_base="XAU", currency_profit="USD", currency_margin="USD",
    calc_mode=CalcMode.CFD_LEVERAGE, pip_size=Decimal("0.1"),
)  # fmt: skip
NOT_FROM_DEALS = {
    "Equity Drawdown Absolute", "Equity Drawdown Maximal", "Equity Drawdown Relative",
    "Margin Level", "Sharpe Ratio", "Correlation (Profits,MFE)", "Correlation (Profits,MAE)",
    "Correlation (MFE,MAE)",
}  # fmt: skip


@pytest.fixture(scope="module")
def real() -> Report:
    path = REPORTS / "ReportTester-246753.html"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return read_report(path.read_bytes())


def test_every_statistic_of_a_real_report_comes_out_of_its_deals(real: Report) -> None:
    rows = compared(real)
    assert len(rows) == 41
    assert {row.label for row in rows if row.agrees is None} == NOT_FROM_DEALS
    assert [row for row in rows if row.agrees is False] == []


def test_every_deal_of_a_real_report_is_recomputed_to_the_cent(real: Report) -> None:
    profits = check_profits(real, worths_of({"XAUUSD": GOLD}, "USD"))
    assert (profits.checked, profits.unlike) == (346, ())
    commissions = check_commissions(real)
    assert (commissions.checked, commissions.unlike) == (692, ())
    swaps = check_swaps(real)
    assert (swaps.checked, swaps.unlike) == (692, ())
    balances, totals = check_balances(real), check_totals(real)
    assert (balances.checked, balances.unlike) == (692, ())
    assert (totals.checked, totals.unlike) == (5, ())


def test_a_real_report_tells_its_settings_inputs_and_orders(real: Report) -> None:
    assert real.settings["Expert"] == "OneShotGold"
    assert real.settings["Leverage"] == "1:1000"
    assert "InpRiskPercent=2" in real.inputs
    assert len(real.orders) == 933
    assert real.orders[1]["state"] == "canceled"
    assert real.orders[0]["volume"] == "0.22 / 0.22"
    assert deposit_of(real) == 2_000


def test_printed_figures_that_deals_cannot_tell_are_taken_over(real: Report) -> None:
    figures = figures_of(real)
    assert figures["equity_drawdown_maximal"] == Decimal("1544.05")
    assert figures["equity_drawdown_relative_pct"] == 44.91
    assert figures["sharpe_ratio"] == 22.92
    assert figures["correlation_mfe_mae"] == -0.156


# -- small reports

HEADS = {
    "Deals": ("Time", "Deal", "Symbol", "Type", "Direction", "Volume", "Price", "Order",
              "Commission", "Fee", "Swap", "Profit", "Balance", "Comment"),
}  # fmt: skip


def html(*deals: tuple[str, ...], results: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A trade history: the results stand below the deals, hidden cells have a class."""

    def row(cells: Any) -> str:
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    body = [row(["Trade History Report"]), row(["Name:", "A &amp; B"]), row(["Deals"])]
    body.append(row(HEADS["Deals"]))
    body += [row(deal).replace("<td>hidden", '<td class="hidden">') for deal in deals]
    body += [row(pair) for pair in results]
    text = "<html><table>" + "".join(body) + "</table></html>"
    return text.encode("utf-16")


def deal(time: str, number: str, kind: str, direction: str, *rest: str) -> tuple[str, ...]:
    volume, price, commission, swap, profit, balance = rest
    return (time, number, "XAUUSD", kind, direction, volume, price, number, commission, "0.00",
            swap, profit, balance, "")  # fmt: skip


DEPOSIT = ("2025.01.01 00:00:00", "1", "", "balance", "", "", "", "", "0.00", "0.00", "0.00",
           "1\u00a0000.00", "1\u00a0000.00", "")  # fmt: skip
BUY = deal("2025.01.06 10:00:00", "2", "buy", "in", "0.20", "2600.00", "-1.00", "0.00", "0.00",
           "999.00")  # fmt: skip
PART = deal("2025.01.07 10:00:00", "3", "sell", "out", "0.10", "2610.00", "0.00", "-6.00",
            "100.00", "1 093.00")  # fmt: skip
REST = deal("2025.01.09 10:00:00", "4", "sell", "out", "0.10", "2595.00", "0.00", "-30.00",
            "-50.00", "1 013.00")  # fmt: skip


def test_a_trade_history_with_partial_closes_is_read_and_recomputed() -> None:
    report = read_report(html(DEPOSIT, BUY, PART, REST, results=(("Profit Factor:", "1.08"),)))
    assert report.settings["Name"] == "A & B"
    assert [deal.net for deal in report.deals] == [Decimal("-1.00"), Decimal(94), Decimal(-80)]
    assert check_profits(report, worths_of({"XAUUSD": GOLD}, "USD")).unlike == ()
    assert check_swaps(report).unlike == (), "one night, then Tuesday and Wednesday thrice and more"
    figures = figures_of(report)
    assert figures["net_profit"] == Decimal("13.00")
    assert figures["holding_time_maximum_s"] == 3 * 86_400
    assert figures["recovery_factor"] is None
    (row,) = compared(report)
    assert (row.label, row.computed) == ("Profit Factor", "1.16")
    assert row.agrees is False


def test_a_wrong_profit_is_named_by_its_deal() -> None:
    wrong = deal("2025.01.07 10:00:00", "3", "sell", "out", "0.20", "2610.00", "0.00", "0.00",
                 "199.00", "1 198.00")  # fmt: skip
    report = read_report(html(DEPOSIT, BUY, wrong))
    assert check_profits(report, worths_of({"XAUUSD": GOLD}, "USD")).unlike == (
        "deal 3: profit 199.00, computed 200.00",
    )  # fmt: skip
    assert check_profits(report, worths_of({"XAUUSD": GOLD}, "EUR")).checked == 0, (
        "no rate is known"
    )


def test_a_deposit_during_trading_is_no_profit() -> None:
    more = ("2025.01.07 00:00:00", "9", "", "balance", "", "", "", "", "0.00", "0.00", "0.00",
            "500.00", "1 499.00", "")  # fmt: skip
    report = read_report(html(DEPOSIT, BUY, more, PART, REST))
    assert deposit_of(report) == 1_000
    assert figures_of(report)["net_profit"] == Decimal("13.00")
    assert figures_of(report)["balance_drawdown_maximal"] == Decimal("80.00")


def test_a_reversal_closes_one_side_and_opens_the_other() -> None:
    turn = deal("2025.01.06 11:00:00", "3", "sell", "in/out", "0.50", "2605.00", "-1.50", "0.00",
                "100.00", "1 097.50")  # fmt: skip
    back = deal("2025.01.06 12:00:00", "4", "buy", "out", "0.30", "2600.00", "0.00", "0.00",
                "150.00", "1 247.50")  # fmt: skip
    report = read_report(html(DEPOSIT, BUY, turn, back))
    assert check_profits(report, worths_of({"XAUUSD": GOLD}, "USD")).unlike == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no table"),
        (b"<html><table><tr><td>Hello</td></tr></table></html>", "Hello"),
        (b"\xff\xfea", "UTF-16"),
        (html(), "report deals"),
        (html(DEPOSIT, (*BUY[:4], "sideways", *BUY[5:])), "sideways"),
        (html(DEPOSIT, (*BUY[:6], "dear", *BUY[7:])), "dear"),
        (html(DEPOSIT, ("soon", *BUY[1:])), "soon"),
    ],
)
def test_what_is_no_report_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_report(content)


def test_the_statistics_of_a_report_in_an_old_code_page_are_read() -> None:
    text = html(DEPOSIT, BUY, PART).decode("utf-16").encode("cp1252")
    assert len(read_report(text).deals) == 2
