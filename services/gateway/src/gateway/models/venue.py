"""Replies about the way to the broker and about the audit."""

from typing import Any, Literal

from pydantic import Field, computed_field

from gateway.models.reply import Part, Reply, Said, rfc3339

StepState = Literal["ok", "failed", "waiting", "unknown"]


class ConnectionStep(Part):
    """One step; `action` is the switch to press when it failed."""

    name: str
    title: str
    state: StepState
    detail: str = ""
    action: str = ""
    code: int | None = None


class VenueLink(Said):
    """What is at the other end, as the bridge says; `checked_at` is when it looked."""

    venue: str
    terminal: str
    checked_at: int
    server: str = ""
    login: str = ""
    build: int | None = None
    ping_ms: float | None = None


class Connection(Reply):
    """Every step to a tradable account, in order; `failing` is the first that is not ok."""

    steps: list[ConnectionStep]
    failing: ConnectionStep | None
    link: VenueLink | None


class AuditRow(Part):
    """One act; `hash` binds it to the row before."""

    id: int
    at: int = Field(description="microseconds UTC")
    user: str
    credential: str
    what: str
    account: str
    subject: str
    detail: dict[str, Any]
    hash: str

    @computed_field(description="`at` as RFC 3339")
    @property
    def time(self) -> str:
        return rfc3339(self.at)


class AuditRows(Reply):
    """Acts, newest first; `next_cursor` is null on the last page."""

    rows: list[AuditRow]
    next_cursor: str | None = None
