"""Which step on the way to a tradable account is wrong, and the switch to press; pure.

The steps stand in the order in which they can be mended: the first that is not ok is the one to
look at. What a failure hides is "waiting", never guessed.
"""

from dataclasses import dataclass
from typing import Literal

from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import TerminalStatus
from tickloom.contracts.system import ConnectionStep, StepState

TerminalKind = Literal["package", "adviser", "simulated"]
_TITLES = {
    "package": "MetaTrader5 package found",
    "terminal": "Terminal found and answering",
    "server": "Terminal connected to the broker's server",
    "account": "Logged in as the expected account",
    "autotrading": "AutoTrading switched on",
    "api": "Trading through the Python API allowed",
    "trading": "Trading permitted for this account",
    "quotes": "Quotes flowing",
    "clock": "Server clock known",
}
"""The steps in their order."""
_OTHER_TITLES: dict[TerminalKind, dict[str, str]] = {
    "package": {},
    "adviser": {
        "package": "ZeroMQ package found",
        "terminal": "Expert adviser found and answering",
        "api": "Adviser allowed to trade",
    },
    "simulated": {
        "package": "Simulated terminal installed",
        "server": "Terminal connected to its market",
        "api": "Trading through its API allowed",
    },
}
_PRESS_PACKAGE = "Install it on the bridge's Windows host: pip install MetaTrader5"
_PRESS_UPDATE = (
    "Update both: pip install --upgrade MetaTrader5, and in the terminal Help > Check for updates"
)
_PRESS_TERMINAL = (
    "Start MetaTrader 5 under the bridge's Windows user, or give the path of terminal64.exe"
)
_PRESS_HUNG = (
    "Look at the terminal's window for an open dialogue; if it does not react, end and restart it"
)
_PRESS_ADVISER = "Attach the adviser to a chart; its three ports must be those of the settings"
_PRESS_SERVER = (
    "Check the internet connection; in the terminal click the connection status (bottom right) "
    "and choose Rescan servers"
)
_PRESS_LOGIN = (
    "In the terminal: File > Login to Trade Account, with the account, password and server of "
    "the bridge's settings"
)
_PRESS_AUTOTRADING = "Press the AutoTrading (Algo Trading) button in the terminal's toolbar"
_PRESS_API = (
    "Tools > Options > Expert Advisors: untick 'Disable automatic trading via external Python API'"
)
_PRESS_ADVISER_OPTIONS = (
    "Tools > Options > Expert Advisors: allow automated trading and DLL imports; the same in the "
    "adviser's properties"
)
_PRESS_MASTER = (
    "Log in with the master password: the investor password may only look. If it is the master "
    "password, ask the broker to enable trading"
)
_PRESS_EXPERTS = "Ask the broker to allow expert advisers on this account"
_PRESS_QUOTES = (
    "Show the symbols in Market Watch; if the market is open, reconnect the terminal to its server"
)
_PRESS_CLOCK = "Nothing, unless it stays so while quotes flow: then set the server's clock rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found; None is "not looked at yet" everywhere."""

    kind: TerminalKind = "package"
    package_problem: str | None = None
    """Why the package could not be imported."""
    status: Answer[TerminalStatus] | None = None
    expected: ExpectedAccount | None = None
    is_market_open: bool | None = None
    quote_age_s: float | None = None
    quote_age_s_max: float = 10.0
    clock_offset_s: int | None = None
    clock_problem: str | None = None


def steps_of(found: Findings) -> list[ConnectionStep]:
    """All the steps, in order."""
    if found.package_problem is not None:
        return _from(
            found, _step(found, "package", "failed", found.package_problem, action=_PRESS_PACKAGE)
        )
    if found.status is None:
        return _from(found, _step(found, "terminal", "unknown", "not tried yet"))
    if isinstance(found.status, CallFailed):
        return _from(found, _failure(found, found.status))
    return [*_way(found, found.status), _quotes(found, found.status), _clock(found)]


def first_problem(steps: list[ConnectionStep]) -> ConnectionStep | None:
    """The step to mend; None when all are ok."""
    return next((step for step in steps if step.state != "ok"), None)


def _way(found: Findings, status: TerminalStatus) -> list[ConnectionStep]:
    """Everything that the terminal knows about itself."""
    return [
        _step(found, "package", "ok"),
        _step(found, "terminal", "ok", f"build {status.build}" if status.build else ""),
        _switch(found, "server", status.connected, _PRESS_SERVER, detail=_ping(status)),
        _account(found, status),
        _switch(found, "autotrading", status.trade_allowed, _PRESS_AUTOTRADING),
        _switch(found, "api", not status.api_disabled, _api_switch(found)),
        _trading(found, status),
    ]


