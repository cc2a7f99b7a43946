"""Asks nats-server itself whether an acknowledgement means "stored"."""

import json
from urllib.parse import urlsplit
from urllib.request import urlopen

from tickloom.domain.errors import InvalidInput

_TIMEOUT_S = 3.0
_BYTES_MAX = 4_000_000


def sync_always(monitor_url: str) -> bool | None:
    """`jetstream.config.sync_always` of `/varz`; None when the server does not tell.

    `sync_interval` must not be asked instead: it reads 120 s in either case. Blocks.
    """
    if not monitor_url:
        return None
    if urlsplit(monitor_url).scheme not in {"http", "https"}:
        raise InvalidInput("TICKLOOM_NATS_MONITOR_URL", monitor_url, "http://host:port")
    try:
        with urlopen(f"{monitor_url.rstrip('/')}/varz", timeout=_TIMEOUT_S) as reply:  # noqa: S310
            return read_sync_always(reply.read(_BYTES_MAX))
    except (OSError, ValueError):
        return None


def read_sync_always(varz: bytes) -> bool | None:
    """The field is absent where it is off; None where there is no JetStream to ask about."""
    try:
        document = json.loads(varz)
        config = document["jetstream"]["config"]
        return config.get("sync_always") is True
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
