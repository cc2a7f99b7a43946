"""`TerminalPort` over the plain DWX adviser, as far as it goes; every call from ONE thread.

It has no history of deals, no order check, no symbol sheets, no margins: those calls answer -7, and
whoever needs them decides what follows. Sheets are configured. Ticks are those received since the
symbol was selected.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from mt5_bridge.adapters.zeromq import commands
from mt5_bridge.adapters.zeromq.adviser import Adviser, readable
from mt5_bridge.adapters.zeromq.channel import Addresses, Channel, error_symbols, not_sent
from mt5_bridge.adapters.zeromq.price_stream import PriceStream, ToServer
from mt5_bridge.adapters.zeromq.records import (
    figures_of,
    order_of,
    position_of,
    rates_of,
    server_text,
    status_of,
)
from mt5_bridge.adapters.zeromq.replies import Reply
from mt5_bridge.adapters.zeromq.sending import Sending, Surroundings
from mt5_bridge.port.answers import WRONG_ACCOUNT_CODE, Answer, CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import (
    AccountFigures,
    CheckAnswer,
    SendAnswer,
    TerminalStatus,
    VenueDeal,
    VenueOrder,
    VenuePosition,
    VenueRequest,
    VenueSymbol,
    VenueTick,
)
from mt5_bridge.port.terminal_port import Rows
from tickloom.runtime.clock import Clock

T = TypeVar("T")
MagicOf = Callable[[int], int]


MAGIC_BITS = 31
"""What of a magic number travels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviserSettings:
    """What the protocol does not say is said here: the server, the currency, the sheets."""

    account: ExpectedAccount
    addresses: Addresses = field(default_factory=Addresses)
    currency: str = "USD"
    currency_digits: int = 2
    trade_mode: int = 2
    """ACCOUNT_TRADE_MODE; real unless somebody says otherwise."""
    sheets: tuple[VenueSymbol, ...] = ()
    reply_timeout_s: float = 4.0
    send_timeout_s: float = 8.0


