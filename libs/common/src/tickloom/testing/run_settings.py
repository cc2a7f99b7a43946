"""Generated settings of runs: accounts and costs of every kind, small warm-up."""

from decimal import Decimal

from hypothesis import strategies as st

from tickloom.domain.server_time import ServerClock
from tickloom.engine.run_settings import AccountSettings, Intrabar, MarginMode, RunSettings
from tickloom.venue.costs import (
    Commission,
    CommissionMode,
    Slippage,
    Spread,
    SpreadMode,
    Swap,
    SwapMode,
)

_CURRENCIES = ("USD", "EUR", "GBP")


@st.composite
def run_settings(draw: st.DrawFn) -> RunSettings:
    """Settings for EURUSD; two in three decide inside the bar pessimistically, as by default."""
    currency = draw(st.sampled_from(_CURRENCIES))
    account = AccountSettings(
        balance=Decimal(draw(st.sampled_from([300, 10_000, 1_000_000]))), currency=currency,
        leverage=draw(st.sampled_from([10, 100, 500])),
        margin_mode=draw(st.sampled_from(MarginMode)),
        conversion_rate=Decimal("0.79") if currency == "GBP" else None,
    )  # fmt: skip
    spread = draw(
        st.sampled_from([Spread(), Spread(mode=SpreadMode.FIXED, points=12),
                         Spread(multiplier=Decimal(2))])
    )  # fmt: skip
    return RunSettings(
        account=account, spread=spread,
        commission=Commission(
            mode=draw(st.sampled_from(CommissionMode)), amount=Decimal("3.5"),
            minimum=draw(st.sampled_from([Decimal(0), Decimal("0.25")])),
        ),
        swap=Swap(
            mode=draw(st.sampled_from(SwapMode)), long=Decimal("-6.5"), short=Decimal("1.25")
        ),
        slippage=Slippage(
            points=draw(st.integers(0, 2)), maximum_points=draw(st.sampled_from([0, 5]))
        ),
        intrabar=draw(
            st.sampled_from([Intrabar.STOP_FIRST, Intrabar.STOP_FIRST, Intrabar.ONE_MINUTE_OHLC])
        ),
        server_clock=draw(
            st.sampled_from([ServerClock(), ServerClock(shift_hours=2, rule="us")])
        ),
        warm_up_bars=30, ignore_news=True, seed=draw(st.integers(0, 1_000)),
        entry_delay_bars=draw(st.sampled_from([0, 0, 0, 1])),
    )  # fmt: skip
