"""Who may ask: API keys, sessions, one-time links and tickets, and the port that keeps them.

Every secret is random with at least 128 bits, leaves the gateway once, and is stored as its
SHA-256: such secrets need no slow hash. There are no passwords.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from tickloom.domain.errors import CorrectIt

SESSION_LIFE_S = 30 * 86_400
SIGN_IN_LIFE_S = 30 * 60
TICKET_LIFE_S = 30

_KEY = re.compile(r"tk_(?:live|test)_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_NO_HASH = hashlib.sha256(b"no such key").digest()


class Unauthenticated(CorrectIt):
    """The caller did not prove who it is; one message for every reason."""

    code = "unauthenticated"


def refused() -> Unauthenticated:
    return Unauthenticated(
        "the credentials are missing, unknown, expired or revoked",
        hint="sign in again, or send Authorization: Bearer <API key>",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `credential` names the key or session that proved it, for limits and revoking."""

    credential: str
    user: str
    name: str
    role: str
    is_session: bool = False


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def new_secret() -> str:
    """32 random bytes as 43 characters of base64url."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyText:
    """An API key taken apart: the public id, and the hash of the whole."""

    id: str
    hash: bytes

    @classmethod
    def parse(cls, text: str) -> "KeyText":
        """The parts of `text`; a malformed key becomes one that nobody has."""
        match = _KEY.fullmatch(text)
        return cls(id=match[1] if match else "00000000", hash=digest(text))

    def matches(self, stored: bytes | None) -> bool:
        """Compare in constant time, also when nothing is stored under this id."""
        is_same = hmac.compare_digest(self.hash, _NO_HASH if stored is None else stored)
        return is_same and stored is not None


class Credentials(Protocol):
    """Where credentials are kept. Every method raises `Unauthenticated` for what is not valid."""

    async def caller_of_key(self, text: str) -> Caller: ...

    async def caller_of_session(self, token: str) -> Caller: ...

    async def sign_in(self, token: str) -> tuple[str, Caller]:
        """Use up a one-time token; the new session's token and its caller."""
        ...

    async def sign_out(self, token: str) -> None: ...

    async def issue_ticket(self, caller: Caller, *, origin: str) -> str:
        """A single-use ticket for the WebSocket, bound to the caller and its origin."""
        ...

    async def redeem_ticket(self, ticket: str, *, origin: str) -> Caller: ...

    async def valid(self, credentials: Iterable[str]) -> set[str]:
        """Those of `credentials` that are neither revoked nor expired."""
        ...


class FixedCredentials:
    """One API key, tickets in memory, no sessions: for a composition without a database."""

    def __init__(self, api_key: str) -> None:
        key = KeyText.parse(api_key)
        self._key = key
        self._caller = Caller(credential=f"key:{key.id}", user="admin", name="admin", role="admin")
        self._tickets: dict[bytes, str] = {}

    async def caller_of_key(self, text: str) -> Caller:
        if not KeyText.parse(text).matches(self._key.hash):
            raise refused()
        return self._caller

    async def caller_of_session(self, token: str) -> Caller:  # noqa: ARG002  there are none
        raise refused()

    async def sign_in(self, token: str) -> tuple[str, Caller]:  # noqa: ARG002  there are none
        raise refused()

    async def sign_out(self, token: str) -> None:  # noqa: ARG002  there are none
        raise refused()

    async def issue_ticket(self, caller: Caller, *, origin: str) -> str:
        assert caller == self._caller
        ticket = new_secret()
        self._tickets[digest(ticket)] = origin
        return ticket

    async def redeem_ticket(self, ticket: str, *, origin: str) -> Caller:
        if self._tickets.pop(digest(ticket), None) != origin:
            raise refused()
        return self._caller

    async def valid(self, credentials: Iterable[str]) -> set[str]:
        return {name for name in credentials if name == self._caller.credential}
