"""Settings of the backtester, read once and passed down as values."""

import os
from pathlib import Path

from pydantic import Field

from tickloom.runtime.settings import ServiceSettings


def _imports() -> Path:
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "tickloom" / "bars"


class BacktesterSettings(ServiceSettings):
    """`venue` is the market whose record is tested (TICKLOOM_VENUE).

    `imports_dir` is where `tickloom data import` keeps bars; `chunk_ms` is how much work a worker
    takes at once.
    """

    venue: str = "demo"
    imports_dir: Path = Field(default_factory=_imports)
    chunk_ms: int = Field(default=500, ge=1, le=5_000)
    chunk_sets_most: int = Field(default=5_000, ge=1)
    ack_wait_s: float = Field(default=6.0, gt=0)
    watch_every_s: float = Field(default=15.0, gt=0)
