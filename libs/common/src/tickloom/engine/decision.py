"""What the core is told before it decides, and what it answers.

All of it is values: a decision can be logged, compared with another road's decision for the same
bar (parity), and read by a person, without asking the core anything more.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tickloom.domain.ids import PositionTicket
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Side

Action = Literal["none", "enter_long", "enter_short", "exit", "refused"]
TruthWord = Literal["true", "false", "not_warmed_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionView:
    """An open position of this deployment; `opened_ns` is the time of its fill.

    `profit` is what it stands at (swap included) and `margin` what it ties up: an entry that
    follows its closing is sized as if both had been booked already.
    """

    ticket: PositionTicket
    side: Side
    opened_ns: int
    profit: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookView:
    """The account and this deployment's positions at the moment of a decision.

    `tick_value` is the loss of one lot when the price moves by one tick size against it, in
    account currency, and `margin_per_lot` what one lot ties up; both may be exact fractions
    (100/150 is not a decimal). `bid` and `ask` are the price at sending; without them the bar's
    close and its recorded spread stand in. `entries_ns` are the fill times of this deployment's
    entries of at least the current day, newest last; `last_exit_ns` that of its last exit.
    `pending_entries` counts entry orders whose fate is not known yet.
    """

    balance: Decimal
    equity: Decimal
    margin_free: Decimal
    tick_value: Decimal | Fraction
    margin_per_lot: Decimal | Fraction
    bid: Decimal | None = None
    ask: Decimal | None = None
    positions: tuple[PositionView, ...] = ()
    pending_entries: int = 0
    entries_ns: tuple[int, ...] = ()
    last_exit_ns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionReading:
    """One comparison of the document with its values on a bar.

    `path` is a JSON pointer into the document, `text` reads like "EMA(20) crosses above EMA(50)".
    A value that is not there yet is None, and the truth then is never "true"; a candle pattern and
    a time of day have no values.
    """

    path: str
    text: str
    left: float | None
    right: float | None
    truth: TruthWord


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryIntent:
    """An entry that passed sizing: what to send.

    `price` is the price at sending that the levels were measured from; `stop_distance` (R) and
    `target_distance` are price differences after rounding to the grid towards the entry.
    """

    side: Side
    volume: Volume
    price: Price
    stop_loss: Price | None
    take_profit: Price | None
    stop_distance: Decimal | None
    target_distance: Decimal | None
    capped_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitIntent:
    """A position to close at the market, and the code word for why."""

    ticket: PositionTicket
    side: Side
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarDecision:
    """The answer to one closed bar.

    `exits` are to be sent first, then `entry`: a reversal has both (its action is the entry's).
    `reason` is a code word: for "none" why nothing happened (`no_signal`, `not_warmed_up`,
    `max_positions`, `cooldown`, `max_trades_per_day`, `both_sides`, `exit_blocks_entry`), for
    "refused" what stood in the way (`stop_too_near`, `below_minimum_volume`, ...), and `detail`
    the same for people, with figures.
    """

    bar_time_ns: int
    action: Action
    reason: str
    conditions: tuple[ConditionReading, ...]
    entry: EntryIntent | None = None
    exits: tuple[ExitIntent, ...] = ()
    detail: str = ""
