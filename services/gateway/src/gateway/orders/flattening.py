"""Closing everything by hand: by one command where the bridge knows it, else one by one."""

import asyncio

from gateway.models.orders import Close, Flatten, Flattened, Outcome
from gateway.orders import commands
from gateway.orders.act import send
from gateway.orders.asking import Asking
from gateway.orders.once import outcome_of
from gateway.parts import Parts
from tickloom.contracts.trading import AccountMarked, PendingOrderInfo, PositionInfo
from tickloom.domain.errors import Unavailable
from tickloom.domain.ids import Symbol

_SETTLES_WITHIN_S = 3.0


async def flattened(
    asking: Asking, account: AccountMarked, asked: Flatten, order_id: str
) -> list[Outcome]:
    """By one command where the bridge knows it; else a close for each position."""
    parts = asking.parts
    if account.commands is None or "flatten" in account.commands:
        command = commands.flatten(parts, account.account, asked, order_id)
        return [outcome_of(parts, order_id, await send(asking, command))]
    sheets = await parts.venue_now.sheets()

    def target(symbol: str, ticket: int) -> commands.Target:
        return commands.Target(
            parts=parts, account=account, sheet=sheets[Symbol(symbol)],
            order_id=f"{order_id}-{ticket}",
        )  # fmt: skip

    async def close(position: PositionInfo) -> Outcome:
        to = target(position.symbol, position.ticket)
        command = commands.close(to, Close(account=account.account), position)
        return outcome_of(parts, to.order_id, await send(asking, command))

    async def cancel(order: PendingOrderInfo) -> Outcome:
        to = target(order.symbol, order.ticket)
        return outcome_of(parts, to.order_id, await send(asking, commands.cancel(to, order)))

    waiting = [one for one in account.orders if asked.symbol in (None, one.symbol)]
    done = [await cancel(order) for order in waiting]
    wanted = [one for one in account.positions if asked.symbol in (None, one.symbol)]
    return [*done, *await asyncio.gather(*(close(position) for position in wanted))]


async def left(parts: Parts, account: str, asked: Flatten, outcomes: list[Outcome]) -> Flattened:
    """Read again until nothing is there, a little while at most: what is open is said."""
    positions: int | None = None
    waiting: int | None = None
    give_up_s = parts.clock.monotonic_s() + _SETTLES_WITHIN_S
    while positions != 0 or waiting != 0:
        try:
            marked = next(one for one in await parts.venue_now.accounts() if one.account == account)
            positions = sum(asked.symbol in (None, one.symbol) for one in marked.positions)
            waiting = sum(asked.symbol in (None, one.symbol) for one in marked.orders)
        except (Unavailable, StopIteration):
            positions = waiting = None
        if parts.clock.monotonic_s() >= give_up_s:
            break
        await asyncio.sleep(0.1)
    is_known = all(outcome.is_known for outcome in outcomes)
    return Flattened(
        mode=parts.live.board.mode, account=account, outcomes=outcomes, is_known=is_known,
        open_positions=positions, waiting_orders=waiting,
        next=_next_of_all(positions, waiting, is_known=is_known),
    )  # fmt: skip


def _next_of_all(positions: int | None, waiting: int | None, *, is_known: bool) -> str:
    if positions is None or waiting is None:
        return "The account could not be read again: look at it before you rely on this."
    if positions or waiting:
        return f"Still there: {positions} positions and {waiting} waiting orders. Try again."
    if not is_known:
        return "Nothing is open now, and the outcome of a command is still being looked up."
    return "Nothing is open and nothing waits."
