"""What the service must know after a crash, in its own schema of PostgreSQL.

Decisions and the commands that follow from them are written in one transaction, before anything
is said: a crash in between leaves an open order in the outbox, never a second decision.
"""

from collections.abc import Sequence
from typing import Any, cast

import asyncpg
import msgspec

from algo.records import Command, Deployed, OpenOrder, Superseded, Traded
from tickloom.contracts.algo import Decision
from tickloom.contracts.codec import decode, encode
from tickloom.contracts.trading import ClosePosition, DealMade, SubmitOrder
from tickloom.storage.database import Connection, Pool, answered

_ENTRIES_KEPT = 1_000
_DEPLOYMENT = """SELECT d.deployment, strategy, version, name, account, symbol, timeframe, document,
    document_hash, mode, state, detail, started_at, anchor, bars, last_bar, x.said
    FROM deployments d LEFT JOIN decisions x
    ON x.deployment = d.deployment AND x.bar_time = d.last_bar"""
_COUNT_BARS = """UPDATE deployments SET last_bar = greatest(last_bar, $3), bars = bars +
    (SELECT count(*) FROM unnest($2::bigint[]) AS t WHERE t > coalesce(last_bar, -1))
    WHERE deployment = $1"""
_INSERT_ORDER = """INSERT INTO orders
    (order_id, deployment, bar_time, verb, position, command, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"""
_CLAIM = """INSERT INTO executor (life) VALUES ($1)
    ON CONFLICT (id) DO UPDATE SET life = excluded.life"""
_INSERT_DECISION = """INSERT INTO decisions (deployment, bar_time, action, reason, order_id, said)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"""

_BEGUN = """
    SELECT deployment, account, position, made_at FROM deals WHERE entry = 'in_out'
    UNION ALL
    SELECT deployment, account, position, min(made_at) FROM deals AS d
    WHERE entry = 'in' AND NOT EXISTS (
        SELECT FROM deals AS turn WHERE turn.entry = 'in_out' AND turn.ticket < d.ticket
            AND (turn.deployment, turn.account, turn.position)
                = (d.deployment, d.account, d.position))
    GROUP BY deployment, account, position
"""
"""When each trade began: at a position's first deal in, and at each reversal of it."""


