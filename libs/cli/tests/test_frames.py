"""A hand-made result as frames and pictures."""

from decimal import Decimal
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.testing.results import hand_made_result
from tickloom_cli.frames import bars_frame, deals_frame, equity_frame, trades_frame


def test_trades_have_money_prices_and_words() -> None:
    trades: Any = trades_frame(hand_made_result())
    first, second = trades.loc[1], trades.loc[2]
    assert (first["side"], first["volume"], first["net"]) == ("buy", pytest.approx(0.1), 0.6)
    assert first["price_close"] == pytest.approx(1.1002)
    assert (first["points"], first["result_r"]) == (20, 2)
    assert (first["mfe_points"], first["mae_points"]) == (25, -5)
    assert (first["exit_reason"], second["entry_reason"]) == ("take_profit", "reversal")
    assert np.isnan(second["stop_loss"])
    assert np.isnan(second["result_r"])
    assert second["points"] == -10


def test_deals_keep_their_order_and_the_balance_after_each() -> None:
    deals = deals_frame(hand_made_result())
    assert deals["entry"].tolist() == ["in", "out", "in", "out"]
    assert deals["balance"].tolist() == [9999.30, 10000.60, 10000.60, 9999.55]
    assert deals["reason"].tolist() == ["signal", "take_profit", "reversal", "end_of_data"]
    assert str(deals["time"].dtype).endswith("UTC]")


def test_equity_has_its_drawdown_from_the_highest_so_far() -> None:
    equity: Any = equity_frame(hand_made_result())
    assert equity["equity"].iloc[0] == 10_000
    assert equity["drawdown_pct"].iloc[2] == pytest.approx(100 * 100.6 / 10_000.6)
    assert equity.index[1] == pd.Timestamp("2024-01-01T01:00Z")


def test_pictures_are_drawn() -> None:
    mpl.use("Agg")
    from tickloom_cli.plots import equity_plot, trades_plot  # noqa: PLC0415 - after the backend

    made = hand_made_result()
    level = np.full(4, 110_000, np.int32)
    bars = Bars(
        symbol=Symbol("EURUSD"), timeframe=Timeframe.H1, digits=5, time_ns=made.time_ns,
        open=level, high=level, low=level, close=level, spread=level * 0,
        volume=np.ones(4, np.int64),
    )  # fmt: skip
    assert len(equity_plot(equity_frame(made), "EURUSD").axes) == 2
    assert trades_plot(bars_frame(bars), trades_frame(made), "EURUSD").axes[0].lines
    assert made.settings.account.balance == Decimal(10_000)
