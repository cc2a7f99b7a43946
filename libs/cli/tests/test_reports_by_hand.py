"""Small reports of every kind: true ones are not called wrong, false ones not right."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.stats.report_import import read_report
from tickloom.stats.report_wording import TEST_STATISTICS
from tickloom.testing.reports import Dealt, deal_rows, report_of_history, report_of_test
from tickloom_cli.report_command import report_document


def told(text: str, symbol: str | None = None) -> Any:
    return report_document(read_report(text.encode("utf-16")), symbol)


def tried(*deals: Dealt, **settings: Any) -> Any:
    return told(report_of_test(deal_rows(deals), **settings))


def lived(*deals: Dealt, **settings: Any) -> Any:
    return told(report_of_history(deal_rows(deals, is_history=True), **settings))


def unknown(document: Any) -> dict[str, int]:
    return {name: each["deals"] for name, each in document["not_checked"].items()}


def trip(day: int, **own: Any) -> tuple[Dealt, Dealt]:
    """A lot of EURUSD (unless said) bought and sold an hour later for 10 points."""
    out = {"price": "1.10010", "profit": "10.00"} | own.pop("out", {})
    return (
        Dealt(day=day, **own),
        Dealt(**({"day": day, "hour": 11, "side": "sell", "way": "out"} | own | out)),
    )


# -- commissions


def lots(volume: str, commission: str, profit: str, day: int = 6) -> tuple[Dealt, Dealt]:
    return trip(day, volume=volume, commission=commission, out={"profit": profit})


def test_one_rate_explains_commissions_that_were_rounded() -> None:
    found = tried(
        *lots("0.01", "-0.04", "0.10"), *lots("0.02", "-0.07", "0.20"), *lots("1", "-3.50", "10.00")
    )
    assert found["recomputed"]["commission"] == {"checked": 6, "unlike": []}
    assert found["agrees"] is True


def test_a_commission_of_the_turnover_is_explained() -> None:
    deals = (
        Dealt(day=6, commission="-3.30"),
        Dealt(day=6, hour=11, side="sell", way="out", price="1.20000", commission="-3.60",
              profit="10000.00"),
        Dealt(day=7, price="1.20000", commission="-3.60"),
        Dealt(day=7, hour=11, side="sell", way="out", price="1.20100", commission="-3.60",
              profit="100.00"),
    )  # fmt: skip
    assert tried(*deals)["recomputed"]["commission"] == {"checked": 4, "unlike": []}


def test_commissions_and_swaps_go_by_symbol() -> None:
    gold = {"symbol": "XAUUSD", "price": "2600.00"}
    night = {"day": 7, "price": "1.10100", "profit": "100.00", "commission": "-3.50"}
    deals = [
        *trip(6, commission="-3.50", out=night | {"swap": "-7.00"}),
        *trip(6, commission="-3.50", out=night | {"swap": "-7.00"}),
        *trip(6, **gold, out={"day": 7, "price": "2601.00", "profit": "100.00", "swap": "-35.00"}),
        *trip(6, **gold, out={"day": 7, "price": "2601.00", "profit": "100.00", "swap": "-35.00"}),
    ]
    found = tried(*deals)
    assert found["recomputed"]["commission"] == {"checked": 8, "unlike": []}
    assert found["recomputed"]["swap"] == {"checked": 8, "unlike": []}


def test_the_one_wrong_commission_of_a_test_is_named() -> None:
    deals = [deal for day in (6, 7, 8) for deal in lots("1", "-3.50", "10.00", day)]
    found = tried(*deals, *lots("0.5", "-1.75", "5.00", 9), *trip(10, commission="-3.60")[:1])
    assert found["recomputed"]["commission"]["unlike"] == [
        "deal 10: commission -3.60, computed -3.50"
    ]
    assert found["agrees"] is False


def test_a_single_commission_proves_nothing_of_itself() -> None:
    found = tried(Dealt(day=6, commission="-5.00"), *trip(6)[1:])
    assert found["recomputed"]["commission"] == {"checked": 1, "unlike": []}
    assert unknown(found) == {"commission": 1}


def test_a_rate_that_changed_in_a_history_is_not_wrong() -> None:
    old = [deal for day in (6, 7, 8) for deal in lots("1", "-3.50", "10.00", day)]
    found = lived(*old, *trip(9, commission="-3.00")[:1])
    assert found["recomputed"]["commission"] == {"checked": 6, "unlike": []}
    assert unknown(found) == {"commission": 1}


# -- swaps


def nightly(day: int, until: int, swap: str, **own: Any) -> tuple[Dealt, Dealt]:
    return trip(day, **own, out={"day": until, "swap": swap})


def test_the_triple_day_is_found_in_the_deals() -> None:
    index = {"symbol": "US500"}
    found = tried(
        *nightly(9, 10, "-1.00", **index), *nightly(10, 13, "-3.00", **index),
        *nightly(13, 15, "-2.00", **index), *nightly(8, 9, "-1.00", **index),
    )  # fmt: skip
    assert found["recomputed"]["swap"] == {"checked": 8, "unlike": []}


def test_two_swaps_do_not_tell_another_triple_day() -> None:
    found = tried(*nightly(9, 10, "-1.00"), *nightly(10, 13, "-3.00"))
    assert found["recomputed"]["swap"] == {"checked": 2, "unlike": []}
    assert unknown(found) == {"swap": 2}


def test_a_swap_rate_that_changed_is_unknown() -> None:
    found = lived(*nightly(6, 7, "-7.00"), *nightly(13, 14, "-6.50"))
    assert found["recomputed"]["swap"]["unlike"] == []
    assert unknown(found) == {"swap": 2}


def test_the_one_wrong_swap_of_a_test_is_named() -> None:
    deals = [deal for day in (6, 7, 9, 13, 14) for deal in nightly(day, day + 1, "-7.00")]
    found = tried(*deals, *nightly(8, 9, "-20.90"))
    assert found["recomputed"]["swap"]["unlike"] == ["deal 13: swap -20.90, computed -21.00"]


def test_a_swap_without_a_night_is_wrong_in_a_test() -> None:
    found = tried(*trip(6, out={"swap": "-1.00"}))
    assert found["recomputed"]["swap"]["unlike"] == ["deal 3: swap -1.00, computed 0.00"]


# -- profits, currencies and symbols


def test_a_history_is_in_the_currency_of_its_account() -> None:
    way = {"price": "1.10500", "profit": "452.49"}
    account = "5012345\u00a0(EUR,\u00a0Broker-Demo,\u00a0demo,\u00a0Hedge)"
    found = lived(*trip(6, out=way), account=account)
    assert found["recomputed"]["profit"] == {"checked": 1, "unlike": []}
    assert lived(*trip(6, out=way))["recomputed"]["profit"]["unlike"] == [
        "deal 3: profit 452.49, computed 500.00"
    ]


def test_a_profit_converted_at_the_other_side_of_the_spread_is_unknown() -> None:
    """500 dollars at 1.10520, the ask, which no report prints; a euro off is wrong."""
    spread = trip(6, out={"price": "1.10500", "profit": "452.41"})
    assert unknown(tried(*spread, currency="EUR")) == {"profit": 1}
    wrong = trip(6, out={"price": "1.10500", "profit": "454.49"})
    assert tried(*wrong, currency="EUR")["recomputed"]["profit"]["unlike"] == [
        "deal 3: profit 454.49, computed 452.49"
    ]


@pytest.mark.parametrize("symbol", ["[SP500]", "Volatility 75 Index", "DE40.cash", "EURGBP"])
def test_a_symbol_or_rate_that_is_not_known_is_not_checked(symbol: str) -> None:
    found = tried(*trip(6, symbol=symbol))
    assert found["recomputed"]["profit"] == {"checked": 0, "unlike": []}
    assert unknown(found) == {"profit": 1}
    assert (found["header"]["symbol"], found["agrees"]) == (symbol, True)


def test_a_brokers_own_contract_is_unknown_but_a_wrong_profit_is_not() -> None:
    index = {"symbol": "US500", "price": "5900.0"}
    ten = [trip(d, **index, out={"price": "5901.0", "profit": "10.00"}) for d in (6, 7)]
    assert unknown(tried(*ten[0])) == {"profit": 1}
    assert unknown(tried(*ten[0], *ten[1])) == {"profit": 2}
    odd = trip(8, **index, out={"price": "5901.0", "profit": "1.03"})
    assert len(tried(*odd)["recomputed"]["profit"]["unlike"]) == 1


def test_the_sheet_of_another_symbol_can_be_named() -> None:
    text = report_of_test(deal_rows(trip(6, symbol="[EURO]")))
    assert told(text, "EURUSD")["recomputed"]["profit"] == {"checked": 1, "unlike": []}
    with pytest.raises(InvalidInput, match="built-in sheet"):
        told(text, "WHATEVER")


# -- which deal closes which

TURNS = (
    Dealt(day=6, hour=10, volume="0.1"), Dealt(day=6, hour=11, volume="0.1", price="1.11000"),
    Dealt(day=6, hour=12, side="sell", way="out", volume="0.1", price="1.12000", profit="150.00"),
    Dealt(day=6, hour=13, side="sell", way="in/out", volume="0.3", price="1.12000",
          profit="150.00", commission="-0.90"),
    Dealt(day=6, hour=14, way="out", volume="0.2", price="1.11000", profit="200.00"),
)  # fmt: skip


def test_a_netting_position_stands_at_its_average_and_turns_round() -> None:
    found = tried(*TURNS)
    assert found["recomputed"]["profit"] == {"checked": 3, "unlike": []}
    bought, sold = found["trades"]
    assert (bought["price_open"], bought["volume"], bought["profit"]) == (
        "1.10500", "0.2", "300.00",
    )  # fmt: skip
    assert (bought["commission"], sold["commission"]) == ("-0.30", "-0.60")
    assert sum(Decimal(trade["net"]) for trade in found["trades"]) == Decimal("499.10")


def test_a_netting_position_is_known_by_the_account_or_by_its_profits() -> None:
    account = "1 (USD, Broker-Live, real, Netting)"
    assert lived(*TURNS[:3], account=account)["recomputed"]["profit"]["unlike"] == []
    assert tried(*TURNS[:3])["recomputed"]["profit"] == {"checked": 1, "unlike": []}
    hedging = lived(*TURNS[:3])
    assert len(hedging["recomputed"]["profit"]["unlike"]) == 1, "a hedge account has no average"


GRID = (
    Dealt(day=6, hour=10), Dealt(day=6, hour=11, price="1.09000"),
    Dealt(day=6, hour=12, side="sell", way="out", price="1.09500", profit="500.00"),
    Dealt(day=6, hour=13, side="sell", way="out", price="1.10500", profit="500.00"),
)  # fmt: skip
HELD = (["Minimal position holding time:", "1:00:00", "Maximal position holding time:", "3:00:00"],)


def test_profits_tell_which_deal_of_a_grid_closes_which() -> None:
    found = tried(*GRID, results=HELD)
    assert found["recomputed"]["profit"] == {"checked": 2, "unlike": []}
    assert [row["agrees"] for row in found["printed"]] == [True, True]
    assert [deal["position"] for deal in found["deals"]] == [2, 3, 3, 2]
    assert found["guessed"] == 0


def test_among_equals_a_guess_is_called_one_and_its_holding_times_are_not_wrong() -> None:
    found = tried(*(replace(each, symbol="X") for each in GRID), results=HELD)
    assert found["guessed"] == 1
    assert [row["agrees"] for row in found["printed"]] == [None, None]
    assert found["agrees"] is True


def test_the_positions_of_a_history_tell_it() -> None:
    deals = [Dealt(day=6, hour=hour, symbol="X") for hour in (10, 11)]
    deals += [Dealt(day=6, hour=hour, symbol="X", side="sell", way="out") for hour in (12, 13)]
    rows = [
        [deals[a].time, number, "X", "buy", "1", "1.10000", "", "", deals[z].time, "1.10000",
         "0.00", "0.00", "0.00"]
        for a, z, number in ((0, 3, "2"), (1, 2, "3"))
    ]  # fmt: skip
    found = lived(*deals, positions=rows)
    assert [deal["position"] for deal in found["deals"]] == [2, 3, 3, 2]
    assert found["guessed"] == 0


# -- sums, cut files, bad cells

PAIR = trip(6)


def test_balances_and_sums_are_checked() -> None:
    rows = deal_rows(PAIR)
    rows[1][11] = "9 999.00"
    assert told(report_of_test(rows))["recomputed"]["balance"]["unlike"] == [
        "deal 2: balance 9999.00, computed 10000.00"
    ]
    rows = deal_rows(PAIR)
    rows[-1][3] = "11.00"
    found = told(report_of_test(rows, deposit="9 000.00"))
    assert found["recomputed"]["totals"]["unlike"] == [
        "profit: printed 11.00, computed 10.00",
        "Initial Deposit: printed 9000.00, computed 10000.00",
    ]
    assert found["agrees"] is False


def test_a_lost_deal_shows_in_the_balances_once() -> None:
    rows = deal_rows((*PAIR, *trip(7), *trip(8)))
    del rows[4]
    found = told(report_of_test(rows))
    assert found["recomputed"]["balance"]["unlike"] == [
        "deal 6: balance 10020.00, computed 10010.00"
    ]
    assert found["recomputed"]["totals"]["unlike"] == ["profit: printed 30.00, computed 20.00"]


@pytest.mark.parametrize("part", [0.75, 0.9])
def test_a_file_that_was_cut_says_so(part: float) -> None:
    text = report_of_history(deal_rows(PAIR * 8, is_history=True))
    found = told(text[: int(len(text) * part)])
    assert found["faults"][-1] == "the file ends inside its table: it was cut off"
    assert found["agrees"] is False


def test_a_broken_row_is_told() -> None:
    rows = deal_rows((*PAIR, *trip(7)))
    rows[2] = rows[2][:7]
    assert told(report_of_test(rows))["faults"] == ["row 3 of the deals has 7 of 13 cells"]
    rows[2] = ["junk"]
    assert told(report_of_test(rows))["faults"] == ["row 3 of the deals has 1 of 13 cells"]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (1, "", "report deal 2"), (1, "x", "report deal x"), (1, "1", "no other deal"),
        (5, "0", "deal 2 volume"), (5, "-0.1", "deal 2 volume"), (6, "", "deal 2 price"),
        (8, "0.001", "deal 2 commission: '0.001'.*at most 2 decimals"),
        (10, "1E+40", "deal 2 profit"), (10, "1,050.00", "deal 2 profit"),
        (10, "999 999 999 999 999.00", "deal 2 profit"), (10, "NaN", "deal 2 profit"),
        (0, "", "deal 2 time"), (0, "2025.13.01 00:00:00", "deal 2 time"),
    ],
)  # fmt: skip
def test_each_bad_cell_is_one_clear_line(column: int, value: str, words: str) -> None:
    rows = deal_rows(PAIR)
    rows[1][column] = value
    with pytest.raises(InvalidInput, match=words):
        told(report_of_test(rows))


def test_credits_and_charges_of_their_own_are_no_faults() -> None:
    rows = deal_rows(PAIR, is_history=True)
    credit = ["2025.01.02 00:00:00", "90", "", "credit", *[""] * 4, "0.00", "0.00", "0.00",
              "500.00", "10 000.00", ""]  # fmt: skip
    charge = ["2025.01.20 00:00:00", "91", "", "commission", *[""] * 4, "0.00", "0.00", "0.00",
              "-3.00", "10 007.00", ""]  # fmt: skip
    found = told(
        report_of_history(
            [rows[0], credit, *rows[1:3], charge], results=[["Total Net Profit:", "7.00"]]
        )
    )
    assert found["recomputed"]["balance"]["unlike"] == []
    assert found["agrees"] is True


# -- wording and encodings

GERMAN = {
    "Strategy Tester Report": "Strategietester-Bericht", "Settings": "Einstellungen",
    "Results": "Ergebnisse", "Deals": "Geschäfte", "Expert:": "Experte:",
    "Currency:": "Währung:", "Initial Deposit:": "Ersteinlage:", "Profit": "Gewinn",
    "Time": "Zeit", "Deal": "Geschäft", "Direction": "Richtung", "Balance": "Kontostand",
}  # fmt: skip
RUSSIAN = {
    "Strategy Tester Report": "Отчет Тестера стратегий", "Settings": "Настройки",
    "Results": "Результаты", "Deals": "Сделки", "Currency:": "Валюта:",
    "Initial Deposit:": "Начальный депозит:", "Profit": "Прибыль", "Time": "Время",
    "Deal": "Сделка", "Direction": "Направление", "Balance": "Баланс",
}  # fmt: skip
SPANISH = {
    "Strategy Tester Report": "Informe del simulador", "Settings": "Ajustes",
    "Results": "Resultados", "Deals": "Transacciones", "Currency:": "Divisa:",
    "Initial Deposit:": "Depósito inicial:", "Profit": "Beneficio", "Time": "Hora",
    "Deal": "Transacción", "Direction": "Dirección",
}  # fmt: skip


@pytest.mark.parametrize("words", [GERMAN, RUSSIAN, SPANISH])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"])
def test_reports_in_other_languages_and_encodings_are_read(
    words: dict[str, str], encoding: str
) -> None:
    text = report_of_test(deal_rows(trip(6, out={"price": "1.20000", "profit": "8333.33"})),
                         currency="EUR")  # fmt: skip
    for english, own in words.items():
        text = text.replace(f"<td>{english}</td>", f"<td>{own}</td>")
    found = report_document(read_report(text.encode(encoding)), None)
    assert found["recomputed"]["profit"] == {"checked": 1, "unlike": []}
    assert found["recomputed"]["totals"] == {"checked": 5, "unlike": []}


def test_statistics_in_another_language_are_known_by_their_place() -> None:
    values = {"Total Net Profit": "10.00", "Gross Profit": "10.00", "Gross Loss": "0.00",
              "Total Trades": "1", "Total Deals": "3", "AHPR": "1.0010 (0.10%)"}  # fmt: skip
    rows = [
        [f"Kennzahl {place}:", values.get(name, "0.00")]
        for place, name in enumerate(TEST_STATISTICS)
    ]
    found = tried(*PAIR, results=rows)
    told_rows = {row["label"]: row["agrees"] for row in found["printed"]}
    assert told_rows["Total Net Profit"] is True
    assert told_rows["Total Deals"] is False, "there are two"


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f", "\u2009", ""])
def test_thousands_are_parted_by_any_blank(blank: str) -> None:
    text = report_of_test(deal_rows(PAIR)).replace("10 0", f"10{blank}0")
    assert told(text)["agrees"] is True
