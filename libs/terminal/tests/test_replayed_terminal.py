"""A recorded market in a terminal: it moves as its ticks are read, and ends with the last one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import tickloom_terminal as mt5
from tickloom_terminal.control import Control, started
from tickloom_terminal.ledger import read_books

pytestmark = pytest.mark.processes

BEGIN_S = 1_704_204_000  # 2024-01-02 14:00:00 UTC
MINUTES = 120


def recording(folder: Path) -> Path:
    """Two hours of ticks, one a second, that rise by a point each."""
    path = folder / "EURUSD.csv"
    rows = ["Time (UTC),Ask,Bid,AskVolume,BidVolume"]
    for second in range(MINUTES * 60):
        hour, rest = divmod(second, 3600)
        bid = 1.10000 + second * 1e-5
        stamp = f"2024.01.02 {14 + hour:02}:{rest // 60:02}:{rest % 60:02}.000"
        rows.append(f"{stamp},{bid + 1e-4:.5f},{bid:.5f},1,1")
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture
def replayed(tmp_path: Path) -> Iterator[tuple[Path, Control]]:
    folder = tmp_path / "terminal"
    folder.mkdir()
    with started(folder, "--replay", str(recording(tmp_path)), "--speed", "0") as control:
        assert mt5.initialize(str(folder)), mt5.last_error()
        yield folder, control
        mt5.shutdown()
        control.stop()


def test_a_reader_sees_every_tick_once_and_the_market_ends(
    replayed: tuple[Path, Control],
) -> None:
    _, control = replayed
    assert control.describe()["mode"] == "replay"
    seen: list[int] = []
    for _ in range(1_000):
        rows = mt5.copy_ticks_range("EURUSD", BEGIN_S, 0, mt5.COPY_TICKS_ALL)
        assert rows is not None
        seen += rows["time"].tolist()[len(seen) :]
        if control.describe()["has_ended"]:
            break
    assert seen == list(range(BEGIN_S, BEGIN_S + MINUTES * 60))
    sent = mt5.order_send({"action": 1, "symbol": "EURUSD", "volume": 0.1, "type": 0})
    assert sent is not None
    assert sent.retcode == mt5.TRADE_RETCODE_MARKET_CLOSED


def test_a_target_is_reached_where_the_recording_reaches_it(
    replayed: tuple[Path, Control],
) -> None:
    folder, control = replayed
    control.advance(60)
    sent = mt5.order_send({
        "action": mt5.TRADE_ACTION_DEAL, "symbol": "EURUSD", "volume": 1.0,
        "type": mt5.ORDER_TYPE_BUY, "tp": 1.10600,
    })  # fmt: skip
    assert sent is not None
    assert sent.retcode == mt5.TRADE_RETCODE_DONE
    control.advance(30 * 60)
    assert mt5.positions_get() == ()
    deals = mt5.history_deals_get(position=sent.order)
    assert deals is not None
    closing = deals[-1]
    assert (closing.reason, closing.comment, closing.price) == (
        mt5.DEAL_REASON_TP, "tp 1.10600", 1.106,
    )  # fmt: skip
    assert closing.time == BEGIN_S + 600
    assert closing.profit == round((1.106 - sent.price) * 100_000, 2)
    assert float(read_books(folder).balance) == pytest.approx(10_000 + closing.profit)
