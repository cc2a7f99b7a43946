"""Parts into one FastAPI application."""

from fastapi import FastAPI, WebSocket

from gateway.live.socket import serve_socket
from gateway.parts import Parts


def build_app(parts: Parts) -> FastAPI:
    """The whole gateway over `parts`."""
    app = FastAPI(title="Tickloom", version=parts.place.version, docs_url=None, redoc_url=None)

    async def live(websocket: WebSocket) -> None:
        await serve_socket(websocket, parts)

    app.add_api_websocket_route("/ws/v1", live)
    return app
