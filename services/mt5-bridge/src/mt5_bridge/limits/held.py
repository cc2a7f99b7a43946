"""What an account already has at stake: positions, waiting orders and orders of unknown fate.

All three count alike. What holds no stop counts as if its price gapped by `gap_percent`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.limits.rules import Limits
from mt5_bridge.orders.gate import Proposal, ProposalKind, UnknownExposure
from mt5_bridge.port.records import VenueOrder, VenuePosition, VenueSymbol
from tickloom.domain.order import Side

SheetOf = Callable[[str], VenueSymbol | None]
"""The symbol's sheet with a fresh tick value; None when the terminal did not tell."""

_ZERO = Decimal(0)
_HEDGING = 2
_SELL_TYPES = frozenset({1, 3, 5, 7})
_STOP_LIMITS = frozenset({6, 7})
_PER_CENT = Decimal(100)
_EXACT_MODES = frozenset({0, 2, 4, 5})
"""Calculation modes whose tick value is tick size x contract size: forex and CFDs."""
_TICK_VALUE_TOLERANCE = Decimal("0.01")


class Unmeasurable(Exception):
    """Something at stake cannot be counted; the text says what, for a person who trades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """One position or order: `risk` is its loss at the stop, from now, in account currency."""

    symbol: str
    side: Side
    volume: Decimal
    risk: Decimal
    ticket: int = 0
    is_open: bool = False
    is_unknown: bool = False


def stakes(proposal: Proposal, measure: "Measure") -> tuple[Stake, ...]:
    """Everything at stake before the proposed order; raises `Unmeasurable`."""
    if proposal.positions is None:
        raise Unmeasurable("the open positions could not be read")
    if proposal.orders is None:
        raise Unmeasurable("the waiting orders could not be read")
    return (
        *(measure.position(position) for position in proposal.positions),
        *(measure.order(order) for order in proposal.orders if not _is_exit(order, proposal)),
        *(measure.unknown(u) for u in proposal.unknown if u.kind is ProposalKind.ENTRY),
    )


class Measure:
    """Turns what the terminal states into stakes; risks are 0 where no limit looks at them."""

    def __init__(self, proposal: Proposal, sheet_of: SheetOf, limits: Limits) -> None:
        self._proposal = proposal
        self._sheet_of = sheet_of
        self._gap = limits.account.gap_percent / _PER_CENT
        self._is_needed = limits.needs_risk
        self._sheets = {proposal.symbol.name: proposal.symbol}

    def position(self, held: VenuePosition, *, stop_loss: Decimal | None = None) -> Stake:
        """`stop_loss`: as if it were there instead (0: none)."""
        side = Side.SELL if held.type else Side.BUY
        stop = held.sl if stop_loss is None else stop_loss
        risk = self.risk(held.symbol, side, held.volume, price=held.price_current, stop=stop)
        return Stake(symbol=held.symbol, side=side, volume=held.volume, risk=risk,
                     ticket=held.ticket, is_open=True)  # fmt: skip

    def order(
        self, held: VenueOrder, *, price: Decimal | None = None, stop_loss: Decimal | None = None
    ) -> Stake:
        side = Side.SELL if held.type in _SELL_TYPES else Side.BUY
        own = held.stoplimit if held.type in _STOP_LIMITS and held.stoplimit else held.price_open
        stop = held.sl if stop_loss is None else stop_loss
        risk = self.risk(held.symbol, side, held.volume_current, price=price or own, stop=stop)
        return Stake(symbol=held.symbol, side=side, volume=held.volume_current, risk=risk,
                     ticket=held.ticket)  # fmt: skip

    def unknown(self, sent: UnknownExposure) -> Stake:
        price = sent.price
        if not self._is_needed:
            price = _ZERO
        elif price is None and sent.symbol == self._proposal.symbol.name:
            price = self._proposal.price
        if price is None:
            raise Unmeasurable(
                f"the price of an order of unknown fate in {sent.symbol} is not known"
            )
        risk = self.risk(
            sent.symbol, sent.side, sent.volume, price=price, stop=sent.stop_loss or _ZERO
        )
        return Stake(symbol=sent.symbol, side=sent.side, volume=sent.volume, risk=risk,
                     is_unknown=True)  # fmt: skip

    def risk(
        self, symbol: str, side: Side, volume: Decimal, *, price: Decimal, stop: Decimal
    ) -> Decimal:
        """The loss when `stop` is reached from `price`; 0 for a stop that lies beyond it."""
        if not self._is_needed:
            return _ZERO
        distance = (price - stop) * side.sign if stop else price * self._gap
        return max(_ZERO, self.worth(symbol, distance, volume))

    def worth(self, symbol: str, distance: Decimal, volume: Decimal) -> Decimal:
        """What a price distance is worth to `volume` lots, in the account's currency."""
        sheet = self._sheet(symbol)
        if sheet.tick_size <= 0 or sheet.tick_value_loss <= 0:
            raise Unmeasurable(f"the terminal states no tick value of {symbol}")
        problem = tick_value_problem(sheet, self._proposal.status.currency)
        if problem:
            raise Unmeasurable(problem)
        return distance * volume * sheet.tick_value_loss / sheet.tick_size

    def _sheet(self, symbol: str) -> VenueSymbol:
        if symbol not in self._sheets:
            sheet = self._sheet_of(symbol)
            if sheet is None:
                raise Unmeasurable(f"the terminal did not tell what a tick of {symbol} is worth")
            self._sheets[symbol] = sheet
        return self._sheets[symbol]


def tick_value_problem(sheet: VenueSymbol, currency: str) -> str:
    """Why the stated tick value cannot be right, where the contract says what it must be."""
    if sheet.currency_profit != currency or sheet.calc_mode not in _EXACT_MODES:
        return ""
    exact = sheet.tick_size * sheet.contract_size
    if not exact or abs(sheet.tick_value_loss - exact) <= exact * _TICK_VALUE_TOLERANCE:
        return ""
    return (
        f"the terminal says a tick of {sheet.name} is worth {sheet.tick_value_loss} {currency} a "
        f"lot, but its contract makes it {exact}"
    )


def is_hedging(proposal: Proposal) -> bool:
    return proposal.status.margin_mode == _HEDGING


def worst_volume(held: Iterable[Stake], *, hedging: bool) -> Decimal:
    """The most lots of one symbol that can come to be open at once.

    Hedging: all of them. Netting: the larger of all that makes it long and all that makes it
    short, on top of what is open.
    """
    rows = list(held)
    if hedging:
        return sum((row.volume for row in rows), _ZERO)
    net = sum((row.volume * row.side.sign for row in rows if row.is_open), _ZERO)
    ahead = [row for row in rows if not row.is_open]
    buys = sum((row.volume for row in ahead if row.side is Side.BUY), _ZERO)
    sells = sum((row.volume for row in ahead if row.side is Side.SELL), _ZERO)
    return max(net + buys, sells - net, _ZERO)


def _is_exit(order: VenueOrder, proposal: Proposal) -> bool:
    """A market order in flight that closes a position of a hedging account adds nothing."""
    return is_hedging(proposal) and order.type in {0, 1} and order.position != 0
