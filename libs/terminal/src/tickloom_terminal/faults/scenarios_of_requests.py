"""Scenarios of requests: refused, lost, hanging, partly done, settled later."""

from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.fate import Effect, Failure, Fate
from tickloom_terminal.faults.fault import Fault
from tickloom_terminal.faults.occasions import Occasions
from tickloom_terminal.faults.outside import ClosedOutside, MarketMoves
from tickloom_terminal.faults.plan import When
from tickloom_terminal.faults.scenario import Given, Make, Parameter, Scenario
from tickloom_terminal.faults.sends import AnyCode, FateOfSend, RefuseFilling

_ONCE = When(times=1)
_ONE_DEAL = When(times=1, action="deal")
_EFFECTS = ("now", "none", "later")
_REFUSALS = "Partial fills, requotes"
_UNKNOWN = "Unknown outcome, duplicates"


def _says(retcode: int, effect: Effect = Effect.NONE) -> Make:
    def make(occasions: Occasions, _: Given) -> Fault:
        return FateOfSend(occasions, Fate(effect=effect, retcode=retcode))

    return make


def _refusal(
    name: str, retcode: int, sentence: str, *, rows: tuple[int, ...] = (), lesson: str = _REFUSALS,
    when: When = _ONCE,
) -> Scenario:  # fmt: skip
    return Scenario(
        name=name, sentence=sentence, make=_says(retcode), rows=rows, lesson=lesson, when=when
    )


def _fails(effect: Effect) -> Make:
    def make(occasions: Occasions, given: Given) -> Fault:
        return FateOfSend(
            occasions,
            Fate(
                effect=effect, failure=Failure.of(given.whole("code")),
                later_s=given.number("seconds") if effect is Effect.LATER else 0.0,
            ),
        )  # fmt: skip

    return make


def _code(default: int) -> Parameter:
    return Parameter(default=default, meaning="code of last_error()")


def _seconds(default: float, meaning: str) -> Parameter:
    return Parameter(default=default, meaning=meaning)


def _hang(occasions: Occasions, given: Given) -> Fault:
    seconds = given.number("seconds")
    return FateOfSend(
        occasions,
        Fate(
            effect=Effect(given.text("effect")),
            failure=Failure.of(mt5.RES_E_INTERNAL_FAIL_TIMEOUT),
            later_s=seconds, delay_s=seconds,
        ),
    )  # fmt: skip


def _in_flight(rejection: str) -> Make:
    def make(occasions: Occasions, given: Given) -> Fault:
        fate = Fate(
            effect=Effect.IN_FLIGHT, retcode=mt5.TRADE_RETCODE_PLACED,
            later_s=given.number("seconds"), rejection=rejection,
            state=_STATES[given.text("state")],
        )  # fmt: skip
        return FateOfSend(occasions, fate)

    return make


def _partial(occasions: Occasions, given: Given) -> Fault:
    return FateOfSend(occasions, Fate(share_pct=given.number("share_pct")))


_STATES = {"started": mt5.ORDER_STATE_STARTED, "registering": mt5.ORDER_STATE_REQUEST_ADD}
_SETTLED = {
    "seconds": _seconds(2.0, "until the server settles it"),
    "state": Parameter(default="started", meaning="of the order until then", choices=(*_STATES,)),
}

