"""Accounts and positions from the terminal; orders and deals from the record."""

from typing import Annotated

from fastapi import APIRouter, Query

from gateway.access import UsesParts
from gateway.cursors import of_cursor, to_cursor
from gateway.models.reply import model_of
from gateway.models.trading import (
    Account,
    Accounts,
    Deal,
    Deals,
    Order,
    Orders,
)
from gateway.orders.words import next_of
from gateway.parts import Parts
from tickloom.contracts.subjects import rpc
from tickloom.contracts.trading import (
    AccountsReply,
    AccountsRequest,
    DealsReply,
    DealsRequest,
    OrdersReply,
    OrdersRequest,
)

router = APIRouter(tags=["trading"])

Limit = Annotated[int, Query(ge=1, le=1_000)]
Text = Annotated[str | None, Query(min_length=1, max_length=64)]
Cursor = Annotated[str | None, Query(max_length=64)]


async def _accounts(parts: Parts) -> AccountsReply:
    return await parts.bus.request(rpc("bridge", "accounts"), AccountsRequest(), AccountsReply)


@router.get("/accounts")
async def read_accounts(parts: UsesParts) -> Accounts:
    reply = await _accounts(parts)
    accounts = [model_of(Account, account) for account in reply.accounts]
    return Accounts(mode=parts.live.board.mode, accounts=accounts)


@router.get("/orders")
async def read_orders(
    parts: UsesParts,
    *,
    account: Text = None,
    state: Text = None,
    symbol: Text = None,
    limit: Limit = 200,
    cursor: Cursor = None,
) -> Orders:
    """The latest state of each order, newest first."""
    request = OrdersRequest(
        account=account, state=state, symbol=symbol, before=of_cursor(cursor), limit=limit
    )
    reply = await parts.bus.request(rpc("analytics", "orders"), request, OrdersReply)
    following = to_cursor(reply.orders[-1].ts) if reply.more and reply.orders else None
    orders = [model_of(Order, order, next=next_of(order)) for order in reply.orders]
    return Orders(mode=parts.live.board.mode, orders=orders, next_cursor=following)


@router.get("/deals")
async def read_deals(
    parts: UsesParts,
    *,
    account: Text = None,
    symbol: Text = None,
    deployment: Text = None,
    limit: Limit = 200,
    cursor: Cursor = None,
) -> Deals:
    """Executions, newest first."""
    request = DealsRequest(
        account=account, symbol=symbol, deployment=deployment, before=of_cursor(cursor),
        limit=limit,
    )  # fmt: skip
    reply = await parts.bus.request(rpc("analytics", "deals"), request, DealsReply)
    following = to_cursor(reply.deals[-1].ticket) if reply.more and reply.deals else None
    deals = [model_of(Deal, deal) for deal in reply.deals]
    return Deals(mode=parts.live.board.mode, deals=deals, next_cursor=following)
