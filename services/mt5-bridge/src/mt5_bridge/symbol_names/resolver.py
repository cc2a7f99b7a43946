"""Finds the broker's symbol for a market: exact, learned alias, affix, contract; pure.

The broker's spelling is kept to the letter. What is ambiguous is never guessed: the answer is an
error that lists the candidates.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mt5_bridge.port.records import VenueSymbol
from tickloom.domain.errors import Conflict, InvalidInput, NotFound

_AFFIX_MAX = 6
_LISTED_MAX = 8
_DISABLED, _CLOSE_ONLY = 0, 3


class Found(StrEnum):
    """How a name was found; from AFFIX on a person should have seen it once."""

    EXACT = "exact"
    LEARNED = "learned"
    CASE = "case"
    AFFIX = "affix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A market as the platform names it; what is None is not checked.

    A name of six letters says its currencies itself ("EURUSD", "XAUUSD").
    """

    name: str
    currency_base: str | None = None
    currency_profit: str | None = None
    contract_size: Decimal | None = None
    digits: int | None = None

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > 64:
            raise InvalidInput("symbol", self.name, "a name of 1 to 64 characters")

    @property
    def pair(self) -> tuple[str, str] | None:
        """Base and profit currency, as far as they are said."""
        if self.currency_base and self.currency_profit:
            return self.currency_base.upper(), self.currency_profit.upper()
        if len(self.name) == 6 and self.name.isascii() and self.name.isalpha():
            return self.name[:3].upper(), self.name[3:].upper()
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """An alias that was confirmed, with the contract it had then."""

    name: str
    currency_base: str
    currency_profit: str
    contract_size: Decimal
    digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The broker's own name, and how it was found."""

    name: str
    how: Found


def resolve(
    wanted: Wanted, symbols: Iterable[VenueSymbol], learned: Mapping[str, Learned]
) -> Resolution:
    """Raises `NotFound` or `Conflict` with what a person has to decide."""
    offered = {symbol.name: symbol for symbol in symbols}
    alias = learned.get(wanted.name)
    exact = offered.get(wanted.name)
    if alias is not None:
        return _learned(wanted, alias, offered)
    if exact is not None and exact.trade_mode not in {_DISABLED, _CLOSE_ONLY}:
        return _checked(wanted, exact, Found.EXACT)
    near = [s for s in offered.values() if _core_of(wanted.name, s.name) and s is not exact]
    good = [s for s in near if not contract_problem(wanted, s) and s.trade_mode != _DISABLED]
    if exact is not None:
        return _not_tradable(exact, good)
    if len(good) == 1:
        is_case = good[0].name.casefold() == wanted.name.casefold()
        return Resolution(name=good[0].name, how=Found.CASE if is_case else Found.AFFIX)
    if good:
        raise Conflict(
            f"{wanted.name} could be {_list(good)} at this broker: say which one",
            code="symbol:ambiguous", hint="confirm one of them as the alias",
        )  # fmt: skip
    raise _nowhere(wanted, near, offered.values())


def learn(wanted: Wanted, name: str, symbols: Iterable[VenueSymbol]) -> Learned:
    """A person's word that `name` is the market; raises when the contract says otherwise."""
    symbol = next((s for s in symbols if s.name == name), None)
    if symbol is None:
        raise NotFound(f"the broker has no symbol {name!r}, spelt exactly so")
    problem = contract_problem(wanted, symbol)
    if problem:
        raise Conflict(f"{name} cannot stand for {wanted.name}: {problem}", code="symbol:contract")
    return Learned(
        name=symbol.name, currency_base=symbol.currency_base, digits=symbol.digits,
        currency_profit=symbol.currency_profit, contract_size=symbol.contract_size,
    )  # fmt: skip


