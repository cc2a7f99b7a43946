"""Settings of Django Channels that server and producer share: the Redis pub/sub channel layer."""
# pyright: reportMissingImports=false, reportMissingTypeStubs=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# Django and Channels are installed for benchmarks only, and carry no types.

from typing import Any

from django.conf import settings

GROUP = "ticks"


def configure(redis_port: int) -> None:
    """Configure Django for Channels; the pub/sub layer is the faster of the two."""
    layer: dict[str, Any] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [("127.0.0.1", redis_port)]},
    }
    settings.configure(
        INSTALLED_APPS=["channels"], CHANNEL_LAYERS={"default": layer}, SECRET_KEY="benchmark",  # noqa: S106  keeps nothing
        ALLOWED_HOSTS=["*"], USE_TZ=True,
    )  # fmt: skip
