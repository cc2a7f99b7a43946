"""The operator's side of a terminal: what no script can do through the package.

Each public method is a call of the control channel; answers are plain values.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom_terminal import constants as mt5
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.errors import Refused, invalid
from tickloom_terminal.faults.plan import FaultPlan
from tickloom_terminal.settings import Login
from tickloom_terminal.trade.records import AccountRules, Deal

_SECOND_NS = 1_000_000_000
_ADVANCE_S_MAX = 400 * 86_400
_SPEED_MAX = 1e6


class Controls:
    """Works on one core; `stop` ends the process."""

    def __init__(self, core: TerminalCore, stop: Callable[[], None]) -> None:
        self._core = core
        self._stop = stop

    def named(self, name: str) -> Callable[..., Any] | None:
        """The control of a name; None where there is none."""
        is_control = name in vars(Controls) and not name.startswith("_") and name != "named"
        return getattr(self, name) if is_control else None

    def describe(self) -> dict[str, Any]:
        """The market and the terminal as they stand; times are UTC nanoseconds."""
        core, market = self._core, self._core.market
        return {
            "mode": market.mode, "market": market.description, "speed": market.speed,
            "begins_ns": market.begins_ns, "record_from_ns": market.record_from_ns,
            "position_ns": market.position_ns, "has_ended": market.has_ended,
            "clock": str(core.settings.clock), "symbols": list(core.sheets),
            "login": core.accounts.login, "is_connected": core.switches.is_connected,
            "is_algo_trading": core.switches.is_algo_trading,
            "is_api_trading": core.switches.is_api_trading,
        }  # fmt: skip

    def session(self, symbol: str) -> dict[str, Any]:
        """Whether a symbol trades now, and when it opens again (None: open, or never)."""
        if symbol not in self._core.sheets:
            raise Refused(mt5.RES_E_NOT_FOUND)
        name = Symbol(symbol)
        return {
            "is_open": self._core.market.is_open(name),
            "next_open_ns": self._core.market.next_open_ns(name),
        }

    def advance(self, seconds: float) -> int:
        """Let a market of speed 0 go on; the position that it reaches."""
        if self._core.market.speed:
            raise invalid("a market with a speed follows its clock: set its speed to 0 first")
        if not 0 < seconds <= _ADVANCE_S_MAX:
            raise invalid(f"seconds is {seconds}, it must be above 0 and at most {_ADVANCE_S_MAX}")
        self._core.advance_by(round(seconds * _SECOND_NS))
        return self._core.market.position_ns

    def set_speed(self, speed: float) -> bool:
        """Market seconds a second; 0 moves as ticks are read."""
        if not 0 <= speed <= _SPEED_MAX:
            raise invalid(f"speed is {speed}, it must be 0 to {_SPEED_MAX:.0f}")
        self._core.note_here("control", set_speed=speed)
        self._core.set_speed(speed)
        return True

    def set_switch(self, name: str, is_on: bool) -> bool:
        """`is_algo_trading`, `is_api_trading` or `is_connected`."""
        switches = self._core.switches
        if name not in switches.__slots__:
            raise invalid(f"switch is {name}, it must be one of {', '.join(switches.__slots__)}")
        setattr(switches, name, bool(is_on))
        self._core.note_here("control", switch=name, is_on=bool(is_on))
        self._core.settle()
        return True

    def set_faults(self, text: str, seed: int) -> bool:
        """Begin a script of faults now, such as `requote:times=2`; empty text ends all of them."""
        try:
            plan = FaultPlan.read(text, seed=seed)
            self._core.seen.set_plan(plan, now_ns=self._core.market.position_ns)
        except InvalidInput as error:
            raise invalid(error.detail) from error
        self._core.note_here("control", faults=text, seed=seed)
        self._core.settle()
        return True

    def faults(self) -> dict[str, Any]:
        """How often each scenario happened, and how many requests went to another account."""
        seen = self._core.seen
        return {"happened": seen.happened, "misdirected": seen.misdirected}

    def deposit(self, amount: str, login: int | None, comment: str) -> int:
        """Money in, or (negative) out; the ticket of its deal."""
        try:
            money = Decimal(amount)
        except InvalidOperation as error:
            raise invalid(f"amount is {amount}, it must be a number") from error
        if not money.is_finite() or not money:
            raise invalid(f"amount is {amount}, it must be a number other than 0")
        accounts = self._core.accounts
        server = accounts.current if login is None else accounts.server(login)
        deal = Deal(
            ticket=server.book.next_deal(), order=0, type=mt5.DEAL_TYPE_BALANCE,
            entry=mt5.DEAL_ENTRY_IN, reason=mt5.DEAL_REASON_CLIENT,
            time_ns=self._core.market.position_ns, profit=server.purse.rounded(money),
            comment=comment,
        )  # fmt: skip
        server.book.add_deal(deal)
        self._core.settle()
        return deal.ticket

    def open_account(self, rules: dict[str, Any], password: str) -> int:
        """A new account; `rules` are fields of `AccountRules`. Its login."""
        try:
            opened = msgspec.convert(rules, AccountRules)
        except msgspec.ValidationError as error:
            raise invalid(f"rules are {rules}: {error}") from error
        self._core.accounts.open(Login(rules=opened, password=password))
        self._core.settle()
        return opened.login

    def stop(self) -> bool:
        """End the process; its market waits."""
        self._stop()
        return True
