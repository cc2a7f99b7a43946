"""Why a trade was opened and closed: the document's conditions at the bar that decided it."""

from datetime import datetime

import numpy as np

from backtester.bench import Bench
from tickloom.contracts.backtest import Json, WhyCondition, WhyMoment, WhyReply
from tickloom.domain.errors import NotFound
from tickloom.engine.compiler import compile_document
from tickloom.engine.evaluate import EvaluationContext, explain_bar

_ENTRIES = {
    "signal": "every condition of the {side} side held at the close of this bar",
    "reversal": "the opposite signal closed a position and opened this one",
    "limit_order": "a limit order was filled at {price}",
    "stop_order": "a stop order was filled at {price}",
}
_EXITS = {
    "stop_loss": "the stop loss was reached: {price}",
    "take_profit": "the take profit was reached: {price}",
    "exit_condition": "the exit conditions held at the close of the bar before",
    "opposite_signal": "the opposite side signalled at the close of the bar before",
    "max_bars": "it was held for as many bars as the document allows",
    "max_minutes": "it was held for as long as the document allows",
    "at_time": "the time of day came at which the document closes",
    "before_weekend": "the week ended",
    "break_even": "the stop had been moved to break-even: {price}",
    "trailing_stop": "the trailing stop was reached: {price}",
    "stop_out": "the margin did not hold it any longer",
    "end_of_data": "the history ended while it was open",
}
_BY_CONDITIONS = ("exit_condition", "opposite_signal")


def why(bench: Bench, trade: Json) -> WhyReply:
    """Entry and exit of a trade of the result."""
    at = _row(bench, str(trade["decision_time"]))
    side = "long" if trade["side"] == "buy" else "short"
    words: str = _ENTRIES.get(str(trade["entry_reason"])) or str(trade["entry_reason"])
    entry = WhyMoment(
        reason=trade["entry_reason"], text=words.format(side=side, price=trade["price_open"]),
        time=_time_us(bench, at), price=trade["price_open"],
        conditions=_conditions(bench, at, (f"/entry/{side}",)),
    )  # fmt: skip
    return WhyReply(entry=entry, exit=_exit(bench, trade, side))


def _exit(bench: Bench, trade: Json, side: str) -> WhyMoment | None:
    reason, closed = trade["exit_reason"], trade["time_close"]
    if closed is None or reason == "none":
        return None
    closing = _row(bench, str(closed))
    decided = closing - 1 if reason in _BY_CONDITIONS else closing
    other = "short" if side == "long" else "long"
    places = (f"/exit/{side}",) if reason == "exit_condition" else (f"/entry/{other}",)
    return WhyMoment(
        reason=reason,
        text=_EXITS.get(reason, reason.replace("_", " ")).format(price=trade["price_close"]),
        time=_time_us(bench, decided), price=trade["price_close"],
        conditions=_conditions(bench, decided, places) if reason in _BY_CONDITIONS else [],
    )  # fmt: skip


def _row(bench: Bench, text: str) -> int:
    """The bar that was open at that time; the last one at the end of the data."""
    moment_ns = round(datetime.fromisoformat(text).timestamp() * 1_000) * 1_000_000
    found = int(np.searchsorted(bench.bars.time_ns, moment_ns, side="right")) - 1
    if found < 0:
        raise NotFound(f"{text} lies before the bars of this run", code="no_bar")
    return found


def _time_us(bench: Bench, row: int) -> int:
    return int(bench.bars.time_ns[row]) // 1_000


def _conditions(bench: Bench, row: int, places: tuple[str, ...]) -> list[WhyCondition]:
    """The comparisons below `places`; all of them where none lies there."""
    plan = bench.plan
    context = EvaluationContext(
        instrument=bench.instrument, server_clock=bench.settings.server_clock,
        higher=bench.around.higher, news=bench.around.news,
        ignore_news=bench.settings.ignore_news, warm_up_bars=bench.settings.warm_up_bars,
    )  # fmt: skip
    program = compile_document(bench.bound(plan.params))
    read = explain_bar(program, bench.bars, max(0, row), context=context)
    own = [one for one in read if one.path.startswith(places)] or list(read)
    return [
        WhyCondition(path=one.path, text=one.text, truth=one.truth, left=one.left, right=one.right)
        for one in own
    ]
