"""The first design everybody writes: FastAPI, and `for ws in clients: await ws.send_text(...)`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from nats.aio.msg import Msg

from bench.peers.serving import arguments, hear, serve

options = arguments()
clients: list[WebSocket] = []


async def on_tick(msg: Msg) -> None:
    text = msg.data.decode()
    for client in clients:
        try:
            await client.send_text(text)
        except (WebSocketDisconnect, RuntimeError):
            continue


@asynccontextmanager
async def life(_: FastAPI) -> AsyncGenerator[None]:
    await hear(options.bus, options.subject, on_tick)
    yield


app = FastAPI(lifespan=life)


@app.websocket("/ws")
async def listen(client: WebSocket) -> None:
    await client.accept()
    clients.append(client)
    try:
        while True:
            await client.receive_text()
    except WebSocketDisconnect:
        clients.remove(client)


if __name__ == "__main__":
    serve(app, options.port)