def contract_problem(wanted: Wanted, symbol: VenueSymbol) -> str:
    """Why the symbol is not the market that is meant; "" when nothing speaks against it."""
    pair = wanted.pair
    if pair is not None:
        base, profit = symbol.currency_base.upper(), symbol.currency_profit.upper()
        # Metals and CFDs of many brokers carry the profit currency on both sides.
        if profit != pair[1] or base not in {pair[0], pair[1]}:
            return f"it is {base}/{profit}, not {pair[0]}/{pair[1]}"
    if wanted.contract_size is not None and symbol.contract_size != wanted.contract_size:
        return f"a lot is {symbol.contract_size}, not {wanted.contract_size}"
    if wanted.digits is not None and symbol.digits != wanted.digits:
        return f"it has {symbol.digits} digits, not {wanted.digits}"
    return ""


def _learned(wanted: Wanted, alias: Learned, offered: Mapping[str, VenueSymbol]) -> Resolution:
    symbol = offered.get(alias.name)
    if symbol is None:
        raise NotFound(
            f"{wanted.name} was {alias.name} at this broker, which has no such symbol any more",
            code="symbol:gone", hint="confirm another symbol as the alias",
        )  # fmt: skip
    now = (symbol.currency_base, symbol.currency_profit, symbol.contract_size)
    then = (alias.currency_base, alias.currency_profit, alias.contract_size)
    if now != then:
        raise Conflict(
            f"the contract of {alias.name} has changed since it was confirmed for {wanted.name}: "
            f"{_contract(then)} then, {_contract(now)} now",
            code="symbol:contract", hint="look at the broker's sheet and confirm it again",
        )  # fmt: skip
    return _checked(wanted, symbol, Found.LEARNED)


def _checked(wanted: Wanted, symbol: VenueSymbol, how: Found) -> Resolution:
    problem = contract_problem(wanted, symbol)
    if problem:
        raise Conflict(
            f"the broker's {symbol.name} is not what is meant by {wanted.name}: {problem}",
            code="symbol:contract",
        )
    return Resolution(name=symbol.name, how=how)


def _core_of(core: str, name: str) -> bool:
    """Whether `name` is `core` with something short before or behind it, in any case."""
    at = name.casefold().find(core.casefold())
    if at < 0:
        return False
    before, behind = name[:at], name[at + len(core) :]
    return len(before) <= _AFFIX_MAX and len(behind) <= _AFFIX_MAX


def _not_tradable(exact: VenueSymbol, others: list[VenueSymbol]) -> Resolution:
    word = "disabled" if exact.trade_mode == _DISABLED else "open for closing only"
    if not others:
        return Resolution(name=exact.name, how=Found.EXACT)  # quotes and exits still need it
    raise Conflict(
        f"{exact.name} is {word} at this broker; {_list(others)} may be what is meant: say which",
        code="symbol:ambiguous", hint="confirm one of them as the alias",
    )  # fmt: skip


def _nowhere(wanted: Wanted, near: list[VenueSymbol], offered: Iterable[VenueSymbol]) -> NotFound:
    alike = [s for s in offered if wanted.pair is not None and not contract_problem(wanted, s)
             and s.currency_base != s.currency_profit]  # fmt: skip
    if alike:
        words = f"; by its contract it may be {_list(alike)}: confirm it if that is right"
    elif near:
        problems = "; ".join(
            f"{s.name}: {contract_problem(wanted, s) or 'trading is disabled'}"
            for s in near[:_LISTED_MAX]
        )
        words = f"; near it, but not it: {problems}"
    else:
        words = ""
    return NotFound(f"this broker has no symbol for {wanted.name}{words}", code="symbol:unknown")


def _list(symbols: Iterable[VenueSymbol]) -> str:
    rows = sorted(symbols, key=lambda s: s.name)
    shown = [
        f"{s.name} ({s.currency_base}/{s.currency_profit}, lot {s.contract_size:f}, "
        f"{s.digits} digits{', disabled' if s.trade_mode == _DISABLED else ''})"
        for s in rows[:_LISTED_MAX]
    ]
    more = len(rows) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _contract(what: tuple[str, str, Decimal]) -> str:
    return f"{what[0]}/{what[1]} with a lot of {what[2]:f}"
