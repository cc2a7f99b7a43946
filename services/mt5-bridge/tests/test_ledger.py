"""What the simulated broker's ledger keeps of the market."""

from collections.abc import Callable
from pathlib import Path

from mt5_bridge.ledger import Ledger
from tickloom_terminal.market.market_clock import begin
from tickloom_terminal.market.market_source import MarketSource

MakeSource = Callable[..., MarketSource]
WALL = 1_800_000_000 * 1_000_000_000
ROWS = [("EURUSD", 0, 1.1, 1.1001)]


def test_the_ledger_gives_back_the_market_record_it_was_given(
    tmp_path: Path, scripted: MakeSource
) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.market() is None
    record = begin(scripted(ROWS), speed=12.5, wall_ns=WALL)
    ledger.commit(record)
    ledger.close()
    assert Ledger(tmp_path / "ledger.sqlite").market() == record
