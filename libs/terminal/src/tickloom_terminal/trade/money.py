"""What positions are worth, what they tie up and what they cost, in the account's currency."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from tickloom.domain.errors import NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.money import Money
from tickloom.domain.order import Side
from tickloom.venue.conversion import Converter, Quote, Quotes
from tickloom.venue.costs import Commission, CommissionMode, SwapMode
from tickloom_terminal.trade.formulas import asset_of, is_in_base, margin_of, profit_of
from tickloom_terminal.trade.records import ZERO, AccountRules, Position
from tickloom_terminal.trade.sheet import SymbolSheet

_MILLION = Decimal(1_000_000)
_YEAR_DAYS = 360  # MetaTrader counts interest on a year of 360 days


class Purse:
    """The account's arithmetic on the venue's quotes; every amount is rounded once, when booked."""

    def __init__(self, rules: AccountRules, converter: Converter, quotes: Quotes) -> None:
        self._rules = rules
        self._converter = converter
        self._quotes = quotes
        self._unit = Decimal(1).scaleb(-rules.currency_digits)

    def rounded(self, amount: Decimal) -> Decimal:
        """Half away from zero to the account's digits, as MetaTrader books each deal."""
        return amount.quantize(self._unit, rounding=ROUND_HALF_UP)

    def quote(self, sheet: SymbolSheet) -> Quote | None:
        return self._quotes(Symbol(sheet.name))

    def profit(
        self, sheet: SymbolSheet, side: Side, volume: Decimal, *, opened: Decimal, closed: Decimal
    ) -> Decimal:
        """By the formula of the symbol's mode, converted, rounded."""
        raw = profit_of(sheet, side, volume, opened=opened, closed=closed)
        return self.rounded(self._converter.profit(raw, self._quotes))

    def tick_value(self, sheet: SymbolSheet, *, is_gain: bool) -> Decimal:
        """What one lot gains or loses when the price moves by one tick; not rounded."""
        amount = sheet.tick_worth if is_gain else -sheet.tick_worth
        money = Money(amount=amount, currency=sheet.instrument.currency_profit)
        return abs(self._converter.profit(money, self._quotes))

    def margin(
        self, sheet: SymbolSheet, side: Side, volume: Decimal, price: Decimal, *,
        is_held: bool = False,
    ) -> Decimal:  # fmt: skip
        """What an order (or, `is_held`, a position) alone ties up, not rounded."""
        raw = margin_of(
            sheet, side, volume, price=price, leverage=self._rules.leverage, is_held=is_held
        )
        try:
            return self._converter.margin(raw, side, self._quotes)
        except NotFound:
            if not is_in_base(sheet):
                raise
            # No pair for the base currency: its worth in the profit currency is known.
            worth = Money(amount=raw.amount * price, currency=sheet.instrument.currency_profit)
            return self._converter.margin(worth, side, self._quotes)

    def asset(self, sheet: SymbolSheet, position: Position, price: Decimal) -> Decimal:
        """What collateral adds to the equity."""
        return self.rounded(
            self._converter.profit(asset_of(sheet, position.volume, price), self._quotes)
        )

    def margin_together(self, sheet: SymbolSheet, positions: Iterable[Position]) -> Decimal:
        """What all positions of one symbol tie up together, opposite ones covering each other.

        By default the uncovered part counts in full and the covered part with `margin_hedged` as
        contract size; with `hedged_use_leg` only the greater side counts.
        """
        volume = {Side.BUY: ZERO, Side.SELL: ZERO}
        tied = {Side.BUY: ZERO, Side.SELL: ZERO}
        for position in positions:
            volume[position.side] += position.volume
            tied[position.side] += position.margin
        covered = min(volume.values())
        if not covered:
            return sum(tied.values(), ZERO)
        if sheet.hedged_use_leg:
            return max(tied.values())
        greater = max(volume, key=lambda side: volume[side])
        uncovered = tied[greater] * (volume[greater] - covered) / volume[greater]
        a_lot = sum(tied.values(), ZERO) / sum(volume.values(), ZERO)
        hedged = covered * sheet.margin_hedged
        if not sheet.margin_initial:
            hedged = hedged / sheet.instrument.contract_size * a_lot
        return uncovered + hedged

    def commission(
        self, sheet: SymbolSheet, volume: Decimal, price: Decimal, *, is_entry: bool
    ) -> Decimal:
        """The commission of a deal: zero or negative."""
        return self._cost(sheet.commission, sheet, volume, price, is_entry=is_entry)

    def fee(
        self, sheet: SymbolSheet, volume: Decimal, price: Decimal, *, is_entry: bool
    ) -> Decimal:
        """What is charged beside the commission: zero or negative."""
        return self._cost(sheet.fee, sheet, volume, price, is_entry=is_entry)

    def _cost(
        self, model: Commission, sheet: SymbolSheet, volume: Decimal, price: Decimal, *,
        is_entry: bool,
    ) -> Decimal:  # fmt: skip
        if model.mode is CommissionMode.NONE:
            return ZERO
        charged = self._charged(model, sheet, volume, price, is_entry=is_entry)
        return -self.rounded(max(charged, model.minimum)) if charged else ZERO

    def _charged(
        self, model: Commission, sheet: SymbolSheet, volume: Decimal, price: Decimal, *,
        is_entry: bool,
    ) -> Decimal:  # fmt: skip
        match model.mode:
            case CommissionMode.PER_LOT:
                return model.amount * volume
            case CommissionMode.ROUND_TURN:
                return model.amount * volume if is_entry else ZERO
            case CommissionMode.PER_DEAL:
                return model.amount
            case CommissionMode.PER_MILLION:
                return model.amount * self._turnover(sheet, volume, price) / _MILLION
            case CommissionMode.PERCENT:
                return model.amount * self._turnover(sheet, volume, price) / 100
            case CommissionMode.NONE:
                return ZERO

    def _turnover(self, sheet: SymbolSheet, volume: Decimal, price: Decimal) -> Decimal:
        amount = volume * sheet.instrument.contract_size * price
        money = Money(amount=amount, currency=sheet.instrument.currency_profit)
        return self._converter.profit(money, self._quotes)

    def swap(self, sheet: SymbolSheet, position: Position, *, nights: int) -> Decimal:
        """What a position earns (or, negative, pays) for `nights` rollovers."""
        swap, instrument = sheet.swap, sheet.instrument
        rate = swap.long if position.side is Side.BUY else swap.short
        if swap.mode is SwapMode.NONE or not rate or not nights:
            return ZERO
        lots = position.volume * nights
        quote = self.quote(sheet)
        price = position.price_open if quote is None else _closing(quote, position.side)
        match swap.mode:
            case SwapMode.POINTS:
                amount = lots * instrument.contract_size * instrument.point * rate
                currency = instrument.currency_profit
            case SwapMode.MONEY_BASE:
                amount, currency = lots * rate, instrument.currency_base
            case SwapMode.MONEY_MARGIN:
                amount, currency = lots * rate, instrument.currency_margin
            case SwapMode.MONEY_DEPOSIT:
                amount, currency = lots * rate, self._rules.currency
            case _:
                worth = position.price_open if swap.mode is SwapMode.INTEREST_OPEN else price
                yearly = lots * instrument.contract_size * worth * rate / 100
                amount, currency = yearly / _YEAR_DAYS, instrument.currency_profit
        money = Money(amount=amount, currency=currency)
        return self.rounded(self._converter.profit(money, self._quotes))


def _closing(quote: Quote, side: Side) -> Decimal:
    return quote.bid if side is Side.BUY else quote.ask
