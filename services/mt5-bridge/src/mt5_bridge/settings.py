"""What the bridge is told at its start."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from tickloom.runtime.settings import ServiceSettings


class BridgeSettings(ServiceSettings):
    """The market behind the simulated terminal, its speed, and the last limits on orders."""

    venue: str = "demo"
    replay_file: Path | None = None
    speed: float = Field(default=1.0, ge=0, le=1_000_000)
    loop: bool = False
    symbols: Annotated[tuple[str, ...], NoDecode] = ()
    seed: int = 20_260_101
    stale_price_s: float = Field(default=2.0, gt=0)
    account: str = "paper-1"
    paper_account: Literal["hedging", "netting", "exchange"] = "hedging"
    """How a new simulated account keeps positions; one that has books keeps its own kind."""
    live: bool = False
    """The first of the two steps to real money; the second is a file (`live_mode`)."""
    nats_monitor_url: str = ""
    """Where nats-server says how it stores (`/varz`); real money needs it."""
    quiet_s: float = Field(default=60.0, ge=1.0)
    """How long an order of unknown fate must not show up before it counts as never sent."""

    @field_validator("symbols", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("replay_file", mode="before")
    @classmethod
    def _no_file(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def folder(self) -> Path:
        """Where the bridge keeps its ledger and journal: one folder a venue."""
        return self.data_dir / "bridge" / self.venue

    @property
    def terminal_folder(self) -> Path:
        """Where the simulated terminal keeps its books: one folder a venue."""
        return (self.data_dir / "terminal" / self.venue).absolute()