class ZeroMqTerminal:
    """`magic_of` finds the journal's magic by the lower bits, where not all of them travel."""

    def __init__(
        self,
        settings: AdviserSettings,
        clock: Clock,
        *,
        to_server_ms: ToServer,
        magic_of: MagicOf | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._to_server_ms = to_server_ms
        self._magic_of = magic_of
        self._sheets = {sheet.name: sheet for sheet in settings.sheets}
        self._open: _Open | None = None

    # -- the way there ------------------------------------------------------------------------

    def connect(self) -> Answer[TerminalStatus]:
        """Open the sockets, hear the adviser, track again what was tracked, see whose it is."""
        opened = self._opened()
        silent = opened.adviser.heartbeat()
        if silent is not None:
            return silent
        if opened.prices.symbols:
            tracked = opened.adviser.track(opened.prices.symbols)
            if isinstance(tracked, CallFailed):
                return tracked
        status = self.status()
        if isinstance(status, CallFailed):
            return status
        return self._stranger() or status

    def close(self) -> None:
        if self._open is not None:
            self._open.channel.close()
            self._open = None

    def status(self) -> Answer[TerminalStatus]:
        """An adviser that is blocked says why, as a failure: AutoTrading off is -8."""
        account = self._adviser(Adviser.account)
        if isinstance(account, CallFailed):
            return account
        settings = self._settings
        return status_of(
            account, server=settings.account.server, currency=settings.currency,
            currency_digits=settings.currency_digits, trade_mode=settings.trade_mode,
        )  # fmt: skip

    # -- trading ------------------------------------------------------------------------------

    def account(self) -> Answer[AccountFigures]:
        account = self._own(self._adviser(Adviser.account))
        if isinstance(account, CallFailed):
            return account
        return readable(lambda: figures_of(account))

    def symbol(self, name: str) -> Answer[VenueSymbol]:
        sheet = self._sheets.get(name)
        if sheet is None:
            return CallFailed(code=-4, text=f"the sheet of {name} is not configured")
        return sheet

    def tick(self, name: str) -> Answer[VenueTick]:
        tick = None if self._open is None else self._open.prices.last(name)
        if tick is None:
            return CallFailed(code=-4, text=f"no quote of {name} has come in yet")
        return tick

    def positions(self) -> Answer[tuple[VenuePosition, ...]]:
        trades = self._own(self._adviser(Adviser.trades))
        if isinstance(trades, CallFailed):
            return trades
        return readable(
            lambda: tuple(
                position_of(ticket, self._own_magic(trade), self._last(str(trade.get("_symbol"))))
                for ticket, trade in trades.items()
                if trade.get("_type") in {0, 1}
            )
        )

    def orders(self) -> Answer[tuple[VenueOrder, ...]]:
        trades = self._own(self._adviser(Adviser.trades))
        if isinstance(trades, CallFailed):
            return trades
        return readable(
            lambda: tuple(
                order_of(ticket, self._own_magic(trade))
                for ticket, trade in trades.items()
                if trade.get("_type") not in {0, 1}
            )
        )

    def history_orders(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueOrder, ...]]:
        return _unsupported(f"history of orders from {from_s} to {to_s}")

    def history_deals(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueDeal, ...]]:
        return _unsupported(f"history of deals from {from_s} to {to_s}")

    def margin(
        self, order_type: int, symbol: str, volume: Decimal, price: Decimal
    ) -> Answer[Decimal]:
        return _unsupported(f"margin of {order_type} {volume} {symbol} at {price}")

    def profit(
        self, order_type: int, symbol: str, volume: Decimal, *, opened: Decimal, closed: Decimal
    ) -> Answer[Decimal]:
        return _unsupported(f"profit of {order_type} {volume} {symbol} from {opened} to {closed}")

    def check(self, request: VenueRequest) -> Answer[CheckAnswer]:
        return _unsupported(f"check of an order in {request.symbol}")

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        if self._open is None:
            return not_sent("the adviser is not connected")
        stranger = self._stranger()
        if stranger is not None:
            return CallFailed(code=stranger.code, text=stranger.text, never_sent=True)
        return self._open.sending.send(request)

    # -- the market ---------------------------------------------------------------------------

    def symbols(self) -> Answer[tuple[VenueSymbol, ...]]:
        return tuple(self._sheets.values()) if self._sheets else _unsupported("a list of symbols")

    def select(self, name: str) -> Answer[bool]:
        if self._open is None:
            return not_sent("the adviser is not connected")
        if not commands.is_sayable(name):
            return CallFailed(code=-2, text=f"the symbol {name!r} cannot be sent")
        prices = self._open.prices
        is_new = name not in prices.symbols
        prices.follow(name)  # before the adviser publishes: it says a price only when it changes
        answer = self._open.adviser.track(prices.symbols)
        is_unknown = not isinstance(answer, CallFailed) and name in error_symbols(answer)
        if is_new and (is_unknown or isinstance(answer, CallFailed)):
            prices.forget(name)
        if isinstance(answer, CallFailed):
            return answer
        if is_unknown:
            return CallFailed(code=-4, text=f"there is no symbol {name} at this broker")
        return True

    def ticks(self, name: str, *, from_s: int, to_s: int) -> Answer[Rows]:
        if self._open is None or name not in self._open.prices.symbols:
            return CallFailed(code=-4, text=f"{name} has not been selected")
        return self._open.prices.rows(name, from_s=from_s, to_s=to_s)

    def rates(self, name: str, timeframe: int, *, from_s: int, to_s: int) -> Answer[Rows]:
        minutes = commands.HISTORY_MINUTES.get(timeframe)
        if minutes is None:
            return _unsupported(f"timeframe {timeframe}")
        if not commands.is_sayable(name):
            return CallFailed(code=-2, text=f"the symbol {name!r} cannot be sent")
        start, end = server_text(from_s), server_text(to_s)
        reply = self._adviser(lambda adviser: adviser.history(name, minutes, start, end))
        if isinstance(reply, CallFailed):
            return reply
        if "_data" not in reply:
            return CallFailed(code=-4, text=f"no bars of {name}: {reply.get('_response')}")
        return readable(lambda: rates_of(reply))

    # -- inside -------------------------------------------------------------------------------

    def _opened(self) -> "_Open":
        if self._open is None:
            settings = self._settings
            channel = Channel(settings.addresses, self._clock, tracked=self._tracked)
            adviser = Adviser(
                channel, reply_timeout_s=settings.reply_timeout_s,
                send_timeout_s=settings.send_timeout_s,
            )  # fmt: skip
            around = Surroundings(
                sheet=self._sheets.get, tick=self._last, wire_magic=self._wire_magic,
                magic_bits=MAGIC_BITS,
            )  # fmt: skip
            self._open = _Open(
                channel=channel, adviser=adviser, sending=Sending(adviser, around),
                prices=PriceStream(channel.prices, self._clock, self._to_server_ms),
            )  # fmt: skip
        return self._open

    def _adviser(self, ask: Callable[[Adviser], Answer[T]]) -> Answer[T]:
        if self._open is None:
            return not_sent("the adviser is not connected")
        return ask(self._open.adviser)

    def _own(self, answer: Answer[T]) -> Answer[T]:
        if isinstance(answer, CallFailed):
            return answer
        return self._stranger() or answer

    def _stranger(self) -> CallFailed | None:
        """The protocol names the account's number; its server is taken from the settings."""
        account = self._adviser(Adviser.account)
        if isinstance(account, CallFailed):
            return account
        expected = self._settings.account
        problem = expected.problem(login=account["account_number"], server=expected.server)
        return None if problem is None else CallFailed(code=WRONG_ACCOUNT_CODE, text=problem)

    def _tracked(self) -> list[str]:
        return [] if self._open is None else self._open.prices.symbols

    def _last(self, symbol: str) -> VenueTick | None:
        return None if self._open is None else self._open.prices.last(symbol)

    def _wire_magic(self, magic: int) -> int:
        return magic if self._magic_of is None else magic % (1 << MAGIC_BITS)

    def _own_magic(self, trade: Reply) -> Reply:
        if self._magic_of is None:
            return trade
        return {**trade, "_magic": self._magic_of(int(trade.get("_magic", 0)))}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """What exists while the sockets do."""

    channel: Channel
    adviser: Adviser
    prices: PriceStream
    sending: Sending


def _unsupported(what: str) -> CallFailed:
    return CallFailed(code=-7, text=f"the adviser's protocol has no {what}", never_sent=True)
