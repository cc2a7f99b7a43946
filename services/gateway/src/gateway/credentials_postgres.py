"""Credentials in PostgreSQL: hashes only, single use by one atomic statement."""

import secrets
from collections.abc import Callable, Iterable

import asyncpg

from gateway.credentials import (
    SESSION_LIFE_S,
    SIGN_IN_LIFE_S,
    TICKET_LIFE_S,
    Caller,
    KeyText,
    digest,
    new_secret,
    refused,
)
from tickloom.domain.errors import InvalidInput
from tickloom.storage.database import Connection, Pool, answered

ADMIN = "admin"
_SECOND_US = 1_000_000
_USED_EVERY_US = 60 * _SECOND_US

_ALIVE = "revoked_us IS NULL AND (expires_us IS NULL OR expires_us > $2)"


class PostgresCredentials:
    """Users, keys, sessions, links and tickets in the schema `gateway`."""

    def __init__(self, pool: Pool, *, now_us: Callable[[], int]) -> None:
        self._pool = pool
        self._now_us = now_us

    async def prepare(self, *, admin_api_key: str, sign_in_token: str) -> None:
        """Store what the environment gives; an earlier admin key from there ends.

        A link that was used or has expired stays so when the gateway starts again with it.
        """
        key = KeyText.parse(admin_api_key)
        if admin_api_key and key.id == "00000000":
            raise InvalidInput(
                "TICKLOOM_ADMIN_API_KEY", "(hidden)", "tk_live_<8 hex digits>_<43 of base64url>"
            )
        now_us = self._now_us()
        with answered():
            async with self._pool.acquire() as connection, connection.transaction():
                if admin_api_key:
                    await _store_admin_key(connection, key, now_us)
                if sign_in_token:
                    await connection.execute(
                        "INSERT INTO sign_in_links (hash, created_us, expires_us) "
                        "VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
                        digest(sign_in_token), now_us, now_us + SIGN_IN_LIFE_S * _SECOND_US,
                    )  # fmt: skip

    async def caller_of_key(self, text: str) -> Caller:
        key, now_us = KeyText.parse(text), self._now_us()
        with answered():
            row = await self._pool.fetchrow(
                "SELECT k.hash, k.used_us, u.name, u.role FROM api_keys k "  # noqa: S608  constant
                f"JOIN users u ON u.name = k.owner WHERE k.id = $1 AND {_ALIVE}",
                key.id, now_us,
            )  # fmt: skip
            if not key.matches(None if row is None else row["hash"]) or row is None:
                raise refused()
            if (row["used_us"] or 0) < now_us - _USED_EVERY_US:
                await self._pool.execute(
                    "UPDATE api_keys SET used_us = $2 WHERE id = $1", key.id, now_us
                )
        return _caller(f"key:{key.id}", row)

    async def caller_of_session(self, token: str) -> Caller:
        with answered():
            row = await self._pool.fetchrow(
                "SELECT s.id, u.name, u.role FROM sessions s "  # noqa: S608  constant
                f"JOIN users u ON u.name = s.owner WHERE s.hash = $1 AND {_ALIVE}",
                digest(token), self._now_us(),
            )  # fmt: skip
        if row is None:
            raise refused()
        return _caller(f"session:{row['id']}", row, is_session=True)

    async def sign_in(self, token: str) -> tuple[str, Caller]:
        now_us, session, session_id = self._now_us(), new_secret(), secrets.token_hex(8)
        with answered():
            async with self._pool.acquire() as connection, connection.transaction():
                used = await connection.fetchrow(
                    "UPDATE sign_in_links SET used_us = $2 "
                    "WHERE hash = $1 AND used_us IS NULL AND expires_us > $2 RETURNING hash",
                    digest(token), now_us,
                )  # fmt: skip
                if used is None:
                    raise refused()
                await _store_admin(connection, now_us)
                await connection.execute(
                    "INSERT INTO sessions (id, hash, owner, created_us, expires_us) "
                    "VALUES ($1, $2, $3, $4, $5)",
                    session_id, digest(session), ADMIN, now_us,
                    now_us + SESSION_LIFE_S * _SECOND_US,
                )  # fmt: skip
        caller = Caller(
            credential=f"session:{session_id}", user=ADMIN, name=ADMIN, role="admin",
            is_session=True,
        )  # fmt: skip
        return session, caller

    async def sign_out(self, token: str) -> None:
        with answered():
            await self._pool.execute(
                "UPDATE sessions SET revoked_us = $2 WHERE hash = $1 AND revoked_us IS NULL",
                digest(token), self._now_us(),
            )  # fmt: skip

    async def issue_ticket(self, caller: Caller, *, origin: str) -> str:
        ticket = new_secret()
        with answered():
            await self._pool.execute(
                "INSERT INTO socket_tickets (hash, credential, owner, origin, expires_us) "
                "VALUES ($1, $2, $3, $4, $5)",
                digest(ticket), caller.credential, caller.user, origin,
                self._now_us() + TICKET_LIFE_S * _SECOND_US,
            )  # fmt: skip
        return ticket

    async def redeem_ticket(self, ticket: str, *, origin: str) -> Caller:
        """The ticket is gone whatever comes out: a wrong origin does not get a second try."""
        now_us = self._now_us()
        with answered():
            row = await self._pool.fetchrow(
                "DELETE FROM socket_tickets t USING users u WHERE t.hash = $1 AND u.name = t.owner "
                "RETURNING t.credential, t.origin, t.expires_us, u.name, u.role",
                digest(ticket),
            )
            if row is None or row["origin"] != origin or row["expires_us"] <= now_us:
                raise refused()
            credential = str(row["credential"])
            if credential not in await self.valid([credential]):
                raise refused()
        return _caller(credential, row, is_session=credential.startswith("session:"))

    async def valid(self, credentials: Iterable[str]) -> set[str]:
        with answered():
            rows = await self._pool.fetch(
                "SELECT 'key:' || id AS name FROM api_keys "  # noqa: S608  constant
                f"WHERE 'key:' || id = ANY($1) AND {_ALIVE} "
                f"UNION ALL SELECT 'session:' || id FROM sessions "
                f"WHERE 'session:' || id = ANY($1) AND {_ALIVE}",
                list(credentials), self._now_us(),
            )  # fmt: skip
        return {str(row["name"]) for row in rows}

    async def sweep(self) -> None:
        """Forget what ended; links are kept a day so that a used one stays used."""
        now_us = self._now_us()
        with answered():
            await self._pool.execute("DELETE FROM socket_tickets WHERE expires_us < $1", now_us)
            await self._pool.execute("DELETE FROM sessions WHERE expires_us < $1", now_us)


async def _store_admin(connection: Connection, now_us: int) -> None:
    await connection.execute(
        "INSERT INTO users (name, role, created_us) VALUES ($1, 'admin', $2) "
        "ON CONFLICT DO NOTHING",
        ADMIN, now_us,
    )  # fmt: skip


async def _store_admin_key(connection: Connection, key: KeyText, now_us: int) -> None:
    await _store_admin(connection, now_us)
    await connection.execute(
        "UPDATE api_keys SET revoked_us = $2 "
        "WHERE source = 'environment' AND hash <> $1 AND revoked_us IS NULL",
        key.hash, now_us,
    )  # fmt: skip
    await connection.execute(
        "INSERT INTO api_keys (id, hash, owner, source, created_us) "
        "VALUES ($1, $2, $3, 'environment', $4) "
        "ON CONFLICT (id) DO UPDATE SET hash = $2, revoked_us = NULL",
        key.id, key.hash, ADMIN, now_us,
    )  # fmt: skip


def _caller(credential: str, row: asyncpg.Record, *, is_session: bool = False) -> Caller:
    name, role = str(row["name"]), str(row["role"])
    return Caller(credential=credential, user=name, name=name, role=role, is_session=is_session)
