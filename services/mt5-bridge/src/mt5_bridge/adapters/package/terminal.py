"""`TerminalPort` over a module with the surface of MetaTrader5.

`last_error()` is read at once, on the same thread, because the next call overwrites it. `None`
becomes a `CallFailed`, an empty tuple stays one. While another account than the expected one is
logged in, nothing about "the account" is answered and nothing is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from mt5_bridge.adapters.package import translation
from mt5_bridge.adapters.package.request_fields import fields_of
from mt5_bridge.adapters.package.surface import PackageModule, Raw
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

GENERIC_FAILURE_CODE = -1
"""Terminal: Call failed. After a send it means UNKNOWN, so it is what the unexpected becomes."""
COPY_TICKS_ALL = -1
_SECOND_FIRST, _SECOND_LAST = 1, 2**31 - 1
"""Dates of the package are 32-bit seconds, and 0 is "not set" to it."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalLogin:
    """How a terminal is reached; without `account` whoever is logged in is taken as he is."""

    path: str | None = None
    """The terminal's program (terminal64.exe); None lets the package find one."""
    account: ExpectedAccount | None = None
    password: str | None = field(default=None, repr=False)
    """None: the terminal has saved it."""
    timeout_ms: int = 60_000
    portable: bool = False


class PackageTerminal:
    """One connection; every call from ONE thread (see `owner_thread`)."""

    def __init__(self, module: PackageModule, login: TerminalLogin | None = None) -> None:
        self._module = module
        self._login = TerminalLogin() if login is None else login

    # -- the way there ------------------------------------------------------------------------

    def connect(self) -> Answer[TerminalStatus]:
        """Start or find the terminal and log on; the wrong account is a failure, not a status."""
        asked = self._ask(self._module.initialize, **self._how())
        if isinstance(asked, CallFailed):
            return asked
        stranger = self._stranger()
        return self.status() if stranger is None else stranger

    def close(self) -> None:
        self._ask(self._module.shutdown)

    def status(self) -> Answer[TerminalStatus]:
        """Says honestly who is logged in, the expected account or not."""
        terminal = self._ask(self._module.terminal_info)
        if isinstance(terminal, CallFailed):
            return terminal
        account = self._ask(self._module.account_info)
        if isinstance(account, CallFailed):
            return account
        return _read("account_info", lambda: translation.status_of(terminal, account))

    # -- trading ------------------------------------------------------------------------------

    def account(self) -> Answer[AccountFigures]:
        return self._own(
            self._translated(translation.figures_of, self._module.account_info),
        )

    def positions(self) -> Answer[tuple[VenuePosition, ...]]:
        return self._own(self._rows(translation.position_of, self._module.positions_get))

    def orders(self) -> Answer[tuple[VenueOrder, ...]]:
        return self._own(self._rows(translation.order_of, self._module.orders_get))

    def history_orders(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueOrder, ...]]:
        asked = self._module.history_orders_get
        return self._own(self._rows(translation.order_of, asked, *_dates(from_s, to_s)))

    def history_deals(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueDeal, ...]]:
        asked = self._module.history_deals_get
        return self._own(self._rows(translation.deal_of, asked, *_dates(from_s, to_s)))

    def margin(
        self, order_type: int, symbol: str, volume: Decimal, price: Decimal
    ) -> Answer[Decimal]:
        return self._translated(
            translation.exact,
            self._module.order_calc_margin,
            order_type,
            symbol,
            float(volume),
            float(price),
        )

    def profit(
        self, order_type: int, symbol: str, volume: Decimal, *, opened: Decimal, closed: Decimal
    ) -> Answer[Decimal]:
        amounts = (float(volume), float(opened), float(closed))
        asked = self._module.order_calc_profit
        return self._translated(translation.exact, asked, order_type, symbol, *amounts)

    def check(self, request: VenueRequest) -> Answer[CheckAnswer]:
        return self._own(
            self._translated(translation.check_of, self._module.order_check, fields_of(request))
        )

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        """The account is looked at BEFORE: afterwards it would be too late."""
        stranger = self._stranger()
        if stranger is not None:
            return replace(stranger, never_sent=True)
        return self._translated(translation.send_of, self._module.order_send, fields_of(request))

    # -- the market ---------------------------------------------------------------------------

    def symbols(self) -> Answer[tuple[VenueSymbol, ...]]:
        return self._rows(translation.symbol_of, self._module.symbols_get)

    def symbol(self, name: str) -> Answer[VenueSymbol]:
        return self._translated(translation.symbol_of, self._module.symbol_info, name)

    def select(self, name: str) -> Answer[bool]:
        return self._ask(self._module.symbol_select, name, True)

    def tick(self, name: str) -> Answer[VenueTick]:
        return self._translated(translation.tick_of, self._module.symbol_info_tick, name)

    def ticks(self, name: str, *, from_s: int, to_s: int) -> Answer[Rows]:
        asked = self._module.copy_ticks_range
        return self._ask(asked, name, *_dates(from_s, to_s), COPY_TICKS_ALL)

    def rates(self, name: str, timeframe: int, *, from_s: int, to_s: int) -> Answer[Rows]:
        asked = self._module.copy_rates_range
        return self._ask(asked, name, timeframe, *_dates(from_s, to_s))

    # -- how a call is made -------------------------------------------------------------------

    def _how(self) -> dict[str, Raw]:
        """What `initialize` is told; a key that was not set is not there."""
        login = self._login
        how: dict[str, Raw] = {"timeout": login.timeout_ms}
        if login.path is not None:
            how["path"] = login.path
        if login.portable:
            how["portable"] = True
        if login.account is not None:
            how |= {"login": login.account.login, "server": login.account.server}
        if login.password is not None:
            how["password"] = login.password
        return how

    def _ask(self, call: Callable[..., Raw], *args: Raw, **kwargs: Raw) -> Raw:
        """The call's answer, or why there is none; a failure is `None` or `False`."""
        name = _name(call)
        try:
            answer = call(*args, **kwargs)
            failed = answer is None or answer is False
            code, text = self._module.last_error() if failed else (1, "")
        except Exception as error:  # noqa: BLE001 - whatever it raised, it may have acted before
            return CallFailed(code=GENERIC_FAILURE_CODE, text=f"{name} raised {error!r}")
        if not failed:
            return answer
        if int(code) > 0:  # no answer and no error either
            return CallFailed(code=GENERIC_FAILURE_CODE, text=f"{name} gave nothing ({text})")
        return CallFailed(code=int(code), text=str(text))

    def _translated(
        self, translate: Callable[[Raw], T], call: Callable[..., Raw], *args: Raw
    ) -> Answer[T]:
        answer = self._ask(call, *args)
        if isinstance(answer, CallFailed):
            return answer
        return _read(_name(call), lambda: translate(answer))

    def _rows(
        self, translate: Callable[[Raw], T], call: Callable[..., Raw], *args: Raw
    ) -> Answer[tuple[T, ...]]:
        return self._translated(lambda rows: tuple(map(translate, rows)), call, *args)

    def _own(self, answer: Answer[T]) -> Answer[T]:
        """The answer, if after it the expected account is (still) the one logged in."""
        if isinstance(answer, CallFailed):
            return answer
        stranger = self._stranger()
        return answer if stranger is None else stranger

    def _stranger(self) -> CallFailed | None:
        """None when the expected account is logged in; else the failure that says who is."""
        if self._login.account is None:
            return None
        info = self._ask(self._module.account_info)
        if isinstance(info, CallFailed):
            return info
        problem = self._login.account.problem(login=int(info.login), server=str(info.server))
        if problem is None:
            return None
        return CallFailed(code=WRONG_ACCOUNT_CODE, text=problem)


def _name(call: Callable[..., Raw]) -> str:
    return str(getattr(call, "__name__", "a call"))


def _dates(from_s: int, to_s: int) -> tuple[int, int]:
    return max(from_s, _SECOND_FIRST), min(max(to_s, _SECOND_FIRST), _SECOND_LAST)


def _read(name: str, read: Callable[[], T]) -> Answer[T]:
    """An answer that cannot be read is no answer; after a send it may have acted all the same."""
    try:
        return read()
    except (AttributeError, TypeError, ValueError, ArithmeticError) as error:
        text = f"the answer of {name} cannot be read: {error!r}"
        return CallFailed(code=GENERIC_FAILURE_CODE, text=text)
