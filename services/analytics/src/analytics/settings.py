"""Settings of the analytics service, read once and passed down as values."""

from tickloom.runtime.settings import ServiceSettings


class AnalyticsSettings(ServiceSettings):
    """`venue` names the market that is recorded (TICKLOOM_VENUE).

    `buffer_rows` bounds what waits for a database that is away; the rest is fetched again later.
    """

    venue: str = "demo"
    buffer_rows: int = 100_000
