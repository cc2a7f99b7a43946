"""One suite for every terminal: what the order path may rely on, whoever is behind the port."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import SendAnswer, VenuePosition, VenueRequest, VenueTick

DONE, POSITION_CLOSED, INVALID_CLOSE_VOLUME = 10009, 10036, 10038
CENT = Decimal("0.01000")
MAGIC = 4_711


def good(answer: Any) -> Any:
    assert not isinstance(answer, CallFailed), answer
    return answer


def until(give: Callable[[], Any]) -> Any:
    """The first answer that is no failure: quotes come when they come."""
    pause = threading.Event()
    answer = give()
    for _ in range(1_000):
        if not isinstance(answer, CallFailed):
            return answer
        pause.wait(0.01)
        answer = give()
    raise AssertionError(answer)


def tick_of(venue: Any) -> VenueTick:
    return until(lambda: venue.port.tick(venue.symbol))


def opened(venue: Any, volume: str = "0.10", **fields: Any) -> SendAnswer:
    tick = tick_of(venue)
    request = VenueRequest(
        action=1, symbol=venue.symbol, volume=Decimal(volume), type=0, price=tick.ask,
        magic=MAGIC, comment="T1TEST", type_filling=1, **fields,
    )  # fmt: skip
    return good(venue.port.send(request))


def closing(venue: Any, ticket: int, volume: str) -> Any:
    return venue.port.send(
        VenueRequest(
            action=1, symbol=venue.symbol, volume=Decimal(volume), type=1,
            price=tick_of(venue).bid, position=ticket, type_filling=1, magic=MAGIC,
        )
    )  # fmt: skip


def only_position(venue: Any) -> VenuePosition:
    (position,) = good(venue.port.positions())
    return position


def test_the_status_names_the_account_and_that_trading_is_allowed(venue: Any) -> None:
    status = good(venue.port.connect())
    assert (status.login, status.server) == (1_000_001, "Tickloom-Demo")
    assert status.connected
    assert status.trade_allowed
    assert (status.currency, status.margin_mode) == ("USD", 2)


def test_figures_are_exact_and_agree_with_each_other(venue: Any) -> None:
    figures = good(venue.port.account())
    assert figures.balance == 10_000
    assert figures.equity == figures.balance + figures.credit + figures.profit
    assert figures.margin_free == figures.equity - figures.margin


def test_a_fresh_account_is_empty_and_says_so(venue: Any) -> None:
    assert venue.port.positions() == ()
    assert venue.port.orders() == ()


def test_symbols_have_sheets_and_unknown_ones_are_failures(venue: Any) -> None:
    sheet = good(venue.port.symbol(venue.symbol))
    assert (sheet.name, sheet.digits, sheet.point) == ("EURUSD", 5, Decimal("0.00001"))
    assert venue.symbol in {symbol.name for symbol in good(venue.port.symbols())}
    assert isinstance(venue.port.symbol("NOSUCH"), CallFailed)
    assert isinstance(venue.port.select("NOSUCH"), CallFailed)
    assert isinstance(venue.port.tick("NOSUCH"), CallFailed)


def test_quotes_flow_and_their_history_holds_them(venue: Any) -> None:
    tick = tick_of(venue)
    assert tick.bid <= tick.ask
    second = tick.time_ms // 1000
    rows = good(venue.port.ticks(venue.symbol, from_s=second - 60, to_s=second + 60))
    assert tick.time_ms in rows["time_msc"].tolist()


def test_a_market_order_opens_one_position_with_its_magic_and_levels(venue: Any) -> None:
    ask = tick_of(venue).ask
    sl, tp = (ask - CENT).quantize(CENT / 1000), (ask + CENT).quantize(CENT / 1000)
    answer = opened(venue, sl=sl, tp=tp)
    assert (answer.retcode, answer.volume) == (DONE, Decimal("0.1"))
    assert answer.deal
    assert answer.order
    position = only_position(venue)
    assert (position.ticket, position.type, position.volume) == (answer.order, 0, Decimal("0.1"))
    assert (position.sl, position.tp) == (sl, tp)
    assert (position.magic, position.comment) == (MAGIC, "T1TEST")
    assert position.price_open == answer.price


def test_a_market_order_without_levels_has_none(venue: Any) -> None:
    opened(venue)
    position = only_position(venue)
    assert (position.sl, position.tp) == (0, 0)


def test_levels_of_a_position_can_be_changed(venue: Any) -> None:
    opened(venue)
    position = only_position(venue)
    sl = (position.price_open - 2 * CENT).quantize(CENT / 1000)
    tp = (position.price_open + 3 * CENT).quantize(CENT / 1000)
    request = VenueRequest(action=6, symbol=venue.symbol, position=position.ticket, sl=sl, tp=tp)
    assert good(venue.port.send(request)).retcode == DONE
    changed = only_position(venue)
    assert (changed.sl, changed.tp) == (sl, tp)


def test_a_partial_close_leaves_the_rest_open_with_the_same_magic(venue: Any) -> None:
    ticket = opened(venue, "0.10").order
    answer = good(closing(venue, ticket, "0.04"))
    assert (answer.retcode, answer.volume) == (DONE, Decimal("0.04"))
    rest = only_position(venue)
    assert (rest.volume, rest.magic) == (Decimal("0.06"), MAGIC)
    assert (rest.ticket == ticket) is venue.keeps_ticket


def test_a_close_leaves_nothing_and_a_second_one_finds_nothing(venue: Any) -> None:
    ticket = opened(venue).order
    assert good(closing(venue, ticket, "0.10")).retcode == DONE
    assert venue.port.positions() == ()
    assert good(closing(venue, ticket, "0.10")).retcode == POSITION_CLOSED


def test_more_than_a_position_has_is_not_closed(venue: Any) -> None:
    ticket = opened(venue).order
    assert good(closing(venue, ticket, "0.20")).retcode == INVALID_CLOSE_VOLUME
    assert only_position(venue).volume == Decimal("0.1")


def test_a_pending_order_is_placed_changed_and_removed(venue: Any) -> None:
    price = (tick_of(venue).bid - 2 * CENT).quantize(CENT / 1000)
    request = VenueRequest(
        action=5, symbol=venue.symbol, volume=Decimal("0.20"), type=2, price=price, magic=MAGIC,
        sl=price - CENT, tp=price + CENT, type_filling=2,
    )  # fmt: skip
    placed = good(venue.port.send(request))
    assert (placed.retcode, placed.deal) == (DONE, 0)
    (order,) = good(venue.port.orders())
    assert (order.ticket, order.type, order.price_open) == (placed.order, 2, price)
    assert (order.volume_current, order.magic) == (Decimal("0.2"), MAGIC)
    assert venue.port.positions() == ()
    lower = price - CENT
    change = VenueRequest(
        action=7, symbol=venue.symbol, order=placed.order, price=lower, sl=lower - CENT,
        tp=lower + CENT,
    )  # fmt: skip
    assert good(venue.port.send(change)).retcode == DONE
    (changed,) = good(venue.port.orders())
    assert (changed.price_open, changed.sl, changed.tp) == (lower, lower - CENT, lower + CENT)
    assert good(venue.port.send(VenueRequest(action=8, order=placed.order))).retcode == DONE
    assert venue.port.orders() == ()


def test_an_unknown_symbol_is_refused_and_nothing_is_open(venue: Any) -> None:
    tick = tick_of(venue)
    answer = venue.port.send(
        VenueRequest(action=1, symbol="NOSUCH", volume=Decimal("0.1"), type=0, price=tick.ask)
    )
    assert isinstance(answer, CallFailed) or answer.retcode != DONE
    assert not (isinstance(answer, CallFailed) and answer.may_have_acted)
    assert venue.port.positions() == ()


def test_history_holds_what_was_traded_or_says_that_there_is_none_to_be_had(venue: Any) -> None:
    ticket = opened(venue).order
    closing(venue, ticket, "0.10")
    deals = venue.port.history_deals(from_s=1, to_s=2_000_000_000)
    orders = venue.port.history_orders(from_s=1, to_s=2_000_000_000)
    if not venue.has_history:
        assert (deals.code, orders.code) == (-7, -7)
        return
    traded = [deal for deal in good(deals) if deal.symbol == venue.symbol]
    assert [(deal.entry, deal.volume) for deal in traded] == [
        (0, Decimal("0.1")), (1, Decimal("0.1")),
    ]  # fmt: skip
    assert {deal.position for deal in traded} == {ticket}
    assert ticket in {order.ticket for order in good(orders)}


def test_a_check_is_good_or_cannot_be_had_and_never_trades(venue: Any) -> None:
    tick = tick_of(venue)
    request = VenueRequest(
        action=1, symbol=venue.symbol, volume=Decimal("0.1"), type=0, price=tick.ask,
        type_filling=1,
    )  # fmt: skip
    answer = venue.port.check(request)
    if venue.has_check:
        assert good(answer).retcode == 0
        margin = good(venue.port.margin(0, venue.symbol, Decimal("0.1"), tick.ask))
        assert abs(good(answer).margin - margin) <= Decimal("0.01")
    else:
        assert answer.code == -7
    assert venue.port.positions() == ()


def test_after_close_every_question_is_a_failure_and_a_send_was_not_sent(venue: Any) -> None:
    tick = tick_of(venue)
    venue.port.close()
    assert isinstance(venue.port.positions(), CallFailed)
    assert isinstance(venue.port.orders(), CallFailed)
    assert isinstance(venue.port.status(), CallFailed)
    answer = venue.port.send(
        VenueRequest(action=1, symbol=venue.symbol, volume=Decimal("0.1"), price=tick.ask)
    )
    assert isinstance(answer, CallFailed)
    assert not answer.may_have_acted
    good(venue.port.connect())
    assert venue.port.positions() == ()
