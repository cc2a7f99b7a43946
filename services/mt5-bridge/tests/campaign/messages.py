"""Commands as services put them on the bus."""

from dataclasses import dataclass
from typing import Literal

from campaign.clock import VirtualClock
from tickloom.contracts.message import Header
from tickloom.contracts.trading import (
    CancelOrder,
    CloseBy,
    ClosePosition,
    FlattenAccount,
    ModifyPosition,
    OrderTypeWord,
    SubmitOrder,
)

ACCOUNT = "1000001"
LIVES_S = 30.0


@dataclass(slots=True)
class Writer:
    """Makes commands with ids of its own, valid for a while from now on."""

    clock: VirtualClock
    count: int = 0

    def order(
        self, symbol: str, side: Literal["buy", "sell"], volume: str, *,
        stop_loss: str | None = None, take_profit: str | None = None, lives_s: float = LIVES_S,
        account: str = ACCOUNT, at_us: int | None = None,
        kind: OrderTypeWord = "market", price: str | None = None,
    ) -> SubmitOrder:  # fmt: skip
        """`at_us`: the maker's own clock, where it is not right."""
        header, order_id = self._next(at_us)
        return SubmitOrder(
            **header, order_id=order_id, account=account, symbol=symbol, side=side,
            volume=volume, expires_at=header["at"] + round(lives_s * 1e6), stop_loss=stop_loss,
            take_profit=take_profit, deployment="trend", type=kind, price=price,
        )  # fmt: skip

    def close(
        self, symbol: str, position: int, *, volume: str | None = None, lives_s: float = LIVES_S
    ) -> ClosePosition:
        header, order_id = self._next(None)
        return ClosePosition(
            **header, order_id=order_id, account=ACCOUNT, position=position, symbol=symbol,
            volume=volume, expires_at=header["at"] + round(lives_s * 1e6),
        )  # fmt: skip

    def close_by(self, symbol: str, position: int, by: int) -> CloseBy:
        header, order_id = self._next(None)
        return CloseBy(
            **header, order_id=order_id, account=ACCOUNT, position=position, by=by, symbol=symbol,
            expires_at=header["at"] + round(LIVES_S * 1e6),
        )  # fmt: skip

    def modify(
        self, symbol: str, position: int, *, stop_loss: str | None, take_profit: str | None
    ) -> ModifyPosition:
        header, order_id = self._next(None)
        return ModifyPosition(
            **header, order_id=order_id, account=ACCOUNT, position=position, symbol=symbol,
            expires_at=header["at"] + round(LIVES_S * 1e6), stop_loss=stop_loss,
            take_profit=take_profit,
        )  # fmt: skip

    def cancel(self, symbol: str, target: str) -> CancelOrder:
        header, order_id = self._next(None)
        return CancelOrder(
            **header, order_id=order_id, account=ACCOUNT, symbol=symbol, target=target,
            expires_at=header["at"] + round(LIVES_S * 1e6),
        )  # fmt: skip

    def flatten(self) -> FlattenAccount:
        header, order_id = self._next(None)
        return FlattenAccount(
            **header, order_id=order_id, account=ACCOUNT,
            expires_at=header["at"] + round(LIVES_S * 1e6),
        )  # fmt: skip

    def _next(self, at_us: int | None) -> tuple[Header, str]:
        self.count += 1
        now_us = self.clock.true_ns // 1_000 if at_us is None else at_us
        header: Header = {
            "id": f"message-{self.count}", "ts": now_us, "seq": self.count, "ep": "campaign",
            "at": now_us, "mode": "demo",
        }  # fmt: skip
        return header, f"command-{self.count:05}"
