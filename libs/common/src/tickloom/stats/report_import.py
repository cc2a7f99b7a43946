"""A Strategy Tester report, or a terminal's trade history, as deals and printed statistics.

Times are the server's wall clock. Only what the file says is taken; what follows from it is
computed in `report_check` with the same functions that make the figures of our own runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tickloom.domain.errors import InvalidInput
from tickloom.stats.report_tables import moment_ns, number, rows_of, text_of_report

_ENTRIES = {"in": 0, "out": 1, "in/out": 2, "out by": 3}
_NEEDED = ("time", "deal", "type", "direction", "volume", "price", "profit", "balance")
_SECTIONS = ("Settings", "Results", "Orders", "Deals", "Positions", "Open Positions",
             "Working Orders")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDeal:
    """One deal; `entry` is 0 in, 1 out, 2 reversal, 3 close by; `side` +1 for a buy deal."""

    number: str
    time_ns: int
    symbol: str
    side: int
    entry: int
    volume: Decimal
    price: Decimal
    commission: Decimal
    swap: Decimal
    profit: Decimal
    balance: Decimal
    comment: str

    @property
    def net(self) -> Decimal:
        return self.profit + self.commission + self.swap


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """A deposit, a withdrawal, a credit: a deal without a symbol."""

    time_ns: int
    amount: Decimal
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report says: `settings` and `statistics` by their printed labels, without colons."""

    title: str
    settings: dict[str, str]
    inputs: tuple[str, ...]
    statistics: dict[str, str]
    orders: tuple[dict[str, str], ...]
    flows: tuple[CashFlow, ...]
    deals: tuple[ReportDeal, ...]

    @property
    def digits(self) -> int:
        """Decimals of the account currency, as printed."""
        exponents = (deal.balance.as_tuple().exponent for deal in self.deals)
        return max((-e for e in exponents if isinstance(e, int)), default=2)


def read_report(content: bytes) -> Report:
    """Read a report file; raises `InvalidInput` when it is none."""
    rows = [row for row in rows_of(text_of_report(content)) if any(row)]
    if not any(row[0] == "Deals" for row in rows):
        raise InvalidInput(
            "report", rows[0][0][:60] if rows else "no table",
            "a Strategy Tester or trade history report with its table of deals, saved as HTML",
        )  # fmt: skip
    sections = _sections(rows)
    labelled = _labelled(sections.get("Settings", []) + sections.get("", []))
    settings = {label: text for label, text in labelled.items() if label}
    deals, flows = _deals(sections["Deals"])
    return Report(
        title=rows[0][0], settings=settings, inputs=_inputs(sections.get("Settings", [])),
        statistics=_labelled(sections.get("Results", []) + _after_deals(sections["Deals"])),
        orders=tuple(_table(sections.get("Orders", []))), flows=flows, deals=deals,
    )  # fmt: skip


def _sections(rows: Sequence[list[str]]) -> dict[str, list[list[str]]]:
    """The rows below each heading; those before the first one under the empty name."""
    found: dict[str, list[list[str]]] = {"": []}
    name = ""
    for row in rows:
        if len(row) == 1 and row[0] in _SECTIONS:
            name = row[0]
            found[name] = []
        else:
            found[name].append(row)
    return found


def _labelled(rows: Sequence[list[str]]) -> dict[str, str]:
    """Cells that end in a colon, each with the cell that follows it."""
    found: dict[str, str] = {}
    for row in rows:
        for label, text in pairwise(row):
            if label.endswith(":") and label[:-1] not in found and not text.endswith(":"):
                found[label[:-1]] = text
    return found


def _inputs(rows: Sequence[list[str]]) -> tuple[str, ...]:
    """The expert's inputs: the cells below `Inputs:` whose own label is empty."""
    return tuple(row[1] for row in rows if len(row) == 2 and "=" in row[1] and not row[0])


def _table(rows: Sequence[list[str]]) -> list[dict[str, str]]:
    """Rows by the names of their heading; of columns named alike the second gets a 2."""
    if not rows:
        return []
    names: list[str] = []
    for cell in rows[0]:
        name = cell.lower().replace(" ", "").replace("/", "")
        names.append(f"{name}2" if name in names else name)
    return [dict(zip(names, row, strict=True)) for row in rows[1:] if len(row) == len(names)]


def _after_deals(rows: Sequence[list[str]]) -> list[list[str]]:
    """A trade history prints its results below the deals."""
    return [row for row in rows if any(cell.endswith(":") for cell in row)]


def _deals(rows: Sequence[list[str]]) -> tuple[tuple[ReportDeal, ...], tuple[CashFlow, ...]]:
    table = _table(rows)
    missing = [name for name in _NEEDED if table and name not in table[0]]
    if missing or not table:
        raise InvalidInput("report deals", ", ".join(missing) or "no rows", ", ".join(_NEEDED))
    deals: list[ReportDeal] = []
    flows: list[CashFlow] = []
    for place, row in enumerate(table):
        field = f"report deal {row['deal'] or place + 1}"
        if row["type"] in {"buy", "sell"}:
            deals.append(_deal(row, field))
        elif row["deal"].isdigit():
            amount = number(row["profit"], field)
            flows.append(
                CashFlow(
                    time_ns=moment_ns(row["time"], field), amount=amount, kind=row["type"] or "-"
                )
            )
    return tuple(deals), tuple(flows)


def _deal(row: dict[str, str], field: str) -> ReportDeal:
    if row["direction"] not in _ENTRIES:
        raise InvalidInput(field, row["direction"], f"a direction of {', '.join(_ENTRIES)}")
    commission = sum(
        (number(row[name], field) for name in ("commission", "fee") if row.get(name)), Decimal(0)
    )
    return ReportDeal(
        number=row["deal"], time_ns=moment_ns(row["time"], field), symbol=row.get("symbol", ""),
        side=1 if row["type"] == "buy" else -1, entry=_ENTRIES[row["direction"]],
        volume=number(row["volume"].partition("/")[0], field), price=number(row["price"], field),
        commission=commission, swap=number(row.get("swap") or "0", field),
        profit=number(row["profit"], field), balance=number(row["balance"], field),
        comment=row.get("comment", ""),
    )  # fmt: skip
