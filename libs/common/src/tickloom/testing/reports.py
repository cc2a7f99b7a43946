"""Reports of a terminal, written by hand: rows of deals to the HTML that a terminal saves."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

COLUMNS = ("Time", "Deal", "Symbol", "Type", "Direction", "Volume", "Price", "Order",
           "Commission", "Swap", "Profit", "Balance", "Comment")  # fmt: skip
HISTORY_COLUMNS = (*COLUMNS[:9], "Fee", *COLUMNS[9:])
POSITION_COLUMNS = ("Time", "Position", "Symbol", "Type", "Volume", "Price", "S / L", "T / P",
                    "Time", "Price", "Commission", "Swap", "Profit")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """A deal on a day of January 2025 (the 6th is a Monday) at an hour of it."""

    day: int
    hour: int = 10
    symbol: str = "EURUSD"
    side: str = "buy"
    way: str = "in"
    volume: str = "1"
    price: str = "1.10000"
    commission: str = "0.00"
    swap: str = "0.00"
    profit: str = "0.00"
    comment: str = ""

    @property
    def time(self) -> str:
        return f"2025.01.{self.day:02d} {self.hour:02d}:00:00"


def money(amount: Decimal) -> str:
    """`10 045.25`."""
    return f"{amount:,}".replace(",", " ")


def _row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\r\n"


def deal_rows(
    deals: Sequence[Dealt], *, deposit: str = "10000.00", is_history: bool = False
) -> list[list[str]]:
    """The deposit, the deals numbered from 2 and the row of sums, with true balances."""
    fee = ["0.00"] if is_history else []
    balance = Decimal(deposit)
    rows = [["2025.01.01 00:00:00", "1", "", "balance", "", "", "", "", "0.00", *fee, "0.00",
             money(balance), money(balance), ""]]  # fmt: skip
    for number, each in enumerate(deals, 2):
        balance += sum(map(Decimal, (each.commission, each.swap, each.profit)))
        rows.append(
            [each.time, str(number), each.symbol, each.side, each.way, each.volume, each.price,
             str(number), each.commission, *fee, each.swap, money(Decimal(each.profit)),
             money(balance), each.comment]
        )  # fmt: skip
    sums = [
        sum((Decimal(getattr(each, name)) for each in deals), Decimal("0.00"))
        for name in ("commission", "swap", "profit")
    ]
    commission, swap, profit = map(money, sums)
    return [*rows, ["", commission, *fee, swap, profit, money(balance), ""]]


def report_of_test(
    rows: Sequence[Sequence[str]], *, currency: str = "USD", deposit: str = "10 000.00",
    results: Sequence[Sequence[str]] = (),
) -> str:  # fmt: skip
    """A Strategy Tester report over the rows of `deal_rows`."""
    settings = (
        ["Expert:", "X"], ["Symbol:", "EURUSD"], ["Period:", "H1 (2025.01.01 - 2025.06.01)"],
        ["Currency:", currency], ["Initial Deposit:", deposit],
    )  # fmt: skip
    body = [["Strategy Tester Report"], ["Settings"], *settings, ["Results"], *results, ["Deals"],
            COLUMNS, *rows]  # fmt: skip
    return _page(body)


def report_of_history(
    rows: Sequence[Sequence[str]], *, account: str = "5012345 (USD, Broker-Demo, demo, Hedge)",
    positions: Sequence[Sequence[str]] = (), results: Sequence[Sequence[str]] = (),
) -> str:  # fmt: skip
    """A trade history over the rows of `deal_rows`; results stand below the deals."""
    told = [["Positions"], POSITION_COLUMNS, *positions] if positions else []
    body = [["Trade History Report"], ["Account:", account], *told, ["Deals"], HISTORY_COLUMNS,
            *rows, ["Results"], *results]  # fmt: skip
    return _page(body)


def _page(rows: Sequence[Sequence[str]]) -> str:
    return f"<html><body><table>\r\n{''.join(map(_row, rows))}</table></body></html>\r\n"
