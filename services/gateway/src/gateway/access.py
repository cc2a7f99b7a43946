"""Which caller a request comes from, and whether its bucket has room: FastAPI dependencies."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer

from gateway.credentials import Caller, Unauthenticated, refused
from gateway.parts import Parts
from gateway.patience import within
from gateway.rates import CALLS, SIGN_INS, TooMany
from tickloom.domain.errors import Forbidden, Unavailable

COOKIE = "tickloom_session"
CSRF_HEADER = "X-Tickloom"

TRADING_ROLES = frozenset({"admin", "trader"})
_HEAVY = frozenset({"/api/v1/candles", "/api/v1/ticks", "/api/v1/indicators"})
_HEAVY_COST = 3.0
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KILL = ("POST", "/api/v1/kill-switch")
_PATIENCE_S = 2.0


def parts_of(request: Request) -> Parts:
    parts = request.app.state.parts
    assert isinstance(parts, Parts)
    return parts


UsesParts = Annotated[Parts, Depends(parts_of)]

# They document the two ways to sign in; the values are read below, where both are weighed.
_documented = [
    Security(HTTPBearer(auto_error=False, scheme_name="api_key")),
    Security(APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session")),
]


async def signed_in(request: Request, parts: UsesParts) -> Caller:
    """The caller, proved by key or session; the one dependency of every protected route."""
    try:
        caller = await _proved(request, parts)
    except Unauthenticated:
        note_failure(request, parts)
        raise
    cost = _HEAVY_COST if request.url.path in _HEAVY else 1.0
    standing = parts.rates.take(CALLS, caller.credential, cost)
    request.state.standing = standing
    if standing.wait_s > 0:
        raise TooMany("too many requests", hint="wait as long as Retry-After says")
    return caller


async def _proved(request: Request, parts: Parts) -> Caller:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, key = authorization.partition(" ")
        proof = key if scheme.lower() == "bearer" else ""
        return await _confirmed(request, parts, proof, parts.credentials.caller_of_key)
    session = request.cookies.get(COOKIE)
    if not session:
        raise refused()
    caller = await _confirmed(request, parts, session, parts.credentials.caller_of_session)
    if request.method not in _SAFE and request.headers.get(CSRF_HEADER) != "1":
        raise Forbidden(
            f"requests with a session need the header {CSRF_HEADER}: 1", code="csrf_header_missing"
        )
    return caller


async def _confirmed(
    request: Request, parts: Parts, proof: str, ask: Callable[[str], Coroutine[Any, Any, Caller]]
) -> Caller:
    """By the database; to throw the kill switch it is enough that it was confirmed lately."""
    if (request.method, request.url.path) != _KILL:
        caller = await ask(proof)
    else:
        try:
            caller = await within(_PATIENCE_S, ask(proof))
        except Unavailable:
            known = parts.remembered.find(proof)
            if known is None:
                raise
            request.state.is_remembered = True
            return known
    parts.remembered.note(proof, caller)
    return caller


def note_failure(request: Request, parts: Parts) -> None:
    """Slow down who guesses; who is signed in is never locked out by others."""
    peer = request.client.host if request.client else ""
    standing = parts.rates.take(SIGN_INS, peer)
    if standing.wait_s > 0:
        request.state.standing = standing
        raise TooMany("too many failed attempts", hint="wait as long as Retry-After says")


SignedIn = Annotated[Caller, Depends(signed_in)]


async def may_trade(caller: SignedIn) -> Caller:
    """The caller, when its role gives orders; the second dependency of every route that acts."""
    if caller.role not in TRADING_ROLES:
        raise Forbidden(
            f"the role {caller.role} may look, not act", code="role_may_not_trade",
            hint="an administrator can give you the role trader",
        )  # fmt: skip
    return caller


Trader = Annotated[Caller, Depends(may_trade)]
PROTECTED = [*_documented, Depends(signed_in)]
