"""Prepares servers that were started without `dev.py`: streams, and one database role a service.

Run once before the services, and again after nats-server lost its memory streams; it changes
nothing that is there. Passwords come from the environment and have no default.
"""

import asyncio
import os
import re
import sys

import asyncpg

from tickloom.contracts.permissions import PERMISSIONS
from tickloom.domain.errors import InvalidInput, TickloomError
from tickloom.runtime.streams import declare_streams

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,}")
_VARIABLE = "TICKLOOM_{}_PASSWORD"


def role_of(service: str) -> str:
    """The database role of a service; it owns the schema it makes, and nothing else."""
    return "tickloom_" + service.replace("-", "_")


async def make_roles(
    connection: "asyncpg.Connection[asyncpg.Record]", secrets: dict[str, str]
) -> None:
    """One login role a service, allowed to make its own schema in the present database."""
    database = await connection.fetchval("SELECT quote_ident(current_database())")
    await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    for service, secret in secrets.items():
        role = role_of(service)
        if not _SECRET.fullmatch(secret):
            raise InvalidInput(
                f"password of {service}", "(hidden)", "16 or more letters, digits, _ or -"
            )
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(f"CREATE ROLE {role} LOGIN")
            await connection.execute(
                f"GRANT CONNECT, CREATE, TEMP ON DATABASE {database} TO {role}"
            )
        # a password is a literal of the statement; its alphabet was checked above
        await connection.execute(f"ALTER ROLE {role} PASSWORD '{secret}'")


async def prepare(nats_url: str, dsn: str, secrets: dict[str, str]) -> None:
    await declare_streams(nats_url)
    connection = await asyncpg.connect(dsn)
    try:
        await make_roles(connection, secrets)
    finally:
        await connection.close()


def main() -> int:
    try:
        secrets = {
            p.service: os.environ[_VARIABLE.format(p.service.replace("-", "_").upper())]
            for p in PERMISSIONS
        }
        access = os.environ["TICKLOOM_NATS_URL"], os.environ["TICKLOOM_POSTGRES_DSN"]
        asyncio.run(prepare(*access, secrets))
    except KeyError as missing:
        sys.stderr.write(f"setup: {missing} is not in the environment; it has no default\n")
        return 2
    except TickloomError as error:
        sys.stderr.write(f"setup: {error.detail}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
