"""Requests and replies about orders by hand; prices, volumes and money are decimal strings."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gateway.models.reply import Part, Reply
from gateway.models.trading import Order, Side

OrderType = Literal["market", "limit", "stop", "stop_limit"]
TimeInForce = Literal["gtc", "day", "specified", "specified_day"]


def _as_text(value: object) -> object:
    """A JSON number is taken by its shortest text: 0.1 is 0.1."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Amount = Annotated[str, BeforeValidator(_as_text), Field(min_length=1, max_length=40)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Ticket = Annotated[int, Field(ge=1, le=2**63 - 1)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlaceOrder(_Asked):
    """An order by hand. Without `type` it is filled at the market.

    `client_order_id` names the order for ever; a second order with the same one is refused.
    """

    account: Name
    symbol: Name
    side: Side
    volume: Amount = Field(description="lots")
    type: OrderType = "market"
    price: Amount | None = Field(default=None, description="where a waiting order lies")
    limit_price: Amount | None = Field(default=None, description="only for type stop_limit")
    stop_loss: Amount | None = None
    take_profit: Amount | None = None
    time_in_force: TimeInForce = "gtc"
    good_till: int | None = Field(
        default=None, ge=0, le=2**53, description="microseconds UTC; time_in_force specified"
    )
    deviation_points: int | None = Field(default=None, ge=0, le=1_000_000)
    valid_for_s: float = Field(
        default=10.0, ge=1.0, le=60.0, description="not sent to the broker later than that"
    )
    comment: str = Field(default="", max_length=31)
    client_order_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{1,48}$")


class MoveStops(_Asked):
    """New stops of a position. What is left out stays as it is; null takes the level away."""

    account: Name
    stop_loss: Amount | None = None
    take_profit: Amount | None = None


class ChangeOrder(_Asked):
    """A waiting order as it shall be. What is left out stays; null takes a stop away."""

    account: Name
    price: Amount | None = None
    limit_price: Amount | None = None
    stop_loss: Amount | None = None
    take_profit: Amount | None = None


class Close(_Asked):
    """Close a position, wholly or `volume` lots of it."""

    account: Name
    volume: Amount | None = None


class CloseBy(_Asked):
    """Close a position by an opposite one of the same symbol, for the smaller volume of both."""

    account: Name
    by: int = Field(ge=1, le=2**63 - 1, description="the ticket of the opposite position")


class Flatten(_Asked):
    """Cancel every waiting order and close every position, or only those of `symbol`."""

    symbol: Name | None = None
    reason: str = Field(default="closed by hand", max_length=200)


class Estimate(Part):
    """What an order would put at stake; null is "not known", never 0.

    Losses are positive in `risk`; percentages are of the equity.
    """

    account: str
    currency: str
    symbol: str
    side: Side
    type: OrderType
    volume: str
    price: str | None = None
    risk: str | None = None
    risk_percent: str | None = None
    reward: str | None = None
    reward_percent: str | None = None
    reward_to_risk: str | None = None
    margin: str | None = None
    margin_free_after: str | None = None
    is_affordable: bool | None = None
    notional: str | None = None
    spread_points: int | None = None
    spread_cost: str | None = None
    stop_points: int | None = None
    target_points: int | None = None
    price_age_ms: int | None = None
    warnings: list[str] = Field(default_factory=list[str])


class Outcome(Reply):
    """What became of a command.

    `state` is the order's, or `unknown` while nobody knows: then `next` says what is being done,
    and nothing is sent again. `estimate` comes with `?validate_only=true`, where nothing is sent.
    """

    order_id: str
    state: str
    is_known: bool
    next: str
    order: Order | None = None
    estimate: Estimate | None = None


class Flattened(Reply):
    """What became of closing everything, command by command; `open` is what is still there."""

    account: str
    outcomes: list[Outcome]
    is_known: bool
    open_positions: int | None
    waiting_orders: int | None
    next: str


class Kill(Part):
    """An account's kill switch. `unconfirmed`: the bridge did not say that it heard."""

    account: str
    stage: Literal["off", "refusing", "acknowledged", "flat", "unconfirmed"]
    flatten: bool = False
    by: str = ""
    reason: str = ""
    detail: str = ""
    path: str = ""
    at: int | None = None


class Killed(Reply):
    """What the kill switch did.

    `stopped` deployments; null: the strategies did not confirm. `closed` comes with `flatten`
    where the bridge has no switch of its own and everything was closed by orders instead.
    """

    stopped: int | None
    accounts: list[Kill]
    closed: list[Flattened] = Field(default_factory=list[Flattened])
    problems: list[str] = Field(default_factory=list[str])


class KillStates(Reply):
    """The kill switch of every account, and how many strategies run."""

    accounts: list[Kill]
    running: int | None = None


class Trip(_Asked):
    """Stop everything; with `flatten` also cancel what waits and close what is open."""

    reason: str = Field(default="kill switch", max_length=200)
    account: Name | None = None
    flatten: bool = False


class ReleaseKill(_Asked):
    """Let orders pass again; `reason` says why that is safe now."""

    reason: str = Field(min_length=3, max_length=200)
    account: Name | None = None
