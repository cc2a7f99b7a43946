"""Settings of Django Channels that server and producer share: which channel layer on Redis."""
# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportMissingModuleSource=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# Django and Channels are installed for benchmarks only, and carry no types.

from typing import Any

from django.conf import settings

GROUP = "ticks"
LAYERS = {
    "core": "channels_redis.core.RedisChannelLayer",
    "pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer",
}
"""The layer of the documentation's own examples, and the newer, faster one that is still beta."""


def configure(redis_port: int, layer_name: str) -> None:
    """Configure Django for Channels on the layer `layer_name`."""
    layer: dict[str, Any] = {
        "BACKEND": LAYERS[layer_name],
        "CONFIG": {"hosts": [("127.0.0.1", redis_port)]},
    }
    settings.configure(
        INSTALLED_APPS=["channels"], CHANNEL_LAYERS={"default": layer}, SECRET_KEY="benchmark",  # noqa: S106  keeps nothing
        ALLOWED_HOSTS=["*"], USE_TZ=True,
    )  # fmt: skip
