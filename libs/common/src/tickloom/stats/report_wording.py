"""Reports in other languages: what stands where, since only the words differ.

The deals of every language have the same columns, and a tester report the same statistics in the
same order; both are known by their place. Words are listed where a place does not tell enough.
"""

import re
from collections.abc import Sequence

Rows = Sequence[list[str]]
DIRECTIONS = {
    "in": 0, "out": 1, "in/out": 2, "out by": 3,
    "ein": 0, "aus": 1, "ein/aus": 2, "вход": 0, "выход": 1, "вход/выход": 2,
    "entrada": 0, "salida": 1, "entrada/salida": 2,
}  # fmt: skip
SIDES = {"buy": 1, "sell": -1, "kauf": 1, "verkauf": -1, "покупка": 1, "продажа": -1,
         "compra": 1, "venta": -1}  # fmt: skip
_TIME = re.compile(r"\d{4}\.\d{2}\.\d{2} \d{2}:\d{2}(:\d{2})?")
_VOLUMES = re.compile(r"[\d. ]+ / [\d. ]+")
_AMOUNT = re.compile(r"-?[\d ]+\.\d{2}")
DEAL_COLUMNS = {
    13: ("time", "deal", "symbol", "type", "direction", "volume", "price", "order", "commission",
         "swap", "profit", "balance", "comment"),
    14: ("time", "deal", "symbol", "type", "direction", "volume", "price", "order", "commission",
         "fee", "swap", "profit", "balance", "comment"),
    15: ("time", "deal", "symbol", "type", "direction", "volume", "price", "order", "cost",
         "commission", "fee", "swap", "profit", "balance", "comment"),
}  # fmt: skip
SETTINGS = {
    "Советник": "Expert", "Символ": "Symbol", "Период": "Period", "Валюта": "Currency",
    "Начальный депозит": "Initial Deposit", "Плечо": "Leverage", "Счет": "Account",
    "Symbol": "Symbol", "Zeitraum": "Period", "Währung": "Currency",
    "Ersteinlage": "Initial Deposit", "Anfangseinlage": "Initial Deposit", "Hebel": "Leverage",
    "Konto": "Account", "Experte": "Expert",
    "Experto": "Expert", "Símbolo": "Symbol", "Período": "Period", "Periodo": "Period",
    "Divisa": "Currency", "Moneda": "Currency", "Depósito inicial": "Initial Deposit",
    "Apalancamiento": "Leverage", "Cuenta": "Account",
}  # fmt: skip
TEST_STATISTICS = (
    "History Quality", "Bars", "Ticks", "Symbols", "Total Net Profit",
    "Balance Drawdown Absolute", "Equity Drawdown Absolute", "Gross Profit",
    "Balance Drawdown Maximal", "Equity Drawdown Maximal", "Gross Loss",
    "Balance Drawdown Relative", "Equity Drawdown Relative", "Profit Factor", "Expected Payoff",
    "Margin Level", "Recovery Factor", "Sharpe Ratio", "Z-Score", "AHPR", "LR Correlation",
    "OnTester result", "GHPR", "LR Standard Error", "Total Trades", "Short Trades (won %)",
    "Long Trades (won %)", "Total Deals", "Profit Trades (% of total)",
    "Loss Trades (% of total)", "Largest profit trade", "Largest loss trade",
    "Average profit trade", "Average loss trade", "Maximum consecutive wins ($)",
    "Maximum consecutive losses ($)", "Maximal consecutive profit (count)",
    "Maximal consecutive loss (count)", "Average consecutive wins", "Average consecutive losses",
    "Correlation (Profits,MFE)", "Correlation (Profits,MAE)", "Correlation (MFE,MAE)",
    "Minimal position holding time", "Maximal position holding time",
    "Average position holding time",
)  # fmt: skip
"""In the order in which a tester report prints them, row by row."""


def is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


def section_of(rows: Rows) -> str | None:
    """What the rows below a heading are, told by the first row under the names of the columns."""
    if len(rows) < 2 or not is_time(rows[1][0]):
        return None
    row = rows[1]
    if len(row) in DEAL_COLUMNS and (row[4].lower() in DIRECTIONS or not row[4]):
        return "Deals"
    if len(row) == 11 and _VOLUMES.fullmatch(row[4]):
        return "Orders"
    return "Positions" if len(row) == 13 and row[3].lower() in SIDES else None


def statistics_of(found: dict[str, str]) -> dict[str, str]:
    """Foreign labels of a tester report under the English ones, where all of them are there."""
    own = {label: text for label, text in found.items() if label not in TEST_STATISTICS}
    names = [name for name in TEST_STATISTICS if name not in found]
    if len(own) == len(names) - 1 and "OnTester result" in names:
        names.remove("OnTester result")
    if not own or len(own) != len(names):
        return found
    by_name = dict(zip(names, own.values(), strict=True))
    gross = by_name.get("Gross Loss", "-0.00")
    # Places are believed only where a number of the right kind stands in one that is unlike.
    if not _AMOUNT.fullmatch(gross) or not by_name.get("AHPR", "1 (0%)").endswith("%)"):
        return found
    return found | by_name
