"""The two requests of a kill, each sent in every way the server may take it."""

from decimal import Decimal
from enum import StrEnum

from mt5_bridge.orders.retcodes import Outcome as Meant
from mt5_bridge.orders.retcodes import meaning_of, meaning_of_error
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import (
    SendAnswer,
    VenueOrder,
    VenuePosition,
    VenueRequest,
    VenueSymbol,
)
from mt5_bridge.port.terminal_port import TradingPort

KILL_MAGIC = 0x4B49_4C4C
"""Marks the kill's deals in the broker's history; no command of the order path has it."""
_DEAL, _REMOVE = 1, 8
_BUY, _SELL = 0, 1
_FOK, _IOC, _RETURN = 0, 1, 2
_INVALID_FILL = 10030
_DEVIATION_POINTS = 10_000
"""Out at any price: the deviation only counts where the broker would requote otherwise."""
_GOOD = frozenset({Meant.DONE, Meant.PARTIAL, Meant.CLOSED})


class Outcome(StrEnum):
    """What a request came to; the next reading has the last word in any case."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


class Closing:
    """Remembers the filling mode that a symbol took."""

    def __init__(self, port: TradingPort) -> None:
        self._port = port
        self._took: dict[str, int] = {}

    def cancel(self, order: VenueOrder) -> tuple[Outcome, str]:
        """Remove a waiting order."""
        request = VenueRequest(
            action=_REMOVE, order=order.ticket, symbol=order.symbol, magic=KILL_MAGIC
        )
        return _outcome(self._port.send(request))

    def close(self, position: VenuePosition) -> tuple[Outcome, str]:
        """An opposite deal by the position's ticket, no larger than what was just read."""
        sheet = self._port.symbol(position.symbol)
        fillings = [_FOK, _IOC, _RETURN] if isinstance(sheet, CallFailed) else _fillings(sheet)
        took = self._took.get(position.symbol)
        if took is not None:
            fillings = [took, *(mode for mode in fillings if mode != took)]
        outcome, words = Outcome.NOT_DONE, ""
        for filling in fillings:
            answer = self._port.send(self._request(position, sheet, filling))
            outcome, words = _outcome(answer)
            if isinstance(answer, CallFailed) or answer.retcode != _INVALID_FILL:
                if outcome is Outcome.DONE:
                    self._took[position.symbol] = filling
                break
        return outcome, words

    def _request(
        self, position: VenuePosition, sheet: Answer[VenueSymbol], filling: int
    ) -> VenueRequest:
        is_buy = position.type == _BUY
        tick = self._port.tick(position.symbol)
        price = position.price_current
        if not isinstance(tick, CallFailed):
            quoted = tick.bid if is_buy else tick.ask
            price = quoted if quoted.is_finite() and quoted > 0 else price
        volume = position.volume
        if not isinstance(sheet, CallFailed):
            volume = _at_most(volume, sheet.volume_max)
        return VenueRequest(
            action=_DEAL, symbol=position.symbol, volume=volume,
            type=_SELL if is_buy else _BUY, price=price, position=position.ticket,
            deviation_points=_DEVIATION_POINTS, type_filling=filling, magic=KILL_MAGIC,
            comment="T1 kill",
        )  # fmt: skip


def _at_most(volume: Decimal, maximum: Decimal) -> Decimal:
    return min(volume, maximum) if maximum > 0 else volume


def _fillings(sheet: VenueSymbol) -> list[int]:
    """Those of the mask first, then the others: sheets lie, and a kill must get out."""
    masked = [mode for bit, mode in ((1, _FOK), (2, _IOC)) if sheet.filling_mask & bit]
    return [*masked, *(mode for mode in (_IOC, _FOK, _RETURN) if mode not in masked)]


def _outcome(answer: Answer[SendAnswer]) -> tuple[Outcome, str]:
    if isinstance(answer, CallFailed):
        words = f"{meaning_of_error(answer.code).words} ({answer.code})"
        return (Outcome.UNKNOWN if answer.may_have_acted else Outcome.NOT_DONE), words
    meant = meaning_of(answer.retcode)
    words = f"{meant.words} ({answer.retcode})"
    if meant.outcome in _GOOD:
        return Outcome.DONE, words
    if meant.outcome in {Meant.UNKNOWN, Meant.ACCEPTED}:
        return Outcome.UNKNOWN, words
    return Outcome.NOT_DONE, words
