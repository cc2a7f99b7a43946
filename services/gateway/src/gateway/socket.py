"""The endpoint `/ws/v1`: origin, sign-in within ten seconds, then requests until the end."""

import asyncio

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.credentials import Caller, refused
from gateway.live import metrics, requests
from gateway.live.frames import payloads
from gateway.live.requests import Conversation
from gateway.live.transport import Client, DirectClient, PublicClient, direct_wire
from gateway.parts import Parts
from gateway.rates import OPERATIONS
from tickloom.domain.errors import InvalidInput, TickloomError

log = structlog.get_logger(__name__)

SIGN_IN_WITHIN_S = 10.0
NOT_SIGNED_IN = 4401
FORBIDDEN = 4403
TOO_MANY = 4429


async def serve_socket(websocket: WebSocket, parts: Parts) -> None:
    """One connection from the upgrade to its end."""
    headers = websocket.headers
    origin, host = headers.get("origin", ""), headers.get("host", "")
    if not parts.place.allows_host(host) or not parts.place.allows_origin(origin, host=host):
        log.warning("socket_refused", origin=origin, host=host)
        metrics.CLOSED.labels(code=str(FORBIDDEN)).inc()
        await websocket.close(FORBIDDEN)  # before the upgrade: the browser sees 403
        return
    await websocket.accept()
    try:
        caller = await _sign_in(websocket, parts, origin)
        if caller is not None:
            await _converse(websocket, parts, caller)
    except WebSocketDisconnect:
        pass


async def _sign_in(websocket: WebSocket, parts: Parts, origin: str) -> Caller | None:
    """The caller that the first frame proves, or None after closing."""
    request_id: int | str | None = None
    try:
        async with asyncio.timeout(SIGN_IN_WITHIN_S):
            request = requests.parse(await _receive(websocket))
            request_id = request.id
            caller = await _caller(request, parts, origin)
    except TimeoutError:
        await _turn_away(websocket, "no sign-in within 10 s")
        return None
    except TickloomError as error:
        await _send(websocket, requests.refusal(request_id, error))
        await _turn_away(websocket, "not signed in")
        return None
    user = {"name": caller.name, "role": caller.role}
    welcome = requests.answer(
        request.id, user=user, mode=parts.live.board.mode, time_us=parts.clock.now_us()
    )
    await _send(websocket, welcome)
    return caller


async def _turn_away(websocket: WebSocket, reason: str) -> None:
    metrics.CLOSED.labels(code=str(NOT_SIGNED_IN)).inc()
    await websocket.close(NOT_SIGNED_IN, reason)


async def _caller(request: requests.Request, parts: Parts, origin: str) -> Caller:
    args = request.args or {}
    if request.op != "auth":
        raise InvalidInput("op", request.op, "auth as the first frame")
    ticket, api_key = args.get("ticket"), args.get("api_key")
    if isinstance(ticket, str):
        return await parts.credentials.redeem_ticket(ticket, origin=origin)
    if isinstance(api_key, str):
        return await parts.credentials.caller_of_key(api_key)
    raise refused()


async def _converse(websocket: WebSocket, parts: Parts, caller: Caller) -> None:
    live, hub = parts.live, parts.live.hub
    wire = direct_wire(websocket)
    client: Client = PublicClient(websocket) if wire is None else DirectClient(wire)
    if wire is not None:
        if wire.transport.is_closing():
            return  # lost while signing in: it must not reach the hub
        wire.lost.append(lambda: hub.leave(client))
    hub.join(client)
    live.callers[client] = caller
    conversation = Conversation(
        hub=hub, board=live.board, client=client, now_us=parts.clock.now_us
    )  # fmt: skip
    owner = f"socket:{id(client)}"
    try:
        while True:
            text = await _receive(websocket)
            if parts.rates.take(OPERATIONS, owner).wait_s > 0:
                hub.end(client, TOO_MANY, "too many requests")
                return
            conversation.handle(text)
    finally:
        hub.leave(client)
        live.callers.pop(client, None)


async def _receive(websocket: WebSocket) -> str:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text = message.get("text")
    if text is None:
        raise InvalidInput("frame", "binary", "a text frame")
    return str(text)


async def _send(websocket: WebSocket, frames: bytes) -> None:
    for payload in payloads(frames):
        await websocket.send_text(payload.decode())
