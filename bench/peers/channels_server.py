"""Django Channels on uvicorn: a consumer in a group, as the tutorial writes it."""
# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportMissingModuleSource=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportUnknownArgumentType=false
# pyright: reportUntypedBaseClass=false, reportMissingParameterType=false
# Django and Channels are installed for benchmarks only, and carry no types.

from typing import Any

import django

from bench.peers.channels_layer import GROUP, configure
from bench.peers.serving import arguments, serve

options = arguments()
configure(options.redis_port, options.subject)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402  Django comes first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class TickConsumer(AsyncWebsocketConsumer):
    """One client."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:  # noqa: ARG002  given by Channels
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def tick(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


routes: Any = [path("ws", TickConsumer.as_asgi())]
app = ProtocolTypeRouter({"websocket": URLRouter(routes)})

if __name__ == "__main__":
    serve(app, options.port)
