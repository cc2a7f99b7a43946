"""Each deal recomputed: profit from price, volume and sheet, balances and sums from amounts.

What a report does not say is unknown and counted as that, neither right nor wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tickloom.domain.instrument import Instrument
from tickloom.stats.report_deals import CREDITS, CashFlow, Entry, Report, ReportDeal
from tickloom.stats.report_positions import Closed, closed_in, profit_of
from tickloom.stats.report_rates import Charge, Judged, best_rate
from tickloom.stats.report_tables import number
from tickloom.stats.report_worth import Worth, half_of, worth_of

_FACTORS = tuple(
    Decimal(mantissa).scaleb(power) for power in range(-6, 7) for mantissa in ("1", "2", "2.5", "5")
)
"""What brokers' contracts differ by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealCheck:
    """How many deals could be recomputed, and those that came out otherwise (in words).

    `unknown` are those that could not be recomputed, with the reason.
    """

    checked: int
    unlike: tuple[str, ...]
    unknown: int = 0
    reason: str = ""


def checked(report: Report, found: Judged, column: str, reason: str) -> DealCheck:
    """What was judged, in words and in the order of the deals."""
    step = Decimal(1).scaleb(-report.digits)
    unlike = tuple(
        f"deal {deal.number}: {column} {printed_of(deal, column)}, computed "
        f"{found.unlike[deal.number].quantize(step, rounding=ROUND_HALF_UP)}"
        for deal in report.deals
        if deal.number in found.unlike
    )
    return DealCheck(
        checked=len(found.agree) + len(unlike), unlike=unlike, unknown=len(found.unknown),
        reason=reason if found.unknown else "",
    )  # fmt: skip


def printed_of(deal: ReportDeal, column: str) -> Decimal:
    return {"profit": deal.profit, "commission": deal.costs, "swap": deal.swap}[column]


# -- profits


def worths_of(sheets: Mapping[str, Instrument], currency: str | None) -> dict[str, Worth]:
    """What moves are worth, of the symbols for which the report tells it."""
    found = {symbol: worth_of(sheet, currency) for symbol, sheet in sheets.items()}
    return {symbol: worth for symbol, worth in found.items() if worth is not None}


def check_profits(
    report: Report, worths: Mapping[str, Worth], closed: Sequence[Closed] | None = None
) -> DealCheck:
    """(close - open) x contract x lots of every closing deal, rounded to the account's digits."""
    pairs = closed_in(report, worths) if closed is None else closed
    exact = _profits(pairs, worths)
    agree: set[str] = set()
    unlike: dict[str, Decimal] = {}
    unknown: set[str] = set()
    for symbol in {deal.symbol for deal in report.deals}:
        own = [deal for deal in report.deals if deal.symbol == symbol and deal.entry != 0]
        known = [deal for deal in own if deal.number in exact]
        unknown |= {deal.number for deal in own} - {deal.number for deal in known}
        right = {deal.number for deal in known if _is_exact(exact[deal.number], deal)}
        agree |= right
        others = [deal for deal in known if deal.number not in right]
        if others and _is_other_contract(others, known, exact):
            unknown |= {deal.number for deal in known}
            agree -= right
            continue
        for deal in others:
            if 2 * len(right) < len(known) and worths[symbol].explains(
                exact[deal.number], deal.profit
            ):
                unknown.add(deal.number)
            else:
                unlike[deal.number] = exact[deal.number]
    found = Judged(agree=frozenset(agree), unlike=unlike, unknown=frozenset(unknown))
    return checked(report, found, "profit", "contract, rate or opening deal not in the report")


def _profits(closed: Sequence[Closed], worths: Mapping[str, Worth]) -> dict[str, Decimal]:
    """Exact profits of the deals whose whole volume is known to have closed something."""
    profits: dict[str, Decimal] = {}
    volumes: dict[str, Decimal] = {}
    for each in closed:
        worth = worths.get(each.closing.symbol)
        if worth is None:
            continue
        number = each.closing.number
        profits[number] = profits.get(number, Decimal(0)) + profit_of(each, worth)
        volumes[number] = volumes.get(number, Decimal(0)) + each.volume
    deals = {each.closing.number: each.closing for each in closed}
    return {
        number: exact for number, exact in profits.items()
        if deals[number].entry == 2 or volumes[number] == deals[number].volume
    }  # fmt: skip


