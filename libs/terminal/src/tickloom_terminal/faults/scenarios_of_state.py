"""Scenarios of the terminal's state, of its clock, and of others at the same account."""

from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.fate import Effect, Failure, Fate
from tickloom_terminal.faults.fault import Fault
from tickloom_terminal.faults.feed import ClockMoved
from tickloom_terminal.faults.occasions import Occasions
from tickloom_terminal.faults.outside import ChangedOutside, ClosedOutside, ManualTrade
from tickloom_terminal.faults.plan import When
from tickloom_terminal.faults.scenario import Given, Make, Parameter, Scenario
from tickloom_terminal.faults.sends import FateOfCalls
from tickloom_terminal.faults.switches import AnotherAccount, LoggedOut, NoTerminal, SwitchedOff

_SWITCH = "AutoTrading off, 10027"
_IPC = "IPC timeout"
_ONCE = When(times=1)
_LOGIN = Parameter(default=9_000_001, meaning="of the other account")
_SERVER = Parameter(default="", meaning="of the other account; empty is the same one")


def _off(switch: str) -> Make:
    def make(occasions: Occasions, _: Given) -> Fault:
        return SwitchedOff(occasions, switch)

    return make


def _elsewhere(occasions: Occasions, given: Given) -> Fault:
    return AnotherAccount(occasions, login=given.whole("login"), server=given.text("server"))


def _restarted(occasions: Occasions, given: Given) -> Fault:
    return AnotherAccount(
        occasions, login=given.whole("login"), server=given.text("server"),
        away_s=given.number("away_s"),
    )  # fmt: skip


def _manual(occasions: Occasions, given: Given) -> Fault:
    buys = given.text("side") == "buy"
    return ManualTrade(
        occasions, symbol=given.text("of"), volume=given.exact("volume"),
        order_type=mt5.ORDER_TYPE_BUY if buys else mt5.ORDER_TYPE_SELL,
    )  # fmt: skip


def _no_start(occasions: Occasions, given: Given) -> Fault:
    failure = Failure.of(given.whole("code"))
    return FateOfCalls(
        occasions, ("initialize", "login"), Fate(effect=Effect.NONE, failure=failure)
    )


STATE_SCENARIOS = (
    Scenario(
        name="autotrading_off", lesson=_SWITCH, make=_off("algo"),
        sentence="The Algo Trading button is off: data flows, requests are refused with 10027.",
    ),
    Scenario(
        name="autotrading_off_by_server", lesson=_SWITCH, make=_off("expert"),
        sentence="The broker forbids experts on the account: requests are refused with 10026.",
    ),
    Scenario(
        name="account_trading_off", lesson=_SWITCH, make=_off("account"),
        sentence="The account is read-only (investor password): requests are refused with 10017.",
    ),
    Scenario(
        name="api_disabled", lesson=_SWITCH, make=_off("api"),
        sentence="Trading through Python is disabled in the terminal: order_send fails with -8.",
    ),
    Scenario(
        name="broker_disconnected", rows=(29,), lesson=_IPC, make=_off("connection"),
        sentence="The terminal has lost the broker before the send: 10031, nothing is done.",
        when=When(for_s=30.0),
    ),
    Scenario(
        name="no_ipc_connection", rows=(29,), lesson=_IPC, when=When(for_s=10.0),
        sentence="The terminal is gone: every call fails with -10004.",
        make=lambda occasions, _: NoTerminal(occasions),
    ),
    Scenario(
        name="initialize_fails", lesson=_IPC, when=_ONCE, make=_no_start,
        sentence="The terminal runs, and connecting to it fails all the same.",
        parameters={
            "code": Parameter(
                default=mt5.RES_E_INTERNAL_FAIL_TIMEOUT, meaning="code of last_error()"
            )
        },
    ),
    Scenario(
        name="logged_out", lesson=_IPC, when=When(for_s=30.0),
        sentence="The terminal came back without logging on: every question fails (-6).",
        make=lambda occasions, _: LoggedOut(occasions),
    ),
    Scenario(
        name="account_switched", rows=(36,), lesson="Several accounts", make=_elsewhere,
        sentence="Somebody logs the terminal on to another account; what is sent goes there.",
        parameters={"login": _LOGIN, "server": _SERVER},
    ),
    Scenario(
        name="restart_on_another_account", rows=(36,), lesson="Several accounts", make=_restarted,
        sentence="The terminal restarts, and comes back on another account.",
        parameters={
            "login": _LOGIN, "server": _SERVER,
            "away_s": Parameter(default=10.0, meaning="seconds until it is back"),
        },
    ),
    Scenario(
        name="dst_change", rows=(28,), lesson="Time zone, DST",
        sentence="The server's clock changes by an hour otherwise than its rule says.",
        make=lambda occasions, given: ClockMoved(occasions, hours=given.whole("hours")),
        parameters={"hours": Parameter(default=1, meaning="by which it stands otherwise")},
    ),
    Scenario(
        name="external_manual_trade", rows=(35,), when=_ONCE, make=_manual,
        sentence="Somebody trades by hand on the same account.",
        parameters={
            "of": Parameter(default="XAUUSD", meaning="symbol that is traded"),
            "volume": Parameter(default=0.01, meaning="lots"),
            "side": Parameter(default="buy", meaning="of the trade", choices=("buy", "sell")),
        },
    ),
    Scenario(
        name="external_close", rows=(35,), when=_ONCE,
        sentence="Somebody closes the oldest position by hand.",
        make=lambda occasions, _: ClosedOutside(
            occasions, reason=mt5.ORDER_REASON_CLIENT, before_send=False
        ),
    ),
    Scenario(
        name="external_close_before_request", rows=(35,), when=_ONCE,
        sentence="Somebody closes the oldest position by hand just before a request arrives.",
        make=lambda occasions, _: ClosedOutside(
            occasions, reason=mt5.ORDER_REASON_CLIENT, before_send=True
        ),
    ),
    Scenario(
        name="stops_removed_outside", rows=(35,), when=_ONCE,
        sentence="Somebody takes stop and target of a position away by hand.",
        make=lambda occasions, _: ChangedOutside(occasions),
    ),
)  # fmt: skip
