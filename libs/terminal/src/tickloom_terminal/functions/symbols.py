"""Symbols, Market Watch and the depth of market."""

from decimal import Decimal

from tickloom.domain.errors import CorrectIt, Unavailable
from tickloom_terminal import constants as mt5
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.depth import DEPTH_LEVELS, depth
from tickloom_terminal.errors import Refused
from tickloom_terminal.group_mask import group_filter
from tickloom_terminal.structures import BookInfo, SymbolInfo, Tick
from tickloom_terminal.trade.sheet import SymbolSheet
from tickloom_terminal.translate import Translator, filled, symbol

_BOTH_SIDES = mt5.TICK_FLAG_BID | mt5.TICK_FLAG_ASK


class SymbolFunctions:
    """symbols_*, symbol_*, market_book_*."""

    def __init__(self, core: TerminalCore) -> None:
        self._core = core
        self._translate = Translator(core.clock)
        self._subscribed: set[str] = set()

    def symbols_total(self) -> int:
        return len(self._core.sheets)

    def symbols_get(self, group: str | None) -> list[SymbolInfo]:
        passes = group_filter(group)
        return [self._symbol(s) for name, s in self._core.sheets.items() if passes(name)]

    def symbol_info(self, name: str) -> SymbolInfo:
        return self._symbol(self._core.sheet(name))

    def symbol_info_tick(self, name: str) -> Tick:
        """A symbol that is not in Market Watch has no quotes."""
        self._core.sheet(name)
        quote = self._core.seen.quote(name)
        if quote is None or name not in self._core.selected:
            raise Refused(mt5.RES_E_NOT_FOUND)
        return self._translate.tick(quote, _BOTH_SIDES)

    def symbol_select(self, name: str, enable: bool) -> bool:
        """A symbol on which something is open or waits stays."""
        self._core.sheet(name)
        book = self._core.account.book
        if not enable and (book.of_symbol(name) or book.orders_of(name)):
            raise Refused(mt5.RES_E_FAIL)
        (self._core.selected.add if enable else self._core.selected.discard)(name)
        return True

    def market_book_add(self, name: str) -> bool:
        """A subscription also shows the symbol in Market Watch."""
        self._core.sheet(name)
        self._core.selected.add(name)
        self._subscribed.add(name)
        return True

    def market_book_release(self, name: str) -> bool:
        self._core.sheet(name)
        self._subscribed.discard(name)
        return True

    def market_book_get(self, name: str) -> list[BookInfo]:
        """The depth, best prices in the middle; only of a symbol that was subscribed to."""
        sheet = self._core.sheet(name)
        if name not in self._subscribed:
            raise Refused(mt5.RES_E_FAIL)
        quote = self._core.tick(name)
        if quote is None:
            return []
        return [
            filled(
                BookInfo, type=mt5.BOOK_TYPE_SELL if level.is_offer else mt5.BOOK_TYPE_BUY,
                price=float(level.price), volume=round(level.lots), volume_dbl=float(level.lots),
            )
            for level in depth(sheet.instrument, quote)
        ]  # fmt: skip

    def _symbol(self, sheet: SymbolSheet) -> SymbolInfo:
        quote = self._core.seen.quote(sheet.name)
        tick = None if quote is None else self._translate.tick(quote, _BOTH_SIDES)
        return symbol(
            sheet, tick, self._core.day_range(sheet.name),
            is_selected=sheet.name in self._core.selected, book_depth=DEPTH_LEVELS,
            tick_value=(self._tick_value(sheet, 1), self._tick_value(sheet, -1)),
        )  # fmt: skip

    def _tick_value(self, sheet: SymbolSheet, sign: int) -> float:
        """What one lot gains or loses with a tick, in the account's currency; 0 if unknown."""
        try:
            value: Decimal = self._core.account.purse.tick_value(sheet, is_gain=sign > 0)
        except (CorrectIt, Unavailable):
            return 0.0
        return float(value)
