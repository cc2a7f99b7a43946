"""The usual recipe: FastAPI with a bounded queue and a sending task per client."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from nats.aio.msg import Msg

from bench.peers.serving import arguments, hear, serve

options = arguments()
queues: set[asyncio.Queue[str]] = set()


async def on_tick(msg: Msg) -> None:
    text = msg.data.decode()
    for queue in queues:
        with suppress(asyncio.QueueFull):
            queue.put_nowait(text)


@asynccontextmanager
async def life(_: FastAPI) -> AsyncGenerator[None]:
    await hear(options.bus, options.subject, on_tick)
    yield


app = FastAPI(lifespan=life)


async def send_all(client: WebSocket, queue: asyncio.Queue[str]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await client.send_text(await queue.get())


@app.websocket("/ws")
async def listen(client: WebSocket) -> None:
    await client.accept()
    queue: asyncio.Queue[str] = asyncio.Queue(maxsize=1_000)
    queues.add(queue)
    sending = asyncio.create_task(send_all(client, queue))
    try:
        while True:
            await client.receive_text()
    except WebSocketDisconnect:
        queues.discard(queue)
        sending.cancel()


if __name__ == "__main__":
    serve(app, options.port)
