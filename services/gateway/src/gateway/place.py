"""Where the gateway is reached, and which pages may talk to it.

A page of another site can point its own name at this address (DNS rebinding) and can open a
WebSocket from anywhere (CORS does not apply): hence the lists of hosts and origins.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`hosts` are names beyond loopback, `origins` pages beyond the gateway's own."""

    web_dir: Path | None = None
    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    venue: str = "demo"
    version: str = "0.1.0"

    def allows_host(self, host: str) -> bool:
        """Whether a Host header names this gateway; ports do not matter."""
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name is not None and (name in _LOOPBACK or name in self.hosts)

    def allows_origin(self, origin: str, *, host: str) -> bool:
        """Whether a page of `origin` may act here; programs that are no browser send none."""
        if not origin or origin in self.origins:
            return True
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        is_own = parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()
        return is_own and self.allows_host(host)
