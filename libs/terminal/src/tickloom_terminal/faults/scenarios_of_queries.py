"""Scenarios of questions: failed, slow, late, or answered with what the broker made of it."""

from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.fate import Effect, Failure, Fate
from tickloom_terminal.faults.fault import Fault
from tickloom_terminal.faults.feed import ABSURDITIES, Absurd, Doubled, Frozen
from tickloom_terminal.faults.occasions import Occasions
from tickloom_terminal.faults.plan import When
from tickloom_terminal.faults.records_seen import Comments, EmptyHistory, Late, MagicLost
from tickloom_terminal.faults.scenario import Given, Make, Parameter, Scenario
from tickloom_terminal.faults.sends import FateOfCalls

_NONE = "History calls return None/empty"
_ONCE = When(times=1)


def _none(*names: str) -> Make:
    def make(occasions: Occasions, given: Given) -> Fault:
        failure = Failure.of(given.whole("code"))
        return FateOfCalls(occasions, names, Fate(effect=Effect.NONE, failure=failure))

    return make


def _question(name: str, what: str, *names: str) -> Scenario:
    code = Parameter(default=mt5.RES_E_INTERNAL_FAIL, meaning="code of last_error()")
    return Scenario(
        name=name, sentence=f"A question for {what} fails (None), which says nothing about them.",
        make=_none(*names), lesson=_NONE, parameters={"code": code}, when=_ONCE,
    )  # fmt: skip


def _also_positions(meaning: str, default: str) -> Parameter:
    return Parameter(default=default, meaning=meaning, choices=("yes", "no"))


QUERY_SCENARIOS = (
    _question("positions_get_none", "positions", "positions_get", "positions_total"),
    _question("orders_get_none", "waiting orders", "orders_get", "orders_total"),
    _question(
        "history_get_none", "history", "history_orders_get", "history_deals_get",
        "history_orders_total", "history_deals_total",
    ),
    _question("quotes_get_none", "quotes", "symbol_info_tick", "copy_ticks_from",
              "copy_ticks_range"),
    Scenario(
        name="bars_not_ready", lesson=_NONE, when=When(for_s=20.0),
        sentence="Bars fail (None) while the terminal still loads them.",
        make=_none("copy_rates_from", "copy_rates_from_pos", "copy_rates_range"),
        parameters={
            "code": Parameter(default=mt5.RES_E_FAIL, meaning="code of last_error()")
        },
    ),
    Scenario(
        name="history_empty", lesson=_NONE, when=When(for_s=20.0),
        sentence="History answers, and shows nothing of what was done.",
        make=lambda occasions, _: EmptyHistory(occasions),
    ),
    Scenario(
        name="history_late", rows=(33,), lesson=_NONE,
        sentence="What was done shows in history only after 20 s.",
        make=lambda occasions, given: Late(
            occasions, seconds=given.number("seconds"),
            also_positions=given.text("positions") == "yes",
        ),
        parameters={
            "seconds": Parameter(default=20.0, meaning="until it is shown"),
            "positions": _also_positions("whether new positions are late as well", "yes"),
        },
    ),
    Scenario(
        name="slow_answers", lesson="IPC timeout",
        sentence="Every answer takes its time; nothing fails.",
        make=lambda occasions, given: FateOfCalls(
            occasions, (), Fate(delay_s=given.number("seconds"))
        ),
        parameters={"seconds": Parameter(default=3.0, meaning="that each answer takes")},
    ),
    Scenario(
        name="comment_rewritten", rows=(34,), lesson="Unknown outcome, duplicates",
        sentence="The broker replaces the comment of orders, deals and positions.",
        make=lambda occasions, given: Comments(occasions, text=given.text("text"), keeps=0),
        parameters={"text": Parameter(default="EA order", meaning="what it writes instead")},
    ),
    Scenario(
        name="comment_truncated", rows=(34,), lesson="Unknown outcome, duplicates",
        sentence="The broker cuts the comment of orders, deals and positions.",
        make=lambda occasions, given: Comments(occasions, text=None, keeps=given.whole("keeps")),
        parameters={"keeps": Parameter(default=8, meaning="characters that stay")},
    ),
    Scenario(
        name="comment_emptied", rows=(34,), lesson="Unknown outcome, duplicates",
        sentence="The broker empties the comment of orders, deals and positions.",
        make=lambda occasions, _: Comments(occasions, text="", keeps=0),
    ),
    Scenario(
        name="magic_lost", rows=(34,), lesson="Unknown outcome, duplicates",
        sentence="Deals and finished orders come back without the magic.",
        make=lambda occasions, given: MagicLost(
            occasions, also_positions=given.text("positions") == "yes"
        ),
        parameters={"positions": _also_positions("whether open ones lose it as well", "no")},
    ),
    Scenario(
        name="frozen_feed", rows=(37,), when=When(for_s=60.0),
        sentence="Quotes stand still, with their old time, while the market is open.",
        make=lambda occasions, _: Frozen(occasions),
    ),
    Scenario(
        name="absurd_tick", rows=(38,), when=_ONCE,
        sentence="A quote comes with bid over ask, far from the market, 0, NaN or negative.",
        make=lambda occasions, given: Absurd(
            occasions, kind=given.text("kind"), spike_pct=given.number("spike_pct")
        ),
        parameters={
            "kind": Parameter(
                default="any", meaning="of absurdity", choices=("any", *ABSURDITIES)
            ),
            "spike_pct": Parameter(default=10.0, meaning="height of a spike, percent"),
        },
    ),
    Scenario(
        name="duplicate_ticks_at_poll_borders",
        sentence="The last ticks of one answer come again at the head of the next.",
        make=lambda occasions, given: Doubled(occasions, count=given.whole("count")),
        parameters={"count": Parameter(default=2, meaning="ticks that come again")},
    ),
)  # fmt: skip
