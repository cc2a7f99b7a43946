"""Positions: what is open and at stake, moving stops, closing in part, wholly and all at once."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from gateway.access import UsesParts
from gateway.desk.desk import Command
from gateway.idempotency import once
from gateway.models.orders import Close, CloseBy, Flatten, Flattened, MoveStops, Outcome
from gateway.models.reply import model_of
from gateway.models.trading import AccountPosition, Positions
from gateway.orders import commands
from gateway.orders.act import act
from gateway.orders.asking import Asking, Asks
from gateway.orders.estimate import percent, position_risk
from gateway.orders.flattening import flattened, left
from gateway.parts import Parts
from gateway.routes.trading import Text
from tickloom.contracts.trading import AccountMarked, PositionInfo
from tickloom.domain.errors import NotFound, Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.venue.conversion import Converter

router = APIRouter(tags=["positions"])

Ticket = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/positions")
async def read_positions(parts: UsesParts, account: Text = None) -> Positions:
    """Every open position with what its stop puts at stake."""
    accounts = await parts.venue_now.accounts()
    wanted = [item for item in accounts if account in (None, item.account)]
    if account is not None and not wanted:
        raise NotFound(f"no account {account!r}", code="unknown_account")
    try:
        sheets = await parts.venue_now.sheets()
    except Unavailable:
        sheets = dict[Symbol, Instrument]()
    positions: list[AccountPosition] = []
    for item in wanted:
        positions += [_shown(parts, item, one, sheets) for one in item.positions]
    return Positions(mode=parts.live.board.mode, positions=positions)


def _shown(
    parts: Parts, account: AccountMarked, position: PositionInfo, sheets: dict[Symbol, Instrument]
) -> AccountPosition:
    sheet = sheets.get(Symbol(position.symbol))
    risk = None
    if sheet is not None:
        converter = Converter(sheets.values(), currency=account.currency)
        risk = position_risk(position, sheet, converter, parts.venue_now.quote)
    shown = model_of(
        AccountPosition, position, account=account.account, currency=account.currency,
    )  # fmt: skip
    if risk is None:
        return shown
    return shown.model_copy(
        update={"risk": f"{risk:f}", "risk_percent": percent(risk, account.equity)}
    )


@router.patch("/positions/{ticket}", response_model=Outcome, responses={202: {"model": Outcome}})
async def move_stops(asks: Asks, ticket: Ticket, body: MoveStops) -> Response:
    """Set or take away a position's stop loss and take profit."""

    async def make() -> Command:
        account = await asks.parts.venue_now.account(body.account)
        commands.require(account, "modify")
        position = commands.position_of(account, ticket)
        return commands.move(await _target(asks, account, position.symbol), body, position)

    return await act(asks, asks.order_id, make)


@router.post("/positions/{ticket}/close", response_model=Outcome,
             responses={202: {"model": Outcome}})  # fmt: skip
async def close_position(asks: Asks, ticket: Ticket, body: Close) -> Response:
    """Close a position, wholly or in part."""

    async def make() -> Command:
        account = await asks.parts.venue_now.account(body.account)
        position = commands.position_of(account, ticket)
        return commands.close(await _target(asks, account, position.symbol), body, position)

    return await act(asks, asks.order_id, make)


@router.post("/positions/{ticket}/close-by", response_model=Outcome,
             responses={202: {"model": Outcome}})  # fmt: skip
async def close_position_by(asks: Asks, ticket: Ticket, body: CloseBy) -> Response:
    """Close a position and an opposite one of its symbol by each other (hedging accounts)."""

    async def make() -> Command:
        account = await asks.parts.venue_now.account(body.account)
        commands.require(account, "close_by")
        position = commands.position_of(account, ticket)
        return commands.close_by(await _target(asks, account, position.symbol), body, position)

    return await act(asks, asks.order_id, make)


@router.post("/accounts/{account}/flatten", response_model=Flattened)
async def flatten_account(
    asks: Asks, account: Annotated[str, Path(min_length=1, max_length=64)],
    body: Flatten | None = None,
) -> Response:  # fmt: skip
    """Cancel what waits and close what is open, then read what is left."""
    asked = body or Flatten()

    async def work() -> Flattened:
        marked = await asks.parts.venue_now.account(account)
        outcomes = await flattened(asks, marked, asked, asks.order_id)
        return await left(asks.parts, account, asked, outcomes)

    return await once(asks.request, asks.caller, asks.key, status=200, work=work)


async def _target(asks: Asking, account: AccountMarked, symbol: str) -> commands.Target:
    sheet = await asks.parts.venue_now.sheet(symbol)
    return commands.Target(parts=asks.parts, account=account, sheet=sheet, order_id=asks.order_id)
