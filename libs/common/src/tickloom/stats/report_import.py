"""A Strategy Tester report, or a terminal's trade history, as deals and printed statistics.

Times are the server's wall clock. Only what the file says is taken; what follows from it is
computed in `report_figures` and `report_check` with the functions that make our own figures.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from tickloom.domain.errors import InvalidInput
from tickloom.stats.report_deals import CREDITS, CashFlow, Entry, Report, ReportDeal, ToldPosition
from tickloom.stats.report_tables import moment_ns, number, rows_of, text_of_report
from tickloom.stats.report_wording import (
    DEAL_COLUMNS,
    DIRECTIONS,
    SETTINGS,
    SIDES,
    is_time,
    section_of,
    statistics_of,
)

_NEEDED = ("time", "deal", "type", "direction", "volume", "price", "profit", "balance")
_SECTIONS = ("Settings", "Results", "Orders", "Deals", "Positions", "Open Positions",
             "Working Orders")  # fmt: skip
_OLD_NAMES = {"trade": "deal", "profitcolumn": "profit"}
_UNITS_MAX = 10**15
"""More of the smallest unit than any account holds; sums of it stay within 64 bits."""
_Row = dict[str, str]


def read_report(content: bytes) -> Report:
    """Read a report file; raises `InvalidInput` when it is none."""
    every_row, is_whole = rows_of(text_of_report(content))
    rows = [row for row in every_row if any(row)]
    sections = _sections(rows)
    if "Deals" not in sections:
        raise InvalidInput(
            "report", rows[0][0][:60] if rows else "no table",
            "a Strategy Tester or trade history report with its table of deals, saved as HTML",
        )  # fmt: skip
    names, table, below, faults = _deal_rows(sections["Deals"])
    if not is_whole:
        faults.append("the file ends inside its table: it was cut off")
    settings = _labelled(sections.get("Settings", []) + sections[""])
    results = _labelled(sections.get("Results", []) + below)
    report = Report(
        title=rows[0][0], inputs=_inputs(sections.get("Settings", [])),
        settings={SETTINGS.get(label, label): text for label, text in settings.items() if label},
        statistics=statistics_of({label: text for label, text in results.items() if label}),
        orders=tuple(_table(sections.get("Orders", []))),
        positions=_told(sections.get("Positions", [])), ledger=_ledger(table),
        totals=_totals(names, below), faults=tuple(faults),
    )  # fmt: skip
    _check_amounts(report)
    return report


def _sections(rows: Sequence[list[str]]) -> dict[str, list[list[str]]]:
    """The rows below each heading; those before the first one under the empty name.

    A heading in another language is known by the rows below it; the first two headings of such a
    tester report that are none of a table are its settings and its results.
    """
    blocks: list[tuple[str, list[list[str]]]] = [("", [])]
    for row in rows:
        if len(row) == 1:
            blocks.append((row[0], []))
        else:
            blocks[-1][1].append(row)
    plain = iter(("Settings", "Results"))
    found: dict[str, list[list[str]]] = {"": []}
    name: str | None = ""
    for heading, own in blocks:
        if own and name and is_time(own[0][0]):
            # A row of one cell amid a table is a broken row of it, no heading.
            found[name] += [[heading], *own]
            continue
        name = heading if heading in _SECTIONS else section_of(own)
        if name is None and own and heading and any(":" in row[0] for row in own):
            name = next((each for each in plain if each not in found), "")
        found.setdefault(name or "", []).extend(own)
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


def _names(cells: Sequence[str]) -> list[str]:
    """The columns of a table; of two named alike the second gets a 2."""
    names: list[str] = []
    for cell in cells:
        plain = cell.lower().replace(" ", "").replace("/", "")
        name = _OLD_NAMES.get(plain, plain)
        names.append(f"{name}2" if name in names else name)
    return names


def _table(rows: Sequence[list[str]]) -> list[_Row]:
    if not rows:
        return []
    names = _names(rows[0])
    return [dict(zip(names, row, strict=True)) for row in rows[1:] if len(row) == len(names)]


# -- deals


def _deal_rows(
    rows: Sequence[list[str]],
) -> tuple[list[str], list[_Row], list[list[str]], list[str]]:
    """Names of the columns, rows of deals, what stands below them, and rows that are broken."""
    names = _names(rows[0]) if rows else []
    if not set(_NEEDED) <= set(names) and len(names) in DEAL_COLUMNS:
        names = list(DEAL_COLUMNS[len(names)])
    missing = [name for name in _NEEDED if name not in names]
    if missing or len(rows) < 2:
        raise InvalidInput("report deals", ", ".join(missing) or "no rows", ", ".join(_NEEDED))
    table: list[_Row] = []
    below: list[list[str]] = []
    faults: list[str] = []
    for place, row in enumerate(rows[1:], 1):
        if len(row) == len(names) and (row[0] or row[1]):
            table.append(dict(zip(names, row, strict=True)))
        elif row[0] and not any(cell.endswith(":") for cell in row):
            faults.append(f"row {place} of the deals has {len(row)} of {len(names)} cells")
        else:
            below.append(row)
    if not table and not faults:
        raise InvalidInput("report deals", "no rows", ", ".join(_NEEDED))
    return names, table, below, faults


def _totals(names: list[str], below: Sequence[list[str]]) -> dict[str, Decimal]:
    """The row of sums below the deals: one cell for the columns up to the order, then the rest."""
    begin = names.index("commission") if "commission" in names else len(names)
    columns = names[begin:]
    row = next((row for row in below if not row[0] and len(row) == len(columns) + 1), None)
    if row is None:
        return {}
    return {
        name: number(text, f"report totals {name}")
        for name, text in zip(columns, row[1:], strict=True)
        if text and name != "comment"
    }


def _ledger(table: Sequence[_Row]) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    known: set[str] = set()
    for place, row in enumerate(table):
        field = f"report deal {row['deal'] or place + 1}"
        if not row["deal"].isdecimal() or row["deal"] in known:
            raise InvalidInput(field, row["deal"], "a number that no other deal has")
        known.add(row["deal"])
        make = _deal if row["type"].lower() in SIDES else _flow
        entries.append(make(row, field))
    return tuple(entries)


def _deal(row: _Row, field: str) -> ReportDeal:
    entry = DIRECTIONS.get(row["direction"].lower())
    if entry is None:
        words = ", ".join(list(DIRECTIONS)[:4])
        raise InvalidInput(f"{field} direction", row["direction"], f"one of {words}")
    read = _reader(row, field)
    volume = number(row["volume"].partition("/")[0], f"{field} volume")
    if volume <= 0:
        raise InvalidInput(f"{field} volume", row["volume"], "a number above 0")
    return ReportDeal(
        number=row["deal"], order=row.get("order", ""),
        time_ns=moment_ns(row["time"], f"{field} time"), symbol=row.get("symbol", ""),
        side=SIDES[row["type"].lower()], entry=entry, volume=volume,
        price=number(row["price"], f"{field} price"), commission=read("commission"),
        fee=read("fee"), swap=read("swap"), profit=number(row["profit"], f"{field} profit"),
        balance=number(row["balance"], f"{field} balance"), comment=row.get("comment", ""),
    )  # fmt: skip


def _flow(row: _Row, field: str) -> CashFlow:
    """Everything that moved the balance; a credit stands beside it, not in it."""
    read = _reader(row, field)
    kind = row["type"].lower() or "-"
    amount = read("profit") + read("commission") + read("fee") + read("swap")
    return CashFlow(
        number=row["deal"], time_ns=moment_ns(row["time"], f"{field} time"),
        amount=Decimal(0) if kind in CREDITS else amount, kind=kind,
        balance=number(row["balance"], f"{field} balance") if row["balance"] else None,
    )  # fmt: skip


def _reader(row: _Row, field: str) -> Callable[[str], Decimal]:
    """Amounts of the row's columns; one that is empty or not there is 0."""
    return lambda name: number(row.get(name) or "0", f"{field} {name}")


