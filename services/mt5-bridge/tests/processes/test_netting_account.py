"""A netting account with real processes: turned round, added to, reduced, over a kill."""

from decimal import Decimal
from typing import Any

from tickloom.contracts.trading import ClosePosition, SubmitOrder

PATIENCE_S = 40.0
STEPS = (
    ("o-1", "buy", "0.10", "in"), ("o-2", "sell", "0.30", "in_out"), ("o-3", "sell", "0.05", "in"),
    ("o-4", "buy", "0.15", "out"),
)  # fmt: skip


async def filled(processes: Any, order_id: str) -> None:
    await processes.eventually(
        lambda: processes.state(order_id) == "filled", within_s=PATIENCE_S,
        what=f"{order_id} is filled",
    )  # fmt: skip


async def all_told(processes: Any) -> None:
    await processes.eventually(
        lambda: set(processes.deals) == processes.traded() and not processes.told_wrongly(),
        within_s=PATIENCE_S, what="every fill is told once",
    )  # fmt: skip


def rows(positions: Any) -> list[tuple[Any, ...]]:
    return [
        (p.identifier, p.ticket, str(p.symbol), p.side, p.volume, p.price_open) for p in positions
    ]


async def test_what_is_told_of_a_netting_account_is_what_its_books_hold(processes: Any) -> None:
    processes.kill("terminal")
    processes.configure(TICKLOOM_VENUE="netting", TICKLOOM_PAPER_ACCOUNT="netting")
    processes.start("terminal")
    processes.start("bridge")
    for order_id, side, volume, entry in STEPS:
        await processes.send(
            SubmitOrder, "new", order_id, symbol="EURUSD", side=side, volume=volume
        )
        await filled(processes, order_id)
        await all_told(processes)
        newest = processes.deals[max(processes.deals)][0]
        assert (newest.entry, newest.order_id) == (entry, order_id)
        assert rows(processes.folded().values()) == rows(processes.books().positions.values())
    processes.kill("bridge")
    processes.start("bridge")
    (held,) = processes.books().positions.values()
    assert (held.volume, held.ticket == held.identifier) == (Decimal("0.10"), False)
    await processes.send(ClosePosition, "close", "c-1", symbol="EURUSD", position=held.ticket)
    await filled(processes, "c-1")
    await all_told(processes)
    assert processes.folded() == {}
    assert not processes.books().positions
