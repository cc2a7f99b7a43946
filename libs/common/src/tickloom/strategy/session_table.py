"""The trading sessions and their hours; the version of the table is in every result.

Half-open, Monday to Friday, each in its own zone, so that daylight saving is right in each place.
"""

from dataclasses import dataclass

SESSION_TABLE = "sessions/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHours:
    """From `start` up to, not including, `end`, on the wall clock of `zone`."""

    zone: str
    start: str
    end: str


_TOKYO = SessionHours(zone="Asia/Tokyo", start="09:00", end="18:00")
SESSION_HOURS = {
    "sydney": SessionHours(zone="Australia/Sydney", start="08:00", end="17:00"),
    "tokyo": _TOKYO,
    "asia": _TOKYO,
    "london": SessionHours(zone="Europe/London", start="08:00", end="17:00"),
    "new_york": SessionHours(zone="America/New_York", start="08:00", end="17:00"),
}
OVERLAPS = {"london_ny_overlap": ("london", "new_york")}
"""Inside both: computed from the two, because their clocks change on different dates."""
