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
from tickloom.engine.reasons import EntryReason, ExitReason
from tickloom.engine.result import Deals, Equity, Positions, RunResult
from tickloom.engine.run_settings import Road, RunSettings
from tickloom.strategy.bind import bind_document
from tickloom.strategy.parse import parse_document
from tickloom_cli.frames import bars_frame, deals_frame, equity_frame, trades_frame
from tickloom_cli.instruments import instrument_of

BEGIN = 1_704_067_200 * 10**9
HOUR = 3_600 * 10**9


def whole(*values: int) -> Any:
    return np.array(values, np.int64)


def codes(*values: int) -> Any:
    return np.array(values, np.int8)


def result() -> RunResult:
    """A buy that won 20 points less costs, and a sell without a stop that lost 10."""
    raw = {
        "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "H1",
        "entry": {"long": {"left": {"ind": "rsi"}, "op": "lt", "right": 30}},
        "sizing": {"mode": "fixed_lots", "lots": 0.1},
    }  # fmt: skip
    document = parse_document(raw).document
    assert document is not None
    bound = bind_document(document).bound
    assert bound is not None
    times = BEGIN + HOUR * np.arange(4)
    return RunResult(
        bound=bound, instrument=instrument_of("EURUSD"), settings=RunSettings(),
        road=Road.REFERENCE, engine_version="1", data_hash="d", warm_up_bars=0, first_bar=0,
        time_ns=times,
        deals=Deals(
            time_ns=times, bar=whole(0, 1, 2, 3), position=whole(1, 1, 2, 2),
            side=codes(1, -1, -1, 1), entry=codes(0, 1, 0, 1),
            reason=codes(EntryReason.SIGNAL, ExitReason.TAKE_PROFIT, EntryReason.REVERSAL,
                         ExitReason.END_OF_DATA),
            volume=whole(10, 10, 10, 10), price=whole(110_000, 110_020, 110_020, 110_030),
            profit=whole(0, 200, 0, -100), commission=whole(-70, -70, 0, 0),
            swap=whole(0, 0, 0, -5), balance=whole(999_930, 1_000_060, 1_000_060, 999_955),
        ),
        positions=Positions(
            id=whole(1, 2), side=codes(1, -1), volume=whole(10, 10), decision_bar=whole(0, 1),
            bar_open=whole(0, 2), bar_close=whole(1, 3), time_open_ns=times[[0, 2]],
            time_close_ns=times[[1, 3]], price_open=whole(110_000, 110_020),
            price_close=whole(110_020, 110_030), stop=whole(109_990, 0), target=whole(110_020, 0),
            planned_r=whole(10, 0), achieved_r=whole(10, 0), best=whole(110_025, 110_015),
            worst=whole(109_995, 110_030), entry_reason=codes(0, 1),
            exit_reason=codes(ExitReason.TAKE_PROFIT, ExitReason.END_OF_DATA),
            profit=whole(200, -100), commission=whole(-140, 0), swap=whole(0, -5),
        ),
        equity=Equity(
            balance=whole(999_930, 1_000_060, 1_000_060, 999_955),
            equity=whole(1_000_000, 1_000_060, 990_000, 999_955),
            margin_level_pct=np.array([900.0, np.nan, 900.0, np.nan]),
        ),
        end="end_of_data", refused={}, digest="x",
    )  # fmt: skip


def test_trades_have_money_prices_and_words() -> None:
    trades: Any = trades_frame(result())
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
    deals = deals_frame(result())
    assert deals["entry"].tolist() == ["in", "out", "in", "out"]
    assert deals["balance"].tolist() == [9999.30, 10000.60, 10000.60, 9999.55]
    assert deals["reason"].tolist() == ["signal", "take_profit", "reversal", "end_of_data"]
    assert str(deals["time"].dtype).endswith("UTC]")


def test_equity_has_its_drawdown_from_the_highest_so_far() -> None:
    equity: Any = equity_frame(result())
    assert equity["equity"].iloc[0] == 10_000
    assert equity["drawdown_pct"].iloc[2] == pytest.approx(100 * 100.6 / 10_000.6)
    assert equity.index[1] == pd.Timestamp("2024-01-01T01:00Z")


def test_pictures_are_drawn() -> None:
    mpl.use("Agg")
    from tickloom_cli.plots import equity_plot, trades_plot  # noqa: PLC0415 - after the backend

    made = result()
    level = np.full(4, 110_000, np.int32)
    bars = Bars(
        symbol=Symbol("EURUSD"), timeframe=Timeframe.H1, digits=5, time_ns=made.time_ns,
        open=level, high=level, low=level, close=level, spread=level * 0,
        volume=np.ones(4, np.int64),
    )  # fmt: skip
    assert len(equity_plot(equity_frame(made), "EURUSD").axes) == 2
    assert trades_plot(bars_frame(bars), trades_frame(made), "EURUSD").axes[0].lines
    assert made.settings.account.balance == Decimal(10_000)
