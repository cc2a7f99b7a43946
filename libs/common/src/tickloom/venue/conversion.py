"""Amounts of a foreign currency in the account's, through the venue's own quotes.

What was gained has to be sold, what was lost has to be bought: both at the worse side.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from tickloom.domain.errors import NotFound, Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.money import Money
from tickloom.domain.order import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Both sides of a symbol, exact."""

    bid: Decimal
    ask: Decimal


Quotes = Callable[[Symbol], Quote | None]
"""The current quote of a symbol; None before the first."""


class Converter:
    """Converts into `currency` with the currency pairs among `instruments`."""

    def __init__(self, instruments: Iterable[Instrument], *, currency: str) -> None:
        self.currency = currency
        self._pairs = {
            (i.currency_base, i.currency_profit): i.symbol
            for i in instruments
            if i.calc_mode is CalcMode.FOREX
        }

    def profit(self, money: Money, quotes: Quotes) -> Decimal:
        """A result: positive amounts are sold, negative ones bought. Not rounded."""
        return self._converted(money, quotes, is_bought=money.amount < 0)

    def margin(self, money: Money, side: Side, quotes: Quotes) -> Decimal:
        """A margin of an order of `side`: at the ask for a buy, at the bid for a sell."""
        return self._converted(money, quotes, is_bought=side is Side.BUY)

    def _converted(self, money: Money, quotes: Quotes, *, is_bought: bool) -> Decimal:
        if money.currency == self.currency:
            return money.amount
        direct = self._pairs.get((money.currency, self.currency))
        if direct is not None:
            quote = self._quote(direct, quotes)
            return money.amount * (quote.ask if is_bought else quote.bid)
        inverse = self._pairs.get((self.currency, money.currency))
        if inverse is not None:
            quote = self._quote(inverse, quotes)
            return money.amount / (quote.bid if is_bought else quote.ask)
        raise NotFound(
            f"no symbol of this venue converts {money.currency} to {self.currency}",
            code="venue:no_conversion",
            hint=f"it needs {money.currency}{self.currency} or {self.currency}{money.currency}",
        )

    @staticmethod
    def _quote(symbol: Symbol, quotes: Quotes) -> Quote:
        quote = quotes(symbol)
        if quote is None:
            raise Unavailable(f"{symbol} has no quote yet; it is needed to convert")
        return quote