REQUEST_SCENARIOS = (
    _refusal("requote", mt5.TRADE_RETCODE_REQUOTE,
             "The server answers 10004 and names another price; nothing is done.",
             rows=(31,), when=When(times=1, action="deal")),
    _refusal("price_changed", mt5.TRADE_RETCODE_PRICE_CHANGED,
             "The server answers 10020; nothing is done.", rows=(31,), when=_ONE_DEAL),
    _refusal("price_off", mt5.TRADE_RETCODE_PRICE_OFF,
             "The server answers 10021: no prices; nothing is done.", rows=(31,), when=_ONE_DEAL),
    _refusal("too_many_requests", mt5.TRADE_RETCODE_TOO_MANY_REQUESTS,
             "The server answers 10024: too many requests; nothing is done."),
    _refusal("rejected", mt5.TRADE_RETCODE_REJECT, "The server answers 10006; nothing is done."),
    _refusal("market_closed", mt5.TRADE_RETCODE_MARKET_CLOSED,
             "The server answers 10018 though quotes are flowing.", lesson="Market closed, 10018"),
    _refusal("trade_disabled", mt5.TRADE_RETCODE_TRADE_DISABLED,
             "The server answers 10017: the symbol is not traded.", when=When()),
    _refusal("no_money", mt5.TRADE_RETCODE_NO_MONEY,
             "The server answers 10019 though the account has free margin."),
    _refusal("frozen", mt5.TRADE_RETCODE_FROZEN,
             "The server answers 10029: the order or position is frozen."),
    _refusal("order_changed", mt5.TRADE_RETCODE_ORDER_CHANGED,
             "The server answers 10023: the order's state has changed."),
    _refusal("close_order_exists", mt5.TRADE_RETCODE_CLOSE_ORDER_EXIST,
             "The server answers 10039: a close order is under way.",
             when=When(times=1, action="exit")),
    _refusal("request_locked", mt5.TRADE_RETCODE_LOCKED,
             "The server answers 10028: locked; nothing is done, but nobody can know.",
             lesson=_UNKNOWN),
    _refusal("timeout_without_fill", mt5.TRADE_RETCODE_TIMEOUT,
             "The server answers 10012: timeout; nothing was done.", lesson=_UNKNOWN),
    Scenario(
        name="timeout_after_fill", rows=(30,), lesson=_UNKNOWN, when=_ONCE,
        sentence="The server answers 10012: timeout; the request was executed all the same.",
        make=_says(mt5.TRADE_RETCODE_TIMEOUT, Effect.NOW),
    ),
    Scenario(
        name="error_after_fill", rows=(30,), lesson=_UNKNOWN, when=_ONCE,
        sentence="The server answers 10011: processing error; the request was executed.",
        make=_says(mt5.TRADE_RETCODE_ERROR, Effect.NOW),
    ),
    Scenario(
        name="connection_lost_mid_order", rows=(30,), lesson=_UNKNOWN, when=_ONCE,
        sentence="The terminal answers 10031: no connection; the broker had accepted the order.",
        make=_says(mt5.TRADE_RETCODE_CONNECTION, Effect.NOW),
    ),
    Scenario(
        name="unknown_retcode", rows=(30,), lesson=_UNKNOWN, when=_ONCE,
        sentence="The server answers with a code of no table (10099); the request was executed.",
        make=_says(10099, Effect.NOW),
    ),
    Scenario(
        name="lost_reply_after_fill", rows=(6, 30), lesson=_UNKNOWN, when=_ONCE,
        sentence="The request is executed, its answer is lost: the call fails.",
        make=_fails(Effect.NOW), parameters={"code": _code(mt5.RES_E_INTERNAL_FAIL_RECEIVE)},
    ),
    Scenario(
        name="none_without_error", rows=(6, 30), lesson=_UNKNOWN, when=_ONCE,
        sentence="The request is executed, the call gives None, and last_error() says Success.",
        make=_fails(Effect.NOW), parameters={"code": _code(mt5.RES_S_OK)},
    ),
    Scenario(
        name="lost_request_before_server", rows=(5, 29), lesson=_UNKNOWN, when=_ONCE,
        sentence="The request is lost on its way: the call fails and nothing is done.",
        make=_fails(Effect.NONE), parameters={"code": _code(mt5.RES_E_INTERNAL_FAIL_SEND)},
    ),
    Scenario(
        name="executed_late", rows=(30, 33), lesson=_UNKNOWN, when=_ONCE,
        sentence="The call fails; the request is executed seconds later.",
        make=_fails(Effect.LATER),
        parameters={
            "code": _code(mt5.RES_E_INTERNAL_FAIL_TIMEOUT),
            "seconds": _seconds(15.0, "until it is executed"),
        },
    ),
    Scenario(
        name="ipc_hang", rows=(30,), lesson="IPC timeout", when=_ONCE, make=_hang,
        sentence="The call hangs and ends with a timeout (-10005).",
        parameters={
            "seconds": _seconds(30.0, "for which it hangs"),
            "effect": Parameter(default="now", meaning="what the request does", choices=_EFFECTS),
        },
    ),
    Scenario(
        name="ipc_codes", rows=(29, 30), lesson="IPC timeout", when=When(probability=0.5),
        sentence="Calls fail with any code of last_error(); half of the open ones are executed.",
        make=lambda occasions, _: AnyCode(occasions),
    ),
    Scenario(
        name="partial_fill", rows=(32,), lesson=_REFUSALS, when=_ONE_DEAL, make=_partial,
        sentence="Only a part is to be had: IOC cancels the rest, FOK does nothing.",
        parameters={"share_pct": _seconds(50.0, "part that is to be had, percent")},
    ),
    Scenario(
        name="partial_then_cancel", rows=(32,), lesson=_REFUSALS, when=_ONE_DEAL,
        sentence="A part is executed, the rest cancelled, and the answer says 10009.",
        make=lambda occasions, given: FateOfSend(
            occasions,
            Fate(share_pct=given.number("share_pct"), retcode=mt5.TRADE_RETCODE_DONE),
        ),
        parameters={"share_pct": _seconds(50.0, "part that is executed, percent")},
    ),
    Scenario(
        name="filling_refused", lesson="Filling mode, 10030",
        sentence="A filling mode that the mask allows is refused with 10030, again and again.",
        make=lambda occasions, given: RefuseFilling(occasions, given.whole("filling")),
        parameters={
            "filling": Parameter(default=-1, meaning="request value; -1 is the first one asked for")
        },
    ),
    Scenario(
        name="market_closed_after_acceptance", lesson="Market closed, 10018", when=_ONE_DEAL,
        sentence="The order is taken in (10008), then rejected: market closed.",
        make=_in_flight("Market closed"), parameters=_SETTLED,
    ),
    Scenario(
        name="order_placed_then_rejected", lesson="Market closed, 10018", when=_ONCE,
        sentence="The order is taken in (10008), then the server rejects it.",
        make=_in_flight("Rejected"), parameters=_SETTLED,
    ),
    Scenario(
        name="placed_then_filled", rows=(30,), lesson=_UNKNOWN, when=_ONE_DEAL,
        sentence="The order is taken in (10008) and filled seconds later.",
        make=_in_flight(""), parameters=_SETTLED,
    ),
    Scenario(
        name="removal_in_flight", rows=(30,), lesson=_UNKNOWN,
        when=When(times=1, action="remove"),
        sentence="A removal is taken in (10008) and done seconds later: the market may be faster.",
        make=_in_flight(""), parameters=_SETTLED,
    ),
    Scenario(
        name="removal_refused_later", rows=(30,), lesson=_UNKNOWN,
        when=When(times=1, action="remove"),
        sentence="A removal is taken in (10008), then refused: the order waits on.",
        make=_in_flight("Rejected"), parameters=_SETTLED,
    ),
    Scenario(
        name="market_moves_before_arrival", rows=(31,), lesson=_REFUSALS, when=_ONE_DEAL,
        sentence="The market moves against the request before it arrives: slippage, or a requote.",
        make=lambda occasions, given: MarketMoves(occasions, points=given.whole("points")),
        parameters={"points": Parameter(default=50, meaning="by which it moves")},
    ),
    Scenario(
        name="stop_out_between", rows=(35,), when=_ONCE,
        sentence="The broker closes the oldest position (stop-out) just before a request.",
        make=lambda occasions, _: ClosedOutside(
            occasions, reason=mt5.ORDER_REASON_SO, before_send=True
        ),
    ),
)  # fmt: skip
