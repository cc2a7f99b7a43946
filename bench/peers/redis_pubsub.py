"""FastAPI and Redis pub/sub: one listener (redis-py with hiredis), which sends to every client."""
# pyright: reportMissingImports=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# redis-py is installed for benchmarks only, and leaves these calls untyped.

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from redis.asyncio import Redis

from bench.peers.serving import arguments, serve

options = arguments()
clients: list[WebSocket] = []


async def forward() -> None:
    """Send what Redis says to everybody."""
    redis = Redis(host="127.0.0.1", port=options.redis_port)
    async with redis.pubsub() as channel:
        await channel.subscribe(options.subject)
        async for message in channel.listen():
            if message["type"] != "message":
                continue
            text = message["data"].decode()
            for client in clients:
                try:
                    await client.send_text(text)
                except (WebSocketDisconnect, RuntimeError):
                    continue


@asynccontextmanager
async def life(_: FastAPI) -> AsyncGenerator[None]:
    forwarding = asyncio.create_task(forward())
    yield
    forwarding.cancel()


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
