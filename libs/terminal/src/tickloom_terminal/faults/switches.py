"""Faults of the terminal's state: switched off, cut off, or logged on somewhere else."""

from dataclasses import replace

from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.fate import SEND, Call, Effect, Failure, Fate, Status
from tickloom_terminal.faults.fault import Fault, Records
from tickloom_terminal.faults.occasions import Occasions

_STAYS_INSIDE = frozenset(("initialize", "login", "shutdown", "version", "last_error"))
_OF_TERMINAL = _STAYS_INSIDE | {"terminal_info"}


class SwitchedOff(Fault):
    """While it is on, the status shows the switch and requests are refused for it."""

    def __init__(self, occasions: Occasions, switch: str) -> None:
        super().__init__(occasions)
        self._switch = switch

    def on_status(self, status: Status, now_ns: int) -> Status:
        if not self._occasions.is_on(now_ns):
            return status
        match self._switch:
            case "algo":
                return replace(status, is_algo_trading=False)
            case "api":
                return replace(status, is_api_disabled=True)
            case "expert":
                return replace(status, is_expert_allowed=False)
            case "account":
                return replace(status, is_trade_allowed=False)
            case _:
                return replace(status, is_connected=False)

    def on_call(self, call: Call) -> Fate | None:
        if call.name != SEND or not self._occasions.is_on(call.now_ns):
            return None
        if not self._occasions.happens(call.now_ns):
            return None
        if self._switch == "api":
            return Fate(effect=Effect.NONE, failure=Failure.of(mt5.RES_E_AUTO_TRADING_DISABLED))
        codes = {
            "algo": mt5.TRADE_RETCODE_CLIENT_DISABLES_AT,
            "expert": mt5.TRADE_RETCODE_SERVER_DISABLES_AT,
            "account": mt5.TRADE_RETCODE_TRADE_DISABLED,
        }
        retcode = codes.get(self._switch, mt5.TRADE_RETCODE_CONNECTION)
        return Fate(effect=Effect.NONE, retcode=retcode)


class NoTerminal(Fault):
    """Every call ends without a connection, until the window closes."""

    def on_call(self, call: Call) -> Fate | None:
        if call.name in _STAYS_INSIDE or not self._occasions.happens(call.now_ns):
            return None
        return Fate(effect=Effect.NONE, failure=Failure.of(mt5.RES_E_INTERNAL_FAIL_CONNECT))


class LoggedOut(Fault):
    """Nobody is logged on: no account, no broker, and every question about it is refused (-6)."""

    def on_status(self, status: Status, now_ns: int) -> Status:
        if not self._occasions.is_on(now_ns):
            return status
        return replace(status, login=0, server="", is_connected=False)

    def on_call(self, call: Call) -> Fate | None:
        if call.name in _OF_TERMINAL or not self._occasions.happens(call.now_ns):
            return None
        return Fate(effect=Effect.NONE, failure=Failure.of(mt5.RES_E_AUTH_FAILED))


class AnotherAccount(Fault):
    """The terminal is logged on to another account: other login, no records of ours.

    With `away_s` it is first gone, as in a restart. What is sent would go to the other account.
    """

    def __init__(
        self, occasions: Occasions, *, login: int, server: str, away_s: float = 0.0
    ) -> None:
        super().__init__(occasions)
        self.login = login
        self._server = server
        self._away_s = away_s

    def is_elsewhere(self, now_ns: int) -> bool:
        return self._occasions.is_on(now_ns)

    def on_status(self, status: Status, now_ns: int) -> Status:
        if not self._occasions.is_felt(now_ns):
            return status
        return replace(status, login=self.login, server=self._server or status.server)

    def on_records(self, records: Records, now_ns: int) -> Records:
        return Records() if self.is_elsewhere(now_ns) else records

    def on_call(self, call: Call) -> Fate | None:
        is_on = self._occasions.is_on(call.now_ns) and call.name not in _STAYS_INSIDE
        if not is_on or self._occasions.elapsed_s(call.now_ns) >= self._away_s:
            return None
        return Fate(effect=Effect.NONE, failure=Failure.of(mt5.RES_E_INTERNAL_FAIL_CONNECT))
