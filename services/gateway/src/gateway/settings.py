"""What the gateway reads from its environment."""

from pathlib import Path

from pydantic import SecretStr

from tickloom.runtime.settings import ServiceSettings


class GatewaySettings(ServiceSettings):
    """Loopback unless told otherwise; lists are separated by commas."""

    gateway_host: str = "127.0.0.1"
    gateway_port: int = 8080
    gateway_hosts: str = ""
    gateway_origins: str = ""
    web_dir: Path | None = None
    admin_api_key: SecretStr = SecretStr("")
    sign_in_token: SecretStr = SecretStr("")
    venue: str = "demo"


def names(text: str) -> frozenset[str]:
    """The entries of a comma list."""
    return frozenset(part.strip() for part in text.split(",") if part.strip())
