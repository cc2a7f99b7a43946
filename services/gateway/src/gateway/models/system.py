"""Replies about the platform itself and about who is signed in."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.models.reply import Part, Reply, Said

Light = Literal["up", "down", "unknown"]


class Time(Reply):
    """The gateway's clock."""

    time: str
    time_us: int


class SymbolState(Part):
    """One symbol's session and its last tick (market time and wall time)."""

    symbol: str
    session: Literal["open", "closed"]
    last_tick: int | None = None
    last_tick_at: int | None = None
    opens: int | None = None


class FeedStatus(Said):
    """Health of the venue's feed: five lights, and each symbol's state."""

    venue: str
    transport: Light
    terminal: Light
    broker: Light
    feed: Light
    synchronised: Light
    market_time: int
    history_from: int
    speed: float
    symbols: list[SymbolState]
    ended: bool = False
    detail: str = ""
    source: str = ""


class ServiceState(Part):
    """A service's last word about itself, `age_ms` ago."""

    service: str
    ready: bool
    pid: int | None = None
    detail: str = ""
    age_ms: int | None = None
    counters: dict[str, float] = Field(default_factory=dict[str, float])


class Health(Reply):
    """Every part of the platform; `degraded` comes with status 503."""

    status: Literal["ok", "degraded"]
    services: list[ServiceState]
    feed: FeedStatus | None
    versions: dict[str, str]


class Ready(Reply):
    """Whether this gateway can answer."""

    ready: bool


class User(Part):
    """A person or program that is signed in."""

    name: str
    role: str


class Me(Reply):
    """Who asks, and the accounts that are known."""

    user: User
    accounts: list[str]


class SignedIn(Reply):
    """The session's user."""

    user: User


class SignedOut(Reply):
    """The session has ended."""

    signed_out: bool = True


class Ticket(Reply):
    """A single-use ticket for the WebSocket's first frame."""

    ticket: str
    expires_in_s: int


class SignIn(BaseModel):
    """The token of a one-time sign-in link."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(min_length=16, max_length=256)
