"""What a tick and a lot of a symbol are worth in the account's currency, as exact fractions.

Sizing floors volumes, so a rate of 100/150 must stay a fraction: as a decimal it would turn 0.60
lots into 0.59. Amounts are bought at the worse side, so risk is never understated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tickloom.domain.errors import InvalidInput, Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import Bar
from tickloom.domain.money import Volume
from tickloom.venue.conversion import Quote
from tickloom.venue.margin import margin_raw

Quotes = Mapping[Symbol, Quote]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    symbol: Symbol
    is_inverse: bool


class Valuation:
    """One instrument seen from one account; `needed` are the other symbols whose quotes it reads.

    Raises `InvalidInput` when the venue offers no pair that converts.
    """

    def __init__(
        self, instrument: Instrument, venue: Iterable[Instrument], *, currency: str
    ) -> None:
        self._instrument = instrument
        self._currency = currency
        pairs = {
            (i.currency_base, i.currency_profit): i.symbol
            for i in venue
            if i.calc_mode is CalcMode.FOREX
        }
        self._pairs = {
            other: _pair(pairs, other, currency, instrument.symbol)
            for other in {instrument.currency_profit, instrument.currency_margin} - {currency}
        }
        self.needed = {pair.symbol for pair in self._pairs.values()} - {instrument.symbol}

    def tick_value(self, quotes: Quotes) -> Fraction:
        """The loss of one lot when the price moves by one tick against it."""
        instrument = self._instrument
        amount = Fraction(instrument.tick_size * instrument.contract_size)
        return amount * self._rate(instrument.currency_profit, quotes)

    def margin_per_lot(self, quotes: Quotes, *, leverage: int) -> Fraction:
        price = quotes[self._instrument.symbol].ask
        raw = margin_raw(self._instrument, Volume(Decimal(1)), price=price, leverage=leverage)
        return Fraction(raw.amount) * self._rate(raw.currency, quotes)

    def _rate(self, currency: str, quotes: Quotes) -> Fraction:
        if currency == self._currency:
            return Fraction(1)
        pair = self._pairs[currency]
        quote = quotes.get(pair.symbol)
        if quote is None:
            raise Unavailable(f"{pair.symbol} has no quote yet; it is needed to convert {currency}")
        return 1 / Fraction(quote.bid) if pair.is_inverse else Fraction(quote.ask)


def quote_at_close(bar: Bar, instrument: Instrument) -> Quote:
    """Both sides at a bar's close: bars are bid bars, the spread is the recorded one."""
    bid = instrument.price(bar.close)
    return Quote(bid=bid, ask=bid + bar.spread_points * instrument.point)


def _pair(
    pairs: Mapping[tuple[str, str], Symbol], other: str, currency: str, symbol: Symbol
) -> _Pair:
    direct, inverse = pairs.get((other, currency)), pairs.get((currency, other))
    if direct is not None:
        return _Pair(symbol=direct, is_inverse=False)
    if inverse is not None:
        return _Pair(symbol=inverse, is_inverse=True)
    raise InvalidInput(
        "symbol", str(symbol),
        f"one whose {other} converts to {currency}: the venue lacks {other}{currency} "
        f"and {currency}{other}",
    )  # fmt: skip
