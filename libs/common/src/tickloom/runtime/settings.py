"""Settings that every service shares, read once from the environment (`TICKLOOM_…`)."""

from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tickloom.domain.errors import InvalidInput

S = TypeVar("S", bound="ServiceSettings")


class ServiceSettings(BaseSettings):
    """What a service needs to find its servers; secrets are never printed."""

    model_config = SettingsConfigDict(env_prefix="TICKLOOM_", extra="ignore", frozen=True)

    nats_url: str = "nats://127.0.0.1:4222"
    nats_user: str = ""
    nats_password: SecretStr = SecretStr("")
    postgres_dsn: SecretStr = SecretStr("")
    metrics_port: int = 0
    data_dir: Path = Path("data")
    log_level: str = "info"
    otlp_endpoint: str = ""
    version: str = "0.1.0"


def read_settings(kind: type[S]) -> S:
    """The settings from the environment; one clear error that names the variable."""
    try:
        return kind()
    except ValidationError as error:
        first = error.errors()[0]
        name = "TICKLOOM_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InvalidInput(name, first.get("input", ""), first["msg"]) from error