def _is_exact(exact: Decimal, deal: ReportDeal) -> bool:
    return abs(exact - deal.profit) <= half_of(deal.profit)


def _is_other_contract(
    others: Sequence[ReportDeal], known: Sequence[ReportDeal], exact: Mapping[str, Decimal]
) -> bool:
    """Whether this broker's contract is another one: no deal fits the sheet, all fit one factor."""
    telling = [deal for deal in known if exact[deal.number] != 0]
    if len(others) < len(telling):
        return False
    charges = [
        Charge(
            number=deal.number, amount=deal.profit, base=exact[deal.number],
            slack=half_of(deal.profit),
        )
        for deal in telling
    ]  # fmt: skip
    rate = best_rate(charges)
    if rate <= 0 or not all(each.fits(rate) for each in charges):
        return False
    factors = [f for f in _FACTORS if f != 1 and all(e.fits(Fraction(f)) for e in charges)]
    return len(charges) > 1 or bool(factors)


# -- balances and sums


def check_balances(report: Report) -> DealCheck:
    """Every balance is the one before it with what the deal brought."""
    unlike: list[str] = []
    count = 0
    carried: Decimal | None = None
    printed: Decimal | None = None
    for entry in report.ledger:
        net = _net(entry)
        if entry.balance is None or carried is None or printed is None or _is_credit(entry):
            carried = entry.balance if carried is None or _is_credit(entry) else carried + net
            printed = carried
            continue
        count += 1
        carried += net
        if entry.balance not in {carried, printed + net}:
            unlike.append(f"deal {entry.number}: balance {entry.balance}, computed {carried}")
        elif entry.balance != carried:
            carried = entry.balance
        printed = entry.balance
    return DealCheck(checked=count, unlike=tuple(unlike))


def _is_credit(entry: Entry) -> bool:
    """Whether a credit is part of the printed balance is not known."""
    return isinstance(entry, CashFlow) and entry.kind in CREDITS


def _net(entry: Entry) -> Decimal:
    return entry.net if isinstance(entry, ReportDeal) else entry.amount


def check_totals(report: Report) -> DealCheck:
    """The sums below the deals, and the deposit and the balance that stand elsewhere."""
    wanted = _totals(report)
    told = {name: amount for name, amount in report.totals.items() if name in wanted}
    for label, text in (report.settings | report.statistics).items():
        if label in {"Initial Deposit", "Balance"} and label in wanted:
            told[label] = number(text, label)
    unlike = tuple(
        f"{name}: printed {amount}, computed {wanted[name][0]}"
        for name, amount in told.items()
        if amount not in wanted[name]
    )
    return DealCheck(checked=len(told), unlike=unlike)


def _totals(report: Report) -> dict[str, tuple[Decimal, ...]]:
    """What each sum may be; whether deposits are in that of the profits differs by report."""
    if not report.ledger:
        return {}
    deals = report.deals
    profit = sum((deal.profit for deal in deals), Decimal(0))
    flows = sum((flow.amount for flow in report.flows), Decimal(0))
    found = {
        "commission": (sum((deal.commission for deal in deals), Decimal(0)),),
        "fee": (sum((deal.fee for deal in deals), Decimal(0)),),
        "swap": (sum((deal.swap for deal in deals), Decimal(0)),),
        "profit": (profit, profit + flows),
    }
    first, last = report.ledger[0], report.ledger[-1]
    if last.balance is not None:
        found |= {"balance": (last.balance,), "Balance": (last.balance,)}
    if not isinstance(first, ReportDeal):
        found["Initial Deposit"] = (first.amount,)
    return found