def _check_amounts(report: Report) -> None:
    """Every amount is a whole number of the account's smallest unit, and no absurd one."""
    for entry in report.ledger:
        for name, amount in _amounts(entry):
            units = amount.scaleb(report.digits)
            if units != units.to_integral_value() or abs(units) > _UNITS_MAX:
                raise InvalidInput(
                    f"report deal {entry.number} {name}", str(amount),
                    f"at most {report.digits} decimals, as the balances have, and 15 digits",
                )  # fmt: skip


def _amounts(entry: Entry) -> list[tuple[str, Decimal]]:
    if isinstance(entry, CashFlow):
        return [("amount", entry.amount), ("balance", entry.balance or Decimal(0))]
    names = ("profit", "commission", "fee", "swap", "balance")
    return [(name, getattr(entry, name)) for name in names]


def _told(rows: Sequence[list[str]]) -> tuple[ToldPosition, ...]:
    """The positions of a history: time, number, symbol, type, volume, ..., time, price, ..."""
    return tuple(
        ToldPosition(
            number=row[1], symbol=row[2], volume=number(row[4], f"report position {row[1]}"),
            time_close_ns=moment_ns(row[8], f"report position {row[1]}"),
            price_close=number(row[9], f"report position {row[1]}"),
        )
        for row in rows[1:]
        if len(row) == 13 and row[1].isdecimal()
    )  # fmt: skip
