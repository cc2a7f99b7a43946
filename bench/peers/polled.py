"""A page without a live stream: FastAPI answers GET /tick with the newest tick."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response
from nats.aio.msg import Msg

from bench.peers.serving import arguments, hear, serve

options = arguments()


class Newest:
    """The last tick that came."""

    payload = b"{}"


async def on_tick(msg: Msg) -> None:
    Newest.payload = msg.data


@asynccontextmanager
async def life(_: FastAPI) -> AsyncGenerator[None]:
    await hear(options.bus, options.subject, on_tick)
    yield


app = FastAPI(lifespan=life)


@app.get("/tick")
async def tick() -> Response:
    return Response(Newest.payload, media_type="application/json")


if __name__ == "__main__":
    serve(app, options.port)
