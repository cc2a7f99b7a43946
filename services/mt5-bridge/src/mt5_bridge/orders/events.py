"""What the bus is told, as it waits in the outbox: the message without its header."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from mt5_bridge.orders.record import CommandRecord
from tickloom.contracts.message import Header
from tickloom.contracts.positions import PositionStated
from tickloom.contracts.trading import DealMade, OrderChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An event's account, kind, time (microseconds UTC) and fields."""

    kind: Literal["order", "deal", "position"]
    account: str
    ts_us: int
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """An event that waits for the bus; `message_id` is the same however often it is said."""

    id: int
    message_id: str
    news: News


def order_message_id(record: CommandRecord) -> str:
    return f"{record.command_id}:{record.state.value}:{record.change}"


def deal_message_id(account: str, ticket: int) -> str:
    return f"deal:{account}:{ticket}"


def position_message_id(account: str, position: int, times: int) -> str:
    return f"position:{account}:{position}:{times}"


def message_of(news: News, header: Header) -> OrderChanged | DealMade | PositionStated:
    """The message to publish on `evt.<tenant>.<account>.<kind>`."""
    match news.kind:
        case "order":
            return OrderChanged(**header, **news.fields)
        case "deal":
            return DealMade(**header, **news.fields)
        case "position":
            return PositionStated(**header, **news.fields)


def order_news(record: CommandRecord) -> News:
    """How a command stands now."""
    asked = record.instruction
    volume = record.filled or record.volume or asked.volume
    side = record.side or asked.side
    return News(
        kind="order", account=asked.account, ts_us=record.changed_at_us,
        fields={
            "order_id": record.command_id, "account": asked.account, "symbol": asked.symbol,
            "state": record.state.value, "volume": "" if not volume else plain(volume),
            "side": None if side is None else side.value,
            "position": record.position
            or (asked.ticket if asked.verb in {"close", "close_by", "modify"} else 0)
            or None,
            "price": None if record.price is None else plain(record.price),
            "deployment": asked.deployment, "retcode": record.retcode,
            "reason": record.reason, "detail": record.detail, "verb": asked.verb,
            "ticket": record.order or (asked.ticket if asked.verb in {"cancel", "change"} else 0)
            or None,
            "slippage_points":
                None if record.slippage_points is None else plain(record.slippage_points),
            "type": asked.order if asked.verb == "new" else None, "target": asked.target,
            "asked_volume": _said(asked.volume),
            "asked_price": _said(record.asked_price or asked.price),
            "stop_loss": _said(record.stop_loss or asked.stop_loss),
            "take_profit": _said(record.take_profit or asked.take_profit),
            "change": record.change,
        },
    )  # fmt: skip


def _said(value: Decimal | None) -> str | None:
    return plain(value) if value else None


def plain(value: Decimal) -> str:
    """A decimal as people write it: no exponent."""
    return format(value, "f")
