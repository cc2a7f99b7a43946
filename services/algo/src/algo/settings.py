"""Settings of the algo service, read once and passed down as values."""

from tickloom.runtime.settings import ServiceSettings


class AlgoSettings(ServiceSettings):
    """`venue` names the market whose bars are decided on (TICKLOOM_VENUE)."""

    venue: str = "demo"
    status_repeat_s: float = 5.0
    order_lifetime_s: float = 10.0