def _failure(found: Findings, failed: CallFailed) -> ConnectionStep:
    """The step to which an error of the terminal belongs."""
    is_adviser = found.kind == "adviser"
    rows: dict[int, tuple[str, str]] = {
        -5: ("package", _PRESS_UPDATE),
        -6: ("account", _PRESS_LOGIN),
        -8: ("autotrading" if is_adviser else "api", _api_switch(found)),
        -10003: ("terminal", _PRESS_TERMINAL),
        -10005: ("terminal", _PRESS_HUNG),
    }
    name, press = rows.get(failed.code, ("terminal", _PRESS_TERMINAL))
    if is_adviser and name == "terminal":
        press = _PRESS_ADVISER
    return _step(found, name, "failed", failed.text, action=press, code=failed.code)


def _from(found: Findings, step: ConnectionStep) -> list[ConnectionStep]:
    """A step with those before it passed, and those after it waiting for it.

    An account that was refused says nothing about the connection to its server.
    """
    names = list(_TITLES)
    place = names.index(step.name)
    before = [
        _step(found, name, "unknown" if name in {"server", "account"} else "ok")
        for name in names[:place]
    ]
    return [*before, step, *(_step(found, name, "waiting") for name in names[place + 1 :])]


def _account(found: Findings, status: TerminalStatus) -> ConnectionStep:
    there = f"{status.login} at {status.server}"
    if not status.login:
        return _step(found, "account", "failed", "nobody is logged in", action=_PRESS_LOGIN)
    if found.expected is None:
        return _step(found, "account", "ok", there)
    problem = found.expected.problem(login=status.login, server=status.server)
    if problem is None:
        return _step(found, "account", "ok", there)
    return _step(found, "account", "failed", problem, action=_PRESS_LOGIN)


def _trading(found: Findings, status: TerminalStatus) -> ConnectionStep:
    if not status.account_trade_allowed:
        return _step(
            found, "trading", "failed", "the server lets this login only look",
            action=_PRESS_MASTER,
        )  # fmt: skip
    return _switch(found, "trading", status.account_expert_allowed, _PRESS_EXPERTS)


def _quotes(found: Findings, status: TerminalStatus) -> ConnectionStep:
    """A closed market is no fault; an unknown one is not called open."""
    if not status.connected:
        return _step(found, "quotes", "waiting")
    age_s = found.quote_age_s
    if age_s is not None and age_s <= found.quote_age_s_max:
        return _step(found, "quotes", "ok", f"the last one {age_s:.1f} s ago")
    said = "none has come yet" if age_s is None else f"the last one {age_s:.0f} s ago"
    if found.is_market_open is False:
        return _step(found, "quotes", "ok", f"the market is closed; {said}")
    state: StepState = "failed" if found.is_market_open else "unknown"
    return _step(found, "quotes", state, said, action=_PRESS_QUOTES)


def _clock(found: Findings) -> ConnectionStep:
    if found.clock_problem is not None:
        return _step(found, "clock", "failed", found.clock_problem, action=_PRESS_CLOCK)
    if found.clock_offset_s is None:
        return _step(
            found, "clock", "waiting", "learned from the first quotes of the open market",
            action=_PRESS_CLOCK,
        )  # fmt: skip
    return _step(found, "clock", "ok", f"UTC {_hours(found.clock_offset_s)}")


def _switch(
    found: Findings, name: str, is_on: bool, press: str, *, detail: str = ""
) -> ConnectionStep:
    if is_on:
        return _step(found, name, "ok", detail)
    return _step(found, name, "failed", "", action=press)


def _step(
    found: Findings,
    name: str,
    state: StepState,
    detail: str = "",
    *,
    action: str = "",
    code: int | None = None,
) -> ConnectionStep:
    title = _OTHER_TITLES[found.kind].get(name, _TITLES[name])
    return ConnectionStep(
        name=name, title=title, state=state, detail=detail, action=action, code=code
    )


def _api_switch(found: Findings) -> str:
    return _PRESS_ADVISER_OPTIONS if found.kind == "adviser" else _PRESS_API


def _ping(status: TerminalStatus) -> str:
    return f"{status.ping_us / 1000:.0f} ms away" if status.ping_us else ""


def _hours(offset_s: int) -> str:
    sign = "-" if offset_s < 0 else "+"
    hours, rest = divmod(abs(offset_s), 3600)
    return f"{sign}{hours}:{rest // 60:02d}" if rest else f"{sign}{hours} h"
