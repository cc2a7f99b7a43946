"""The checks of an order against the limits: pure, each a question with a sentence for an answer.

Order: the price it was decided on, whether the symbol may be traded, the order alone, its symbol,
the account, the day. The first that says no is the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.limits.day import Day
from mt5_bridge.limits.held import Measure, Stake, Unmeasurable, is_hedging, worst_volume
from mt5_bridge.limits.rules import Limits
from mt5_bridge.orders.gate import Proposal, Refusal
from mt5_bridge.orders.retcodes import Retcode
from tickloom.domain.order import Side

ZERO = Decimal(0)
_PER_CENT = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is at stake already, and what the new order adds."""

    rows: tuple[Stake, ...]
    order: Stake
    measure: Measure

    @property
    def risk(self) -> Decimal:
        return sum((row.risk for row in self.rows), ZERO)

    def of_symbol(self, symbol: str) -> list[Stake]:
        return [row for row in self.rows if row.symbol == symbol]


def price_refusal(proposal: Proposal, limits: Limits) -> Refusal | None:
    """Entries need a fresh, sane and tight price."""
    name, tick, age_s = proposal.symbol.name, proposal.tick, proposal.tick_age_s
    if tick is None or age_s is None:
        return _no("no_price", f"{name} has no price, or its age is not known", Retcode.PRICE_OFF)
    bound_s = float(limits.price.age_s_max)
    if not age_s <= bound_s:
        detail = (
            f"the last price of {name} is {age_s:.1f} s old; "
            f"an entry needs one of at most {bound_s:g} s"
        )
        return _no("stale_price", detail, Retcode.PRICE_OFF)
    if age_s < -bound_s:
        detail = (
            f"the last price of {name} is {-age_s:.1f} s in the future: "
            "the broker's clock is not what it was learned to be"
        )
        return _no("price_from_the_future", detail, Retcode.PRICE_OFF)
    sane = tick.bid.is_finite() and tick.ask.is_finite() and 0 < tick.bid <= tick.ask
    if not sane:
        detail = f"the last price of {name} is absurd: bid {tick.bid}, ask {tick.ask}"
        return _no("absurd_price", detail, Retcode.PRICE_OFF)
    return _spread_refusal(proposal, limits)


def _spread_refusal(proposal: Proposal, limits: Limits) -> Refusal | None:
    name, tick, point = proposal.symbol.name, proposal.tick, proposal.symbol.point
    allowed = limits.of_symbol(name).spread_points_max
    if allowed is None or tick is None:
        return None
    spread = tick.ask - tick.bid
    if spread <= allowed * point:
        return None
    points = (spread / point).normalize() if point else spread
    detail = f"the spread of {name} is {points:f} points, the limit is {allowed}"
    return _no("spread_too_wide", detail, Retcode.PRICE_OFF)


def tradable_refusal(proposal: Proposal, limits: Limits) -> Refusal | None:
    """What the broker allows in the symbol, and when its owner wants to enter."""
    name, mode = proposal.symbol.name, proposal.symbol.trade_mode
    if mode == 0:
        return _no("symbol_disabled", f"trading {name} is disabled", Retcode.TRADE_DISABLED)
    if mode == 3:
        return _no("close_only", f"the broker only closes in {name}", Retcode.CLOSE_ONLY)
    if mode == 1 and proposal.side is not Side.BUY:
        return _no("long_only", f"the broker allows only buying in {name}", Retcode.LONG_ONLY)
    if mode == 2 and proposal.side is not Side.SELL:
        return _no("short_only", f"the broker allows only selling in {name}", Retcode.SHORT_ONLY)
    if not limits.hours.allow(proposal.now_us):
        detail = f"entries are outside the hours of the limits file ({limits.hours.zone})"
        return _no("outside_hours", detail, Retcode.MARKET_CLOSED)
    return None


def order_refusal(proposal: Proposal, limits: Limits, held: Held) -> Refusal | None:
    """The order alone."""
    order, name = limits.order, proposal.symbol.name
    if order.volume_max is not None and proposal.volume > order.volume_max:
        detail = f"{proposal.volume} lots are more than the {order.volume_max} of one order"
        return _no("order_volume", detail, Retcode.INVALID_VOLUME)
    if order.stop_loss_required and not proposal.stop_loss:
        return _no("no_stop_loss", "an entry needs a stop loss", Retcode.INVALID_STOPS)
    if limits.needs_risk and proposal.stop_loss and held.order.risk <= 0:
        detail = f"the stop loss {proposal.stop_loss} is not on the losing side of {proposal.price}"
        return _no("stop_on_wrong_side", detail, Retcode.INVALID_STOPS)
    refusal = _risk_refusal(
        "order_risk", "this order", held.order.risk, proposal,
        amount=order.risk_max, percent=order.risk_percent_max,
    )  # fmt: skip
    if refusal is not None or order.notional_max is None:
        return refusal
    if proposal.price is None:
        raise Unmeasurable(f"the price of {name} is not known")
    notional = held.measure.worth(name, proposal.price, proposal.volume)
    if notional <= order.notional_max:
        return None
    detail = f"the order is worth {notional:.2f}, the limit is {order.notional_max}"
    return _no("order_notional", detail, Retcode.INVALID_VOLUME)


def change_refusal(proposal: Proposal, limits: Limits, held: Held) -> Refusal | None:
    """A change that risks more than before, as an order and together with everything else."""
    order, account = limits.order, limits.account
    if order.stop_loss_required and not proposal.stop_loss:
        return _no("no_stop_loss", "the stop loss may not be taken away", Retcode.INVALID_STOPS)
    return _risk_refusal(
        "order_risk", "it", held.order.risk, proposal,
        amount=order.risk_max, percent=order.risk_percent_max,
    ) or _risk_refusal(
        "account_risk", "everything open, waiting or unknown with this change",
        held.risk + held.order.risk, proposal,
        amount=account.risk_max, percent=account.risk_percent_max,
    )  # fmt: skip