class Store:
    """Deployments, their decisions, orders and deals, written by one life of the executor."""

    def __init__(self, pool: Pool, *, life: str = "") -> None:
        self._pool = pool
        self._life = life

    async def claim(self) -> str:
        """From now on only this life writes decisions; which one did before ("" for none)."""
        with answered():
            async with self._pool.acquire() as connection, connection.transaction():
                former = await connection.fetchval("SELECT life FROM executor FOR UPDATE")
                await connection.execute(_CLAIM, self._life)
        return former or ""

    # -- deployments --------------------------------------------------------------------------

    async def add(self, new: Deployed) -> bool:
        """False when this deployment is known already."""
        status = await self._execute(
            """INSERT INTO deployments (deployment, strategy, version, name, account, symbol,
                timeframe, document, document_hash, mode, state, detail, started_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT DO NOTHING""",
            new.deployment, new.strategy, new.version, new.name, new.account, new.symbol,
            new.timeframe, _text(new.document), new.document_hash, new.mode, new.state,
            new.detail, new.started_at,
        )  # fmt: skip
        return status.endswith(" 1")

    async def deployments(
        self, deployment: str | None = None, *, limit: int = 1_000
    ) -> list[tuple[Deployed, Decision | None]]:
        """All of them, newest first, or the one named; each with its last decision."""
        rows = await self._rows(
            f"""{_DEPLOYMENT} WHERE $1::text IS NULL OR d.deployment = $1
            ORDER BY started_at DESC, d.deployment LIMIT $2""",
            deployment, limit,
        )  # fmt: skip
        return [
            (_deployed(row), None if row["said"] is None else _decision(row["said"]))
            for row in rows
        ]

    async def running(self) -> list[Deployed]:
        """Those that a restart has to take up again, oldest first."""
        rows = await self._rows(f"{_DEPLOYMENT} WHERE state = 'running' ORDER BY started_at")
        return [_deployed(row) for row in rows]

    async def progress(self, deployment: str) -> tuple[int | None, int, int | None]:
        """The anchor, how many bars were decided on, and the open of the last one."""
        [(deployed, _)] = await self.deployments(deployment)
        return deployed.anchor, deployed.bars, deployed.last_bar

    async def stop(self, deployment: str | None, detail: str, *, at: int) -> list[str]:
        """Stop one or (None) all that run; the ids of those that ran."""
        rows = await self._rows(
            """UPDATE deployments SET state = 'stopped', detail = $2, stopped_at = $3
            WHERE state = 'running' AND ($1::text IS NULL OR deployment = $1)
            RETURNING deployment""",
            deployment, detail, at,
        )  # fmt: skip
        return [row["deployment"] for row in rows]

    async def fail(self, deployment: str, detail: str, *, at: int) -> None:
        await self._execute(
            """UPDATE deployments SET state = 'failed', detail = $2, stopped_at = $3
            WHERE deployment = $1""",
            deployment, detail, at,
        )  # fmt: skip

    async def set_anchor(self, deployment: str, anchor: int) -> None:
        await self._execute(
            "UPDATE deployments SET anchor = $2 WHERE deployment = $1", deployment, anchor
        )

    # -- decisions and the outbox -------------------------------------------------------------

    async def record(self, decisions: Sequence[Decision], orders: Sequence[OpenOrder] = ()) -> None:
        """Write decisions, and the commands that follow from the last one, all or nothing.

        Raises `Superseded` when another life has claimed the books.
        """
        with answered():
            async with self._pool.acquire() as connection, connection.transaction():
                await self._stand_by_claim(connection)
                await _record(connection, decisions, orders)

    async def _stand_by_claim(self, connection: Connection) -> None:
        """Held until the end of the transaction: a claim waits for it, or was before it."""
        life = await connection.fetchval("SELECT life FROM executor FOR SHARE")
        if life not in {None, self._life}:
            raise Superseded(f"{life} runs the strategies now")

    async def decisions(
        self, deployment: str, *, before: int | None, limit: int
    ) -> tuple[list[Decision], bool]:
        """Newest first, with bar_time < before; and whether older ones exist."""
        rows = await self._rows(
            """SELECT said FROM decisions
            WHERE deployment = $1 AND ($2::bigint IS NULL OR bar_time < $2)
            ORDER BY bar_time DESC LIMIT $3""",
            deployment, before, limit + 1,
        )  # fmt: skip
        return [_decision(row["said"]) for row in rows[:limit]], len(rows) > limit

    async def unsaid(self, deployment: str, *, limit: int = 500) -> list[Decision]:
        """Decisions that are written and not yet known to be on the bus, oldest first."""
        rows = await self._rows(
            """SELECT said FROM decisions WHERE deployment = $1 AND NOT is_said
            ORDER BY bar_time LIMIT $2""",
            deployment, limit,
        )  # fmt: skip
        return [_decision(row["said"]) for row in rows]

    async def mark_said(self, deployment: str, bar_times: Sequence[int]) -> None:
        await self._execute(
            "UPDATE decisions SET is_said = true WHERE deployment = $1 AND bar_time = ANY($2)",
            deployment, list(bar_times),
        )  # fmt: skip

    async def open_orders(self, deployment: str) -> list[OpenOrder]:
        """Commands without a final answer, oldest first."""
        rows = await self._rows(
            """SELECT order_id, verb, command FROM orders WHERE deployment = $1 AND NOT is_final
            ORDER BY bar_time""",
            deployment,
        )  # fmt: skip
        return [
            OpenOrder(order_id=row["order_id"], command=_command(row["verb"], row["command"]))
            for row in rows
        ]

    async def order_reached(self, order_id: str, state: str, *, is_final: bool) -> str | None:
        """The deployment whose order it is; a final state is never left again."""
        rows = await self._rows(
            """UPDATE orders SET state = $2, is_final = $3
            WHERE order_id = $1 AND NOT is_final RETURNING deployment""",
            order_id, state, is_final,
        )  # fmt: skip
        return rows[0]["deployment"] if rows else None

    # -- deals --------------------------------------------------------------------------------

    async def add_deal(self, deal: DealMade, *, net: str) -> bool:
        """False when the deal was known (or belongs to a deployment that is not ours)."""
        status = await self._execute(
            """INSERT INTO deals (account, ticket, deployment, position, side, entry, volume,
                price, net, made_at)
            SELECT $1, $2, $3, $4, $5, $6, $7::text::numeric, $8::text::numeric,
                $9::text::numeric, $10
            WHERE EXISTS (SELECT FROM deployments WHERE deployment = $3)
            ON CONFLICT DO NOTHING""",
            deal.account, deal.ticket, deal.deployment, deal.position, deal.side, deal.entry,
            deal.volume, deal.price, net, deal.ts,
        )  # fmt: skip
        return status.endswith(" 1")

    async def traded(self, deployment: str) -> Traded:
        """What limits are counted on."""
        entries = await self._rows(
            f"""SELECT position, made_at FROM ({_BEGUN}) AS begun WHERE deployment = $1
            ORDER BY made_at DESC LIMIT $2""",  # noqa: S608  a constant of this file
            deployment, _ENTRIES_KEPT,
        )  # fmt: skip
        totals = await self._rows(
            f"""SELECT max(made_at) FILTER (WHERE entry <> 'in') AS last_exit,
                (SELECT count(*) FROM ({_BEGUN}) AS begun WHERE deployment = $1) AS trades
            FROM deals WHERE deployment = $1""",  # noqa: S608  a constant of this file
            deployment,
        )  # fmt: skip
        return Traded(
            entries=tuple((row["position"], row["made_at"]) for row in reversed(entries)),
            trades=totals[0]["trades"], last_exit=totals[0]["last_exit"],
        )  # fmt: skip

    async def trades(self) -> dict[str, int]:
        """Positions ever opened or turned round, by deployment."""
        rows = await self._rows(
            f"SELECT deployment, count(*) AS trades FROM ({_BEGUN}) AS begun GROUP BY deployment"  # noqa: S608  a constant of this file
        )
        return {row["deployment"]: row["trades"] for row in rows}

    async def _rows(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        with answered():
            return await self._pool.fetch(query, *arguments)

    async def _execute(self, query: str, *arguments: object) -> str:
        with answered():
            return await self._pool.execute(query, *arguments)


async def _record(
    connection: Connection, decisions: Sequence[Decision], orders: Sequence[OpenOrder]
) -> None:
    await connection.executemany(
        _INSERT_DECISION,
        [(d.deployment, d.bar_time, d.action, d.reason, d.order_id, _text(d)) for d in decisions],
    )
    bar_times = [d.bar_time for d in decisions]
    await connection.execute(_COUNT_BARS, decisions[-1].deployment, bar_times, bar_times[-1])
    await connection.executemany(
        _INSERT_ORDER,
        [
            (
                order.order_id, decisions[-1].deployment, decisions[-1].bar_time, order.verb,
                order.position, _text(order.command), order.command.expires_at,
            )
            for order in orders
        ],
    )  # fmt: skip


def _text(value: object) -> str:
    return encode(value).decode()


def _decision(said: str) -> Decision:
    return decode(said.encode(), Decision)


def _command(verb: str, command: str) -> Command:
    return decode(command.encode(), SubmitOrder if verb == "new" else ClosePosition)


def _deployed(row: asyncpg.Record) -> Deployed:
    fields = dict(row)
    del fields["said"]
    document = msgspec.json.decode(fields.pop("document"))
    return Deployed(document=cast("dict[str, Any]", document), **fields)
