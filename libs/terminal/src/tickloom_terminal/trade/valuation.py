"""What an account is worth and what it ties up, marked with the current quotes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from tickloom.domain.order import Side
from tickloom.venue.conversion import Quote
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.book import Book
from tickloom_terminal.trade.money import Purse
from tickloom_terminal.trade.records import ZERO, Figures, Order, Position
from tickloom_terminal.trade.sheet import SymbolSheet


class Valuation:
    """Reads the books; changes nothing."""

    def __init__(
        self, sheets: Mapping[str, SymbolSheet], book: Book, purse: Purse,
        quote: Callable[[str], Quote | None],
    ) -> None:  # fmt: skip
        self._sheets = sheets
        self._rules = book.rules
        self._book = book
        self._purse = purse
        self._quote = quote

    def figures(self, *, blocked: Decimal = ZERO) -> Figures:
        """The account now; a position without a quote stands at its price."""
        book = self._book
        positions = book.positions.values()
        floating = sum((self.profit(p) + p.swap for p in positions), ZERO)
        assets = sum((self._asset(p) for p in positions), ZERO)
        equity = book.balance + book.credit + floating + assets + blocked
        return Figures(
            balance=book.balance, credit=book.credit, profit=floating, assets=assets,
            equity=equity, margin=self.margin(), commission_blocked=blocked,
        )  # fmt: skip

    def profit(self, position: Position) -> Decimal:
        return self._purse.profit(
            self._sheets[position.symbol], position.side, position.volume,
            opened=position.price_open, closed=self.price(position),
        )  # fmt: skip

    def price(self, position: Position) -> Decimal:
        """Where the position would be closed now."""
        quote = self._quote(position.symbol)
        if quote is None:
            return position.price_open
        return quote.bid if position.side is Side.BUY else quote.ask

    def margin(self) -> Decimal:
        """What all positions tie up, and waiting orders on an exchange; rounded as it is shown."""
        return self._margin(self._book.positions.values())

    def margin_with(self, symbol: str, side: Side, volume: Decimal) -> Decimal:
        """What would be tied up after a deal that opens, adds to, or (netting) reduces."""
        quote = self._quote(symbol)
        assert quote is not None, "money is counted after the check of quotes"
        price = quote.ask if side is Side.BUY else quote.bid
        kept = list(self._book.positions.values())
        if not self._rules.is_hedging:
            volume = self._netted(kept, symbol, side, volume)
        if volume:
            tied = self._purse.margin(self._sheets[symbol], side, volume, price)
            kept.append(
                Position(
                    ticket=0, identifier=0, symbol=symbol, side=side, volume=volume,
                    price_open=price, margin=tied, time_ns=0, time_update_ns=0,
                )
            )  # fmt: skip
        return self._margin(kept)

    @staticmethod
    def _netted(kept: list[Position], symbol: str, side: Side, volume: Decimal) -> Decimal:
        """Take from `kept` what a deal of the other side closes; answers what is left of it."""
        net = next((p for p in kept if p.symbol == symbol and p.side is not side), None)
        if net is None:
            return volume
        kept.remove(net)
        rest = net.volume - volume
        if rest > 0:
            kept.append(replace(net, volume=rest, margin=net.margin * rest / net.volume))
        return max(-rest, ZERO)

    def _margin(self, positions: Iterable[Position]) -> Decimal:
        by_symbol: dict[str, list[Position]] = {}
        follows = self._book.rules.margin_follows_price
        for position in positions:
            held = self._at_current(position) if follows and position.ticket else position
            by_symbol.setdefault(position.symbol, []).append(held)
        tied = sum(
            (
                self._purse.margin_together(self._sheets[name], held)
                for name, held in sorted(by_symbol.items())
            ),
            ZERO,
        )
        if self._rules.is_exchange:
            tied += sum((self.margin_of_order(o) for o in self._book.orders.values()), ZERO)
        return self._purse.rounded(tied)

    def _at_current(self, position: Position) -> Position:
        tied = self._purse.margin(
            self._sheets[position.symbol], position.side, position.volume,
            self.price(position), is_held=True,
        )  # fmt: skip
        return replace(position, margin=tied)

    def margin_of_order(self, order: Order) -> Decimal:
        """What a waiting order would tie up alone."""
        price = order.stoplimit or order.price_open
        return self._purse.margin(
            self._sheets[order.symbol], order.side, order.volume_current, price
        )

    def _asset(self, position: Position) -> Decimal:
        sheet = self._sheets[position.symbol]
        if sheet.mode != mt5.SYMBOL_CALC_MODE_SERV_COLLATERAL:
            return ZERO
        return self._purse.asset(sheet, position, self.price(position))
