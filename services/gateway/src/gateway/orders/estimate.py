"""What an order or a position puts at stake, in the account's currency; unknown is None."""

from decimal import Decimal

from gateway.models.orders import Estimate
from gateway.orders.ask import Ask
from tickloom.contracts.trading import AccountMarked, PositionInfo
from tickloom.domain.errors import TickloomError
from tickloom.domain.instrument import Instrument
from tickloom.domain.money import Money, Price, Volume, cents
from tickloom.domain.order import Side
from tickloom.venue.conversion import Converter, Quotes
from tickloom.venue.margin import margin_raw
from tickloom.venue.profit import profit_raw


def estimate(
    ask: Ask, account: AccountMarked, converter: Converter, quotes: Quotes, *, age_ms: int | None
) -> Estimate:
    """The figures of a ticket before it is sent."""
    sheet, quote = ask.instrument, quotes(ask.instrument.symbol)
    risk = _result(ask, ask.stop_loss, converter, quotes)
    reward = _result(ask, ask.take_profit, converter, quotes)
    margin = _margin(ask, account, converter, quotes)
    free = Decimal(account.margin_free)
    spread = None if quote is None else quote.ask - quote.bid
    risk = None if risk is None else -risk
    return Estimate(
        account=account.account, currency=account.currency, symbol=sheet.symbol,
        side=ask.side.value, type=ask.type, volume=str(ask.volume), price=_text(ask.entry),
        risk=_text(risk), risk_percent=percent(risk, account.equity), reward=_text(reward),
        reward_percent=percent(reward, account.equity),
        reward_to_risk=_ratio(reward, risk), margin=_text(margin),
        margin_free_after=_text(None if margin is None else free - margin),
        is_affordable=None if margin is None else margin <= free,
        notional=_text(_notional(ask, converter, quotes)),
        spread_points=None if spread is None else sheet.points(spread),
        spread_cost=_text(_worth(ask, spread, converter, quotes)),
        stop_points=_points(sheet, ask.entry, ask.stop_loss),
        target_points=_points(sheet, ask.entry, ask.take_profit), price_age_ms=age_ms,
        warnings=_warnings(ask, account, risk=risk, margin=margin),
    )  # fmt: skip


def position_risk(
    position: PositionInfo, sheet: Instrument, converter: Converter, quotes: Quotes
) -> Decimal | None:
    """What is lost from the opening price when the stop fills at its price."""
    if position.stop_loss is None:
        return None
    raw = profit_raw(
        sheet, Side(position.side), Volume(Decimal(position.volume)),
        opened=Price(Decimal(position.price_open)), closed=Decimal(position.stop_loss),
    )  # fmt: skip
    result = _converted(raw, converter, quotes)
    return None if result is None else -result


def percent(amount: Decimal | None, equity: str) -> str | None:
    """`amount` of the equity; None where there is none."""
    whole = Decimal(equity)
    if amount is None or whole <= 0:
        return None
    return str(cents(amount / whole * 100))


def _result(
    ask: Ask, level: Decimal | None, converter: Converter, quotes: Quotes
) -> Decimal | None:
    if level is None or ask.entry is None:
        return None
    raw = profit_raw(ask.instrument, ask.side, ask.volume, opened=Price(ask.entry), closed=level)
    return _converted(raw, converter, quotes)


def _margin(
    ask: Ask, account: AccountMarked, converter: Converter, quotes: Quotes
) -> Decimal | None:
    if ask.entry is None:
        return None
    raw = margin_raw(ask.instrument, ask.volume, price=ask.entry, leverage=account.leverage)
    try:
        return cents(converter.margin(raw, ask.side, quotes))
    except TickloomError:
        return None


def _notional(ask: Ask, converter: Converter, quotes: Quotes) -> Decimal | None:
    if ask.entry is None:
        return None
    amount = ask.entry * ask.instrument.contract_size * ask.volume
    return _converted(Money(amount=amount, currency=ask.instrument.currency_profit), converter,
                      quotes)  # fmt: skip


def _worth(
    ask: Ask, distance: Decimal | None, converter: Converter, quotes: Quotes
) -> Decimal | None:
    """What `distance` costs on the whole volume."""
    if distance is None:
        return None
    amount = -distance * ask.instrument.contract_size * ask.volume
    cost = _converted(Money(amount=amount, currency=ask.instrument.currency_profit), converter,
                      quotes)  # fmt: skip
    return None if cost is None else -cost


def _converted(money: Money, converter: Converter, quotes: Quotes) -> Decimal | None:
    try:
        return cents(converter.profit(money, quotes))
    except TickloomError:  # no quote of a pair yet, or no such pair: not known
        return None


def _points(sheet: Instrument, entry: Decimal | None, level: Decimal | None) -> int | None:
    return None if entry is None or level is None else sheet.points(abs(entry - level))


def _ratio(reward: Decimal | None, risk: Decimal | None) -> str | None:
    if reward is None or risk is None or risk <= 0:
        return None
    return str(cents(reward / risk))


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _warnings(
    ask: Ask, account: AccountMarked, *, risk: Decimal | None, margin: Decimal | None
) -> list[str]:
    free = Decimal(account.margin_free)
    said: list[str] = []
    if ask.entry is None:
        said.append(f"{ask.instrument.symbol} has no price yet; nothing can be computed")
    if ask.stop_loss is None:
        said.append("without a stop loss the loss has no bound")
    if risk is not None and Decimal(account.equity) > 0 and risk > Decimal(account.equity):
        said.append("the stop loss lies further away than the account's equity reaches")
    if margin is not None and margin > free:
        said.append(
            f"it needs {margin} {account.currency} of margin and only {free} are free: "
            "the broker will refuse it"
        )
    if account.halted:
        said.append(f"entries are halted: {account.halted}")
    if account.kill is not None and account.kill.stage != "off":
        said.append("the kill switch is on: no new order passes")
    return said
