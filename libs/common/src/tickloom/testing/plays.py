"""Hand-written markets: a few rows of prices and the bars on which signals come, lived through.

The document gives the rules (stops, exits, limits), the test says when its conditions are true.
What the event road can express is lived through on both roads, which have to agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.reasons import EntryReason, ExitReason
from tickloom.engine.result import Outcome, RunResult
from tickloom.engine.run import NOTHING_ELSE, Surroundings, finished, prepare
from tickloom.engine.run_settings import Road, RunSettings
from tickloom.engine.simulation.events import cannot_express
from tickloom.engine.simulation.simulate import Setting, simulate
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.parse import parse_document

MONDAY_NS = 1_704_067_200_000_000_000  # 2024-01-01
Row = tuple[int, int, int, int] | tuple[int, int, int, int, int]
EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="", group="Forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip
USDJPY = Instrument(
    symbol=Symbol("USDJPY"), description="", group="Forex", digits=3,
    tick_size=Decimal("0.001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="USD",
    currency_profit="JPY", currency_margin="USD", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.01"),
)  # fmt: skip
XAUUSD = Instrument(
    symbol=Symbol("XAUUSD"), description="", group="Metals", digits=2,
    tick_size=Decimal("0.01"), contract_size=Decimal(100), volume_min=Decimal("0.01"),
    volume_max=Decimal(80), volume_step=Decimal("0.01"), currency_base="XAU",
    currency_profit="USD", currency_margin="USD", calc_mode=CalcMode.CFD_LEVERAGE,
    pip_size=Decimal("0.1"),
)  # fmt: skip
EURGBP = Instrument(
    symbol=Symbol("EURGBP"), description="", group="Forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="GBP", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip
ALWAYS = {"left": {"price": "close"}, "op": "gt", "right": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """On which decision bars which condition is true; `levels` are their values on every bar."""

    long: Iterable[int] = ()
    short: Iterable[int] = ()
    exit_long: Iterable[int] = ()
    exit_short: Iterable[int] = ()
    levels: Sequence[float] = ()
    settings: RunSettings = field(default_factory=RunSettings)
    instrument: Instrument = EURUSD
    around: Surroundings = NOTHING_ELSE


def rows_market(
    rows: Sequence[Row], *, timeframe: Timeframe = Timeframe.M15, begin_ns: int = MONDAY_NS,
    minutes: Sequence[int] | None = None, instrument: Instrument = EURUSD,
) -> Bars:  # fmt: skip
    """Bars of (open, high, low, close[, spread]) in points, one after the other.

    `minutes` are the labels in minutes from the beginning, where bars are missing.
    """
    table = np.array([row if len(row) == 5 else (*row, 0) for row in rows], dtype=np.int32)
    labels = minutes
    if labels is None:
        labels = [timeframe.minutes * place for place in range(len(rows))]
    return Bars(
        symbol=instrument.symbol, timeframe=timeframe, digits=instrument.digits,
        time_ns=begin_ns + np.array(labels, dtype=np.int64) * MINUTE_NS,
        open=table[:, 0].copy(), high=table[:, 1].copy(), low=table[:, 2].copy(),
        close=table[:, 3].copy(), spread=table[:, 4].copy(),
        volume=np.ones(len(rows), dtype=np.int64),
    )  # fmt: skip


def bound_of(
    instrument: Instrument = EURUSD, timeframe: Timeframe = Timeframe.M15, **parts: object
) -> BoundDocument:
    """A document of `parts` that may enter on both sides; 0.1 lots unless it says otherwise."""
    raw: dict[str, Any] = {
        "spec_version": 1, "symbols": [str(instrument.symbol)], "timeframe": timeframe.value,
        "entry": {"long": ALWAYS, "short": ALWAYS},
        "sizing": {"mode": "fixed_lots", "lots": 0.1}, **parts,
    }  # fmt: skip
    parsed = parse_document(raw)
    assert parsed.document is not None, parsed.findings
    bound = bind_document(parsed.document)
    assert bound.bound is not None, bound.findings
    return bound.bound


def setting_of(bars: Bars, play: Play, **parts: object) -> tuple[Setting, BoundDocument]:
    """The rules of a document, with the signals that the play gives."""
    bound = bound_of(play.instrument, bars.timeframe, **parts)
    prepared = prepare(bound, bars, play.instrument, play.settings, around=play.around).setting
    signals = prepared.signals
    levels = np.repeat(np.array([play.levels], dtype=np.float64).T, len(bars), axis=1)
    signals = signals._replace(
        entry_long=_flags(play.long, bars),
        entry_short=_flags(play.short, bars),
        exit_long=_flags(play.exit_long, bars),
        exit_short=_flags(play.exit_short, bars),
        levels=levels if len(play.levels) else signals.levels,
    )
    return (
        Setting(
            market=prepared.market, signals=signals, lengths=prepared.lengths,
            money=prepared.money, terms=prepared.terms, balance=prepared.balance,
        ),
        bound,
    )  # fmt: skip


def lived(bars: Bars | Sequence[Row], play: Play, **parts: object) -> Outcome:
    """Live through the bars by the rules of `parts`."""
    market = bars if isinstance(bars, Bars) else rows_market(bars, instrument=play.instrument)
    setting, bound = setting_of(market, play, **parts)
    outcome = simulate(setting, first=0)
    if not cannot_express(bound, play.settings):
        fast = simulate(setting, first=0, by_events=True)
        assert fast.digest == outcome.digest, (fast.deals, outcome.deals)
        assert (fast.end, fast.refused) == (outcome.end, outcome.refused)
        assert (fast.positions.is_assumed == outcome.positions.is_assumed).all()
    return outcome


def played(bars: Bars | Sequence[Row], play: Play, **parts: object) -> RunResult:
    """The same as a whole result, by the reference loop."""
    market = bars if isinstance(bars, Bars) else rows_market(bars, instrument=play.instrument)
    setting, bound = setting_of(market, play, **parts)
    prepared = prepare(bound, market, play.instrument, play.settings, around=play.around)
    prepared = replace(prepared, setting=setting, first=0, road=(Road.REFERENCE, "a play"))
    return finished([prepared], market, play.instrument, play.settings)[0]


def entries(outcome: Outcome) -> list[tuple[int, int, int, int, str]]:
    """(bar, side, volume, price, reason) of every entry deal."""
    deals = outcome.deals
    return [
        (int(deals.bar[i]), int(deals.side[i]), int(deals.volume[i]), int(deals.price[i]),
         EntryReason(int(deals.reason[i])).word)
        for i in range(len(deals.bar)) if deals.entry[i] == 0
    ]  # fmt: skip


def exits(outcome: Outcome) -> list[tuple[int, int, int, str]]:
    """(bar, volume, price, reason) of every exit deal."""
    deals = outcome.deals
    return [
        (int(deals.bar[i]), int(deals.volume[i]), int(deals.price[i]),
         ExitReason(int(deals.reason[i])).word)
        for i in range(len(deals.bar)) if deals.entry[i] == 1
    ]  # fmt: skip


def _flags(places: Iterable[int], bars: Bars) -> "np.ndarray[Any, np.dtype[np.int8]]":
    flags = np.zeros(len(bars), dtype=np.int8)
    flags[list(places)] = 1
    return flags
