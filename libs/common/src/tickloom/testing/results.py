"""A small result made by hand, for tests of what is made of results."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.engine.reasons import EntryReason, ExitReason
from tickloom.engine.result import Deals, Exchange, Outcome, Positions, RunResult
from tickloom.engine.run_settings import Road, RunSettings
from tickloom.engine.simulation.terms import make_money
from tickloom.strategy.bind import bind_document
from tickloom.strategy.parse import parse_document

BEGIN = 1_704_067_200 * 10**9
HOUR = 3_600 * 10**9
EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="EUR vs USD", group="Forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(500), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip


def _whole(*values: int) -> npt.NDArray[np.int64]:
    return np.array(values, np.int64)


def _exchange(settings: RunSettings) -> Exchange:
    """As the settings count EURUSD; no pair converts it."""
    money = make_money(EURUSD, settings)
    return Exchange(
        value=money.value_numerator / money.value_denominator, conversion=money.conversion,
        rate=money.rate_numerator / money.rate_denominator, scale=money.scale, bid=_whole(1),
        ask=_whole(1),
    )  # fmt: skip


def without_a_curve(result: RunResult) -> RunResult:
    """The same run, as if nobody had asked for equity."""
    return replace(result, outcome=replace(result.outcome, marks=None))


def hand_made_result(settings: RunSettings | None = None) -> RunResult:
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
    deals = Deals(
        time_ns=times, bar=_whole(0, 1, 2, 3), position=_whole(1, 1, 2, 2),
        side=_whole(1, -1, -1, 1), entry=_whole(0, 1, 0, 1),
        reason=_whole(EntryReason.SIGNAL, ExitReason.TAKE_PROFIT, EntryReason.REVERSAL,
                     ExitReason.END_OF_DATA),
        volume=_whole(10, 10, 10, 10), price=_whole(110_000, 110_020, 110_020, 110_030),
        profit=_whole(0, 200, 0, -100), commission=_whole(-70, -70, 0, 0),
        swap=_whole(0, 0, 0, -5), balance=_whole(999_930, 1_000_060, 1_000_060, 999_955),
    )  # fmt: skip
    positions = Positions(
        id=_whole(1, 2), side=_whole(1, -1), volume=_whole(10, 10), decision_bar=_whole(0, 1),
        bar_open=_whole(0, 2), bar_close=_whole(1, 3), time_open_ns=times[[0, 2]],
        time_close_ns=times[[1, 3]], price_open=_whole(110_000, 110_020),
        price_close=_whole(110_020, 110_030), stop=_whole(109_990, 0),
        target=_whole(110_020, 0),
        planned_r=_whole(10, 0), achieved_r=_whole(10, 0), best=_whole(110_025, 110_015),
        worst=_whole(109_995, 110_030), entry_reason=_whole(0, 1),
        exit_reason=_whole(ExitReason.TAKE_PROFIT, ExitReason.END_OF_DATA),
        profit=_whole(200, -100), commission=_whole(-140, 0), swap=_whole(0, -5),
        is_assumed=_whole(0, 0),
    )  # fmt: skip
    return RunResult(
        bound=bound, instrument=EURUSD, settings=settings or RunSettings(),
        road=Road.REFERENCE, engine_version="1", data_hash="d", warm_up_bars=0, first_bar=0,
        time_ns=times, history_ns=_whole(), exchange=_exchange(settings or RunSettings()),
        outcome=Outcome(
            deal_rows=np.stack(deals, axis=1), position_rows=np.stack(positions, axis=1),
            refusals=_whole(0), deposit=1_000_000,
            marks=(
                _whole(1_000_000, 1_000_060, 990_000, 999_955),
                np.array([900.0, np.nan, 900.0, np.nan]),
            ),
            end="end_of_data",
        ),
    )  # fmt: skip
