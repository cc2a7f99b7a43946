"""Replies as the port's records; pure. A reply that lacks what it must have raises `Unreadable`."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from mt5_bridge.adapters.zeromq.replies import Reply
from mt5_bridge.port.records import (
    ZERO,
    AccountFigures,
    TerminalStatus,
    VenueOrder,
    VenuePosition,
    VenueTick,
)
from mt5_bridge.port.terminal_port import Rows
from tickloom_terminal import dtypes

PLACED = 1
"""ORDER_STATE_PLACED."""
HEDGING = 2
REASON_EXPERT = 3
_BUY = 0


class Unreadable(Exception):
    """A reply without the fields that the protocol promises."""


def exact(number: Any) -> Decimal:  # noqa: ANN401
    """Eight decimals of text were read as a float; its shortest text is the number meant."""
    return Decimal(repr(float(number)))


def server_ms(text: str) -> int:
    """`2019.08.02 10:41:15`, or without seconds, on the server's clock."""
    for pattern in ("%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M"):
        try:
            moment = datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
        return int(moment.timestamp()) * 1000
    raise Unreadable(f"{text!r} is not a server time")


def server_text(server_s: int) -> str:
    """How the adviser wants to be told a time."""
    return datetime.fromtimestamp(server_s, UTC).strftime("%Y.%m.%d %H:%M:%S")


def trades_of(reply: Reply) -> dict[int, Reply]:
    """Open trades and waiting orders by ticket, newest first as they came."""
    try:
        trades: dict[Any, Reply] = reply["_trades"]
        return {int(ticket): dict(fields) for ticket, fields in trades.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"the list of trades: {error!r}") from error


def position_of(ticket: int, trade: Reply, tick: VenueTick | None) -> VenuePosition:
    """The protocol knows no current price: it is the last quote's, before one the open price."""
    try:
        opened, is_buy = exact(trade["_open_price"]), int(trade["_type"]) == _BUY
        market = opened if tick is None else (tick.bid if is_buy else tick.ask)
        time_ms = server_ms(trade["_open_time"])
        return VenuePosition(
            ticket=ticket, identifier=ticket, symbol=str(trade["_symbol"]),
            type=int(trade["_type"]), volume=exact(trade["_lots"]), price_open=opened,
            price_current=market, sl=exact(trade["_SL"]), tp=exact(trade["_TP"]), swap=ZERO,
            profit=exact(trade["_pnl"]), time_ms=time_ms, time_update_ms=time_ms,
            magic=int(trade["_magic"]), reason=REASON_EXPERT, comment=str(trade["_comment"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"trade {ticket}: {error!r}") from error


def order_of(ticket: int, trade: Reply) -> VenueOrder:
    try:
        lots = exact(trade["_lots"])
        return VenueOrder(
            ticket=ticket, symbol=str(trade["_symbol"]), type=int(trade["_type"]), state=PLACED,
            type_filling=2, type_time=0, volume_initial=lots, volume_current=lots,
            price_open=exact(trade["_open_price"]), stoplimit=ZERO, sl=exact(trade["_SL"]),
            tp=exact(trade["_TP"]), time_setup_ms=server_ms(trade["_open_time"]), time_done_ms=0,
            expiration_s=0, magic=int(trade["_magic"]), reason=REASON_EXPERT, position=0,
            comment=str(trade["_comment"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"order {ticket}: {error!r}") from error


def account_of(reply: Reply) -> Reply:
    """The one row of account information, with its number as `account_number`."""
    try:
        return {**reply["_data"][0], "account_number": int(reply["account_number"])}
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Unreadable(f"the account: {error!r}") from error


def figures_of(account: Reply) -> AccountFigures:
    """Credit and margin are what is left over: the protocol does not say them."""
    try:
        balance, equity = exact(account["account_balance"]), exact(account["account_equity"])
        profit, free = exact(account["account_profit"]), exact(account["account_free_margin"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"the account's figures: {error!r}") from error
    margin = equity - free
    return AccountFigures(
        balance=balance, credit=equity - balance - profit, profit=profit, equity=equity,
        margin=margin, margin_free=free,
        margin_level=equity / margin * 100 if margin > 0 else ZERO,
    )  # fmt: skip


def status_of(
    account: Reply, *, server: str, currency: str, currency_digits: int, trade_mode: int
) -> TerminalStatus:
    """An adviser that answers is connected and allowed to trade: else it says what is not."""
    return TerminalStatus(
        connected=True, trade_allowed=True, api_disabled=False, login=account["account_number"],
        server=server, account_trade_allowed=True, account_expert_allowed=True,
        trade_mode=trade_mode, margin_mode=HEDGING, currency=currency,
        currency_digits=currency_digits, leverage=int(account.get("account_leverage", 0)),
        name=str(account.get("account_name", "")),
    )  # fmt: skip


def rates_of(reply: Reply) -> Rows:
    """The bars of a history reply, oldest first."""
    try:
        bars: list[Reply] = reply["_data"]
        rows = np.zeros(len(bars), dtype=dtypes.RATES)
        for row, bar in zip(rows, bars, strict=True):
            row["time"] = server_ms(bar["time"]) // 1000
            for name in ("open", "high", "low", "close", "tick_volume", "spread", "real_volume"):
                row[name] = bar[name]
        return rows
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"bars: {error!r}") from error
