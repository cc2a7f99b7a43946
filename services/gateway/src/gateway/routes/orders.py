"""Orders by hand: place, look at, change and cancel."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from gateway.access import Trader, UsesParts
from gateway.desk.desk import Command
from gateway.idempotency import OptionalKey, json_response
from gateway.models.orders import ChangeOrder, Outcome, PlaceOrder
from gateway.models.reply import model_of
from gateway.models.trading import AccountWaitingOrder, WaitingOrders
from gateway.orders import commands
from gateway.orders.act import act
from gateway.orders.ask import Ask, ask_of
from gateway.orders.asking import Asking, Asks
from gateway.orders.estimate import estimate
from gateway.orders.once import outcome_of
from gateway.parts import Parts
from tickloom.contracts.trading import AccountMarked
from tickloom.domain.errors import Conflict, InvalidInput, NotFound
from tickloom.domain.ids import Symbol
from tickloom.venue.conversion import Converter

router = APIRouter(tags=["orders"])

OrderId = Annotated[str, Path(min_length=1, max_length=200)]
Ticket = Annotated[int, Path(ge=1, le=2**63 - 1)]
Account = Annotated[str, Query(min_length=1, max_length=64)]


@router.post(
    "/orders", status_code=201, response_model=Outcome, responses={202: {"model": Outcome}}
)
async def place_order(
    *, request: Request, parts: UsesParts, caller: Trader, body: PlaceOrder,
    key: OptionalKey = None, validate_only: bool = False,
) -> Response:  # fmt: skip
    """Send an order; with `validate_only` only say what it would put at stake."""
    if validate_only:
        return json_response(await _estimated(parts, body), 200)
    if key is None:
        raise InvalidInput("Idempotency-Key", "nothing", "a header with a new key for each order")
    asks = Asking(request=request, parts=parts, caller=caller, key=key)
    order_id = asks.order_id if body.client_order_id is None else f"c-{body.client_order_id}"

    async def make() -> Command:
        meant = await _spelt(parts, body)
        account, ask = await _checked(parts, meant)
        if body.type != "market":
            commands.require(account, "pending")
        if body.client_order_id is not None and await parts.desk.look_up(order_id) is not None:
            raise Conflict(
                f"client_order_id: {body.client_order_id} was used before",
                code="client_order_id_used", hint=f"GET /api/v1/orders/{order_id}",
            )  # fmt: skip
        return commands.submit(parts, meant, ask, order_id)

    return await act(asks, order_id, make, status=201)


async def _spelt(parts: Parts, body: PlaceOrder) -> PlaceOrder:
    """The order by the broker's own name of its symbol."""
    sheet = await parts.venue_now.sheet(body.symbol)
    return body.model_copy(update={"symbol": str(sheet.symbol)})


async def _checked(parts: Parts, body: PlaceOrder) -> tuple[AccountMarked, Ask]:
    account = await parts.venue_now.account(body.account)
    sheet = await parts.venue_now.sheet(body.symbol)
    quote = parts.venue_now.quote(sheet.symbol)
    return account, ask_of(body, sheet, quote, parts.clock.now_us())


async def _estimated(parts: Parts, body: PlaceOrder) -> Outcome:
    body = await _spelt(parts, body)
    account, ask = await _checked(parts, body)
    venue = parts.venue_now
    converter = Converter((await venue.sheets()).values(), currency=account.currency)
    tick = venue.tick(Symbol(body.symbol))
    age_ms = None if tick is None else max(0, parts.clock.now_us() - tick.at) // 1000
    return Outcome(
        mode=parts.live.board.mode, order_id="", state="not_sent", is_known=True,
        next="Nothing was sent.",
        estimate=estimate(ask, account, converter, venue.quote, age_ms=age_ms),
    )  # fmt: skip


@router.get("/orders/{order_id}")
async def read_order(parts: UsesParts, order_id: OrderId) -> Outcome:
    """What is known of one order now."""
    order = await parts.desk.find(order_id)
    if order is None:
        raise NotFound(
            f"nothing is known of an order {order_id[:64]!r}", code="unknown_order",
            hint="that says nothing about the broker's books: look at the positions too",
        )  # fmt: skip
    return outcome_of(parts, order_id, order)


@router.get("/waiting-orders")
async def read_waiting_orders(parts: UsesParts, account: str | None = None) -> WaitingOrders:
    """Orders that wait at the venue for their price."""
    accounts = await parts.venue_now.accounts()
    orders = [
        model_of(AccountWaitingOrder, order, account=one.account)
        for one in accounts
        if account in (None, one.account)
        for order in one.orders
    ]
    return WaitingOrders(mode=parts.live.board.mode, orders=orders)


@router.patch("/waiting-orders/{ticket}", response_model=Outcome,
              responses={202: {"model": Outcome}})  # fmt: skip
async def change_order(asks: Asks, ticket: Ticket, body: ChangeOrder) -> Response:
    """Move a waiting order or its stops."""

    async def make() -> Command:
        account = await asks.parts.venue_now.account(body.account)
        commands.require(account, "change")
        waiting = commands.waiting_of(account, ticket)
        return commands.change(await _target(asks, account, waiting.symbol), body, waiting)

    return await act(asks, asks.order_id, make)


@router.delete("/waiting-orders/{ticket}", response_model=Outcome,
               responses={202: {"model": Outcome}})  # fmt: skip
async def cancel_order(asks: Asks, ticket: Ticket, account: Account) -> Response:
    """Take a waiting order out of the book."""

    async def make() -> Command:
        marked = await asks.parts.venue_now.account(account)
        commands.require(marked, "cancel")
        waiting = commands.waiting_of(marked, ticket)
        return commands.cancel(await _target(asks, marked, waiting.symbol), waiting)

    return await act(asks, asks.order_id, make)


async def _target(asks: Asking, account: AccountMarked, symbol: str) -> commands.Target:
    sheet = await asks.parts.venue_now.sheet(symbol)
    return commands.Target(parts=asks.parts, account=account, sheet=sheet, order_id=asks.order_id)
