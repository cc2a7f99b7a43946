"""What a report says, as values: its deals, deposits, told positions and printed statistics."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

_ACCOUNT = re.compile(r"\(\s*([A-Z]{3,5})\s*,.*?([^\s,()]+)\s*\)")
CREDITS = frozenset(("credit", "bonus"))
"""Flows beside the balance."""
_KINDS = {"netting": True, "exchange": True, "hedge": False, "hedging": False}
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDeal:
    """One deal; `entry` is 0 in, 1 out, 2 reversal, 3 close by; `side` +1 for a buy deal."""

    number: str
    order: str
    time_ns: int
    symbol: str
    side: int
    entry: int
    volume: Decimal
    price: Decimal
    commission: Decimal
    fee: Decimal
    swap: Decimal
    profit: Decimal
    balance: Decimal
    comment: str

    @property
    def costs(self) -> Decimal:
        """Commission and fee: two columns of a history, one of a tester report."""
        return self.commission + self.fee

    @property
    def net(self) -> Decimal:
        return self.profit + self.costs + self.swap


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """A deposit, a withdrawal, a credit: a deal without a symbol."""

    number: str
    time_ns: int
    amount: Decimal
    balance: Decimal | None
    kind: str


Entry: TypeAlias = ReportDeal | CashFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPosition:
    """A row of a history's positions: what opened it, and the last deal that closed it."""

    number: str
    symbol: str
    time_close_ns: int
    price_close: Decimal
    volume: Decimal


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a report says: `settings` and `statistics` by their printed labels, without colons.

    `ledger` has deals and cash flows in the order of the file, `totals` the sums below them by
    column, `faults` what the file lacks, in words.
    """

    title: str
    settings: dict[str, str]
    inputs: tuple[str, ...]
    statistics: dict[str, str]
    orders: tuple[dict[str, str], ...]
    positions: tuple[ToldPosition, ...]
    ledger: tuple[Entry, ...]
    totals: dict[str, Decimal]
    faults: tuple[str, ...]

    @cached_property
    def deals(self) -> tuple[ReportDeal, ...]:
        return tuple(entry for entry in self.ledger if isinstance(entry, ReportDeal))

    @cached_property
    def flows(self) -> tuple[CashFlow, ...]:
        return tuple(entry for entry in self.ledger if isinstance(entry, CashFlow))

    @cached_property
    def digits(self) -> int:
        """Decimals of the account currency, as printed."""
        balances = [entry.balance for entry in self.ledger if entry.balance is not None]
        exponents = (balance.as_tuple().exponent for balance in balances)
        return max((-e for e in exponents if isinstance(e, int)), default=2)

    @property
    def currency(self) -> str | None:
        """The account's currency, told by a setting of its own or by the line of the account."""
        told = self.settings.get("Currency")
        account = self._account
        if told is None and account is not None:
            return account[1]
        alone = [text for text in self.settings.values() if _CURRENCY.fullmatch(text)]
        return told or (alone[-1] if alone else None)

    @property
    def is_netting(self) -> bool | None:
        """What the line of a history's account says; a tester report does not."""
        account = self._account
        return None if account is None else _KINDS.get(account[2].lower())

    @property
    def _account(self) -> re.Match[str] | None:
        """`5012345 (EUR, Broker-Demo, demo, Hedge)`."""
        told = self.settings.get("Account")
        texts = self.settings.values() if told is None else [told]
        return next((found for text in texts if (found := _ACCOUNT.search(text))), None)

    @property
    def is_test(self) -> bool:
        """A tester report: its rates are the same from the first deal to the last."""
        return "Initial Deposit" in self.settings
