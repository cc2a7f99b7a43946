"""The way to the broker, step by step, and the audit of what was told to accounts."""

from typing import Annotated

from fastapi import APIRouter, Query

from gateway.access import Trader, UsesParts
from gateway.cursors import of_cursor, to_cursor
from gateway.models.reply import model_of
from gateway.models.venue import AuditRow, AuditRows, Connection, ConnectionStep, VenueLink
from gateway.orders.connection import seen_by_gateway

router = APIRouter(tags=["connection"])


@router.get("/connection")
async def read_connection(parts: UsesParts) -> Connection:
    """Every step to a tradable account; the first that is not `ok` is the one to mend."""
    board, now_us = parts.live.board, parts.clock.now_us()
    steps = seen_by_gateway(board, now_us, is_bus_up=parts.bus.is_connected)
    link = None
    if board.bridge is not None:
        link = model_of(VenueLink, board.bridge)
        steps = [*steps[:2], *(model_of(ConnectionStep, s) for s in board.bridge.steps), *steps[2:]]
    failing = next((step for step in steps if step.state != "ok"), None)
    return Connection(mode=board.mode, steps=steps, failing=failing, link=link)


@router.get("/audit")
async def read_audit(
    parts: UsesParts,
    caller: Trader,  # noqa: ARG001  viewers do not see who did what
    *,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
) -> AuditRows:
    """Who told an account what, newest first."""
    rows = await parts.audit.newest(limit + 1, before=of_cursor(cursor))
    shown = rows[:limit]
    return AuditRows(
        mode=parts.live.board.mode,
        rows=[
            AuditRow(
                id=row.id, at=row.at_us, user=row.entry.user, credential=row.entry.credential,
                what=row.entry.what, account=row.entry.account, subject=row.entry.subject,
                detail=row.entry.detail, hash=row.hash.hex(),
            )
            for row in shown
        ],
        next_cursor=to_cursor(shown[-1].id) if len(rows) > limit else None,
    )  # fmt: skip