def symbol_refusal(proposal: Proposal, limits: Limits, held: Held) -> Refusal | None:
    """Everything in the order's symbol."""
    name = proposal.symbol.name
    allowed, rows, hedging = limits.of_symbol(name), held.of_symbol(name), is_hedging(proposal)
    if any(row.is_unknown for row in rows):
        detail = f"an order in {name} has an unknown outcome; no entry until it is settled"
        return _no("unknown_outcome", detail)
    volume = worst_volume([*rows, held.order], hedging=hedging)
    if allowed.volume_max is not None and volume > allowed.volume_max:
        detail = f"{name} would come to {volume} lots, the limit is {allowed.volume_max}"
        return _no("symbol_volume", detail, Retcode.LIMIT_VOLUME)
    count = _count([*rows, held.order], hedging=hedging)
    if allowed.positions_max is not None and count > allowed.positions_max:
        detail = (
            f"{name} would have {count} positions and orders, the limit is {allowed.positions_max}"
        )
        return _no("symbol_positions", detail, Retcode.LIMIT_POSITIONS)
    return None


def account_refusal(proposal: Proposal, limits: Limits, held: Held) -> Refusal | None:
    """Everything of the account."""
    account, rows, hedging = limits.account, [*held.rows, held.order], is_hedging(proposal)
    count = _count(rows, hedging=hedging)
    if account.positions_max is not None and count > account.positions_max:
        detail = (
            f"the account would have {count} positions and orders, "
            f"the limit is {account.positions_max}"
        )
        return _no("account_positions", detail, Retcode.LIMIT_POSITIONS)
    symbols = {row.symbol for row in rows}
    volume = sum(
        (worst_volume((r for r in rows if r.symbol == s), hedging=hedging) for s in symbols), ZERO
    )
    if account.volume_max is not None and volume > account.volume_max:
        detail = f"the account would hold {volume} lots, the limit is {account.volume_max}"
        return _no("account_volume", detail, Retcode.LIMIT_VOLUME)
    risk = held.risk + held.order.risk
    refusal = _risk_refusal(
        "account_risk", "everything open, waiting or unknown with this order", risk, proposal,
        amount=account.risk_max, percent=account.risk_percent_max,
    )  # fmt: skip
    return refusal or _margin_refusal(proposal, limits)


def _margin_refusal(proposal: Proposal, limits: Limits) -> Refusal | None:
    floor = limits.account.margin_level_min_percent
    if floor is None:
        return None
    after = proposal.margin_after
    if after is None or proposal.figures is None:
        raise Unmeasurable("the margin after the order is not known")
    after += unknown_margin(proposal)
    if after <= 0:
        return None
    level = proposal.figures.equity / after * _PER_CENT
    if level >= floor:
        return None
    detail = f"the margin level would be {level:.0f} %, the limit is {floor} %"
    return _no("margin_level", detail, Retcode.NO_MONEY)


def unknown_margin(proposal: Proposal) -> Decimal:
    """What orders of unknown fate may tie up; raises `Unmeasurable`."""
    total = ZERO
    for sent in proposal.unknown:
        if sent.kind != "entry":
            continue
        if sent.margin is not None:
            total += sent.margin
        elif sent.symbol == proposal.symbol.name and proposal.margin and proposal.volume:
            total += proposal.margin * sent.volume / proposal.volume
        else:
            raise Unmeasurable(
                f"the margin of an order of unknown fate in {sent.symbol} is not known"
            )
    return total


def day_refusal(proposal: Proposal, limits: Limits, held: Held, day: Day) -> Refusal | None:
    """The day's loss with everything open at its stop, this order included."""
    if proposal.figures is None:
        raise Unmeasurable("the account's equity could not be read")
    equity = proposal.figures.equity
    room = day.headroom(limits.day, equity=equity, open_risk=held.risk)
    if room is None or (room > 0 and held.order.risk <= room):
        return None
    allowed, lost = day.loss_allowed(limits.day), day.lost(limits.day, equity)
    detail = (
        f"the day's limit is {allowed:.2f}, guarded at 90 %: lost so far {lost:.2f}, open risk "
        f"{held.risk:.2f}, so {max(room, ZERO):.2f} is left and the order risks "
        f"{held.order.risk:.2f}"
    )
    return _no("day_loss", detail)


def _risk_refusal(
    reason: str, what: str, risk: Decimal, proposal: Proposal, *,
    amount: Decimal | None, percent: Decimal | None,
) -> Refusal | None:  # fmt: skip
    bounds = [] if amount is None else [amount]
    if percent is not None:
        if proposal.figures is None:
            raise Unmeasurable("the account's equity could not be read")
        bounds.append(max(ZERO, proposal.figures.equity) * percent / _PER_CENT)
    if not bounds or risk <= min(bounds):
        return None
    currency = proposal.status.currency
    detail = f"{what} would lose {risk:.2f} {currency} at the stops, the limit is {min(bounds):.2f}"
    return _no(reason, detail)


def _count(rows: Iterable[Stake], *, hedging: bool) -> int:
    """Positions that may come to be; a netting account has one a symbol."""
    return len(list(rows)) if hedging else len({row.symbol for row in rows})


def _no(reason: str, detail: str, retcode: Retcode | None = None) -> Refusal:
    return Refusal(reason=reason, detail=detail, retcode=retcode)
