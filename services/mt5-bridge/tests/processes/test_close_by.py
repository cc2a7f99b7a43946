"""Two opposite positions closed by each other, through a real bridge and a real terminal."""

from typing import Any

from tickloom.contracts.trading import CloseBy, SubmitOrder

PATIENCE_S = 40.0


async def done(processes: Any, order_id: str) -> None:
    await processes.eventually(
        lambda: processes.state(order_id) == "filled", within_s=PATIENCE_S,
        what=f"{order_id} is filled",
    )  # fmt: skip


async def test_the_larger_position_keeps_its_rest_and_both_deals_are_told(processes: Any) -> None:
    processes.start("bridge")
    for order_id, side, volume in (("o-1", "buy", "0.03"), ("o-2", "sell", "0.01")):
        await processes.send(
            SubmitOrder, "new", order_id, symbol="EURUSD", side=side, volume=volume
        )
        await done(processes, order_id)
    first, second = processes.books().positions
    await processes.send(CloseBy, "close_by", "c-1", symbol="EURUSD", position=second, by=first)
    await done(processes, "c-1")
    left = processes.books().positions
    assert {ticket: str(position.volume) for ticket, position in left.items()} == {first: "0.02"}
    await processes.eventually(
        lambda: set(processes.deals) == processes.traded() and not processes.told_wrongly(),
        within_s=PATIENCE_S, what="every deal is told",
    )  # fmt: skip
    told = [deals[0] for deals in processes.deals.values() if deals[0].entry == "out_by"]
    assert sorted((deal.position, deal.order_id) for deal in told) == [
        (first, "c-1"), (second, "c-1"),
    ]  # fmt: skip
