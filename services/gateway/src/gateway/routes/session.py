"""Signing in by a one-time link, signing out, who am I, and tickets for the WebSocket."""

from fastapi import APIRouter, Request, Response

from gateway.access import COOKIE, SignedIn, UsesParts, note_failure
from gateway.credentials import SESSION_LIFE_S, TICKET_LIFE_S, Unauthenticated
from gateway.models import system
from gateway.models.system import Me, SignedOut, SignIn, Ticket, User

router = APIRouter(tags=["session"])
open_router = APIRouter(tags=["session"])


@open_router.post("/sign-in")
async def sign_in(
    parts: UsesParts, body: SignIn, request: Request, response: Response
) -> system.SignedIn:
    """Use up the token of a sign-in link; the answer sets the session's cookie."""
    try:
        session, caller = await parts.credentials.sign_in(body.token)
    except Unauthenticated:
        note_failure(request, parts)
        raise
    response.set_cookie(
        COOKIE, session, max_age=SESSION_LIFE_S, path="/", httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    user = User(name=caller.name, role=caller.role)
    return system.SignedIn(mode=parts.live.board.mode, user=user)


@router.post("/sign-out")
async def sign_out(
    parts: UsesParts, caller: SignedIn, request: Request, response: Response
) -> SignedOut:
    """End the session everywhere; an API key has none to end."""
    if caller.is_session:
        await parts.credentials.sign_out(request.cookies.get(COOKIE, ""))
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return SignedOut(mode=parts.live.board.mode)


@router.get("/me")
async def read_me(parts: UsesParts, caller: SignedIn) -> Me:
    user = User(name=caller.name, role=caller.role)
    accounts = parts.live.hub.keys("account")
    return Me(mode=parts.live.board.mode, user=user, accounts=accounts)


@router.post("/ws-ticket")
async def issue_ticket(parts: UsesParts, caller: SignedIn, request: Request) -> Ticket:
    """A ticket for the first frame on /ws/v1, for this caller and this origin, once."""
    origin = request.headers.get("origin", "")
    ticket = await parts.credentials.issue_ticket(caller, origin=origin)
    return Ticket(mode=parts.live.board.mode, ticket=ticket, expires_in_s=TICKET_LIFE_S)
