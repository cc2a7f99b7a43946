"""A backtest from end to end: compile, evaluate, simulate, and say what was done.

The road is chosen here and named in the result: the event simulator where it can express the
document, else the reference loop, with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.evaluate import Evaluated, EvaluationContext, evaluated, gates_of
from tickloom.engine.gates import NewsEvent, require_calendar
from tickloom.engine.point_worth import exchange_of
from tickloom.engine.program import Program
from tickloom.engine.read_beside import Names, names_of
from tickloom.engine.result import ENGINE_VERSION, RunResult
from tickloom.engine.run_settings import Intrabar, Road, RunSettings
from tickloom.engine.signals import Signals
from tickloom.engine.simulation.events import cannot_express
from tickloom.engine.simulation.guide import Guide
from tickloom.engine.simulation.market import Drill, Rates, make_market
from tickloom.engine.simulation.shapes import Market, Money
from tickloom.engine.simulation.simulate import Setting, live, outcome, ready
from tickloom.engine.simulation.terms import Rules, make_money, make_rules
from tickloom.strategy.bind import BoundDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a run reads besides the bars: the broker's longer bars, the calendar, rates, detail."""

    higher: Mapping[Timeframe, Bars] = field(default_factory=dict[Timeframe, Bars])
    news: Sequence[NewsEvent] | None = None
    rates: Rates | None = None
    drill: Drill | None = None

    def names(self) -> Names:
        """Each thing by its content."""
        return names_of(higher=self.higher, news=self.news, rates=self.rates, drill=self.drill)


NOTHING_ELSE = Surroundings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A run that is ready to be simulated; `first` is the last bar before the first entry."""

    program: Program
    setting: Setting
    first: int
    road: tuple[Road, str]
    """The road to be taken, and why it is not the fast one."""


def run_backtest(
    bound: BoundDocument, bars: Bars, instrument: Instrument, settings: RunSettings, *,
    around: Surroundings = NOTHING_ELSE, with_equity: bool = True,
) -> RunResult:  # fmt: skip
    """Run a bound document over bars.

    Raises `InvalidInput` for bars of another symbol, timeframe or grid, for an account that cannot
    count this symbol, and for a document that needs what the run was not given.
    """
    require_fit(bound, bars, instrument)
    prepared = prepare(bound, bars, instrument, settings, around=around)
    return finished([prepared], bars, instrument, settings, around=around, with_equity=with_equity)[
        0
    ]


def finished(
    prepared: Sequence[Prepared], bars: Bars, instrument: Instrument, settings: RunSettings, *,
    around: Surroundings = NOTHING_ELSE, with_equity: bool = True,
) -> list[RunResult]:  # fmt: skip
    """Simulate what is prepared, each on its road.

    Step by step for all of them: a simulator leaves nothing of Python in the processor's caches.
    """
    begun = [
        ready(each.setting, with_equity=with_equity, by_events=each.road[0] is Road.EVENT)
        for each in prepared
    ]
    lived = [
        live(one, first=each.first, begin=bars.begin)
        for one, each in zip(begun, prepared, strict=True)
    ]
    time_ns, history_ns = bars.time_ns[bars.begin :], bars.time_ns[: bars.begin]
    return [
        RunResult(
            bound=each.program.bound, instrument=instrument, settings=settings,
            road=each.road[0], road_reason=each.road[1], engine_version=ENGINE_VERSION,
            data_hash=bars.content_hash, warm_up_bars=each.program.warm_up_bars,
            first_bar=max(0, each.first - bars.begin), time_ns=time_ns, history_ns=history_ns,
            exchange=exchange_of(each.setting.money, each.setting.market, bars.begin),
            outcome=outcome(
                books, deposit=each.setting.balance, with_equity=with_equity, begin=bars.begin
            ),
            beside=around.names,
        )
        for each, books in zip(prepared, lived, strict=True)
    ]  # fmt: skip


def chosen_road(bound: BoundDocument, settings: RunSettings) -> tuple[Road, str]:
    """The road a run takes, and why it is not the fast one."""
    if settings.road is Road.REFERENCE:
        return Road.REFERENCE, "asked for"
    why = cannot_express(bound, settings)
    if why and settings.road is Road.EVENT:
        raise InvalidInput("road", "event", f"reference or auto: the document has {why}")
    return (Road.REFERENCE, why) if why else (Road.EVENT, "")


def prepare(
    bound: BoundDocument, bars: Bars, instrument: Instrument, settings: RunSettings, *,
    around: Surroundings = NOTHING_ELSE,
) -> Prepared:  # fmt: skip
    """Signals, terms and market of a run."""
    program = compile_document(bound)
    context = context_of(instrument, settings, around)
    gates = gates_of(program, bars, context)
    require_calendar(gates)
    found = evaluated(program, bars, context=context, for_simulation=True)
    market = market_of(bars, settings, around)
    money = money_of(instrument, settings, around.rates)
    return prepared_of(program, found, market, instrument, settings, money)


def context_of(
    instrument: Instrument, settings: RunSettings, around: Surroundings
) -> EvaluationContext:
    """What evaluation reads besides the bars."""
    return EvaluationContext(
        instrument=instrument, server_clock=settings.server_clock, higher=around.higher,
        news=around.news, ignore_news=settings.ignore_news, warm_up_bars=settings.warm_up_bars,
    )  # fmt: skip


def market_of(bars: Bars, settings: RunSettings, around: Surroundings) -> Market:
    """The market as the simulator reads it; the same for every document."""
    drill = around.drill if settings.intrabar is Intrabar.DRILL_DOWN else None
    return make_market(bars, settings, rates=around.rates, drill=drill)


def prepared_of(
    program: Program, found: Evaluated, market: Market, instrument: Instrument,
    settings: RunSettings, money: Money, *, rules: Rules | None = None,
    road: tuple[Road, str] | None = None, guide: Guide | None = None,
) -> Prepared:  # fmt: skip
    """A run whose signals are known; all the rest may be shared with others."""
    rules = rules or make_rules(program.bound, instrument, program.levels, settings)
    unit = Decimal(10) ** settings.account.digits
    setting = Setting(
        market=market,
        signals=delayed(found.signals, settings.entry_delay_bars),
        lengths=rules.lengths, money=money, terms=rules.terms,
        balance=int(settings.account.balance * unit), guide=guide,
        entries=None if settings.entry_delay_bars else found.entries,
    )  # fmt: skip
    road = road or chosen_road(program.bound, settings)
    return Prepared(program=program, setting=setting, first=found.first, road=road)


def money_of(instrument: Instrument, settings: RunSettings, rates: Rates | None) -> Money:
    """How a run's account counts; the same for every document."""
    if rates is None:
        return make_money(instrument, settings, "")
    money = make_money(instrument, settings, "inverse" if rates.is_inverse else "direct")
    return money._replace(scale=10**rates.bars.digits)


def delayed(signals: Signals, bars: int) -> Signals:
    """The stress "everything is decided `bars` bars late": signals and levels move together."""
    if bars == 0:
        return signals

    def late(column: "np.ndarray", fill: float) -> "np.ndarray":
        if column.shape[-1] == 1:
            return column
        moved = np.full_like(column, fill)
        moved[..., bars:] = column[..., : column.shape[-1] - bars]
        return moved

    return signals._replace(
        entry_long=late(signals.entry_long, -1), entry_short=late(signals.entry_short, -1),
        exit_long=late(signals.exit_long, -1), exit_short=late(signals.exit_short, -1),
        levels=late(signals.levels, np.nan),
    )  # fmt: skip


def require_fit(bound: BoundDocument, bars: Bars, instrument: Instrument) -> None:
    if len(bars) == bars.begin:
        raise InvalidInput("bars", 0, "at least one bar", code="need:data")
    if bars.timeframe is not bound.timeframe:
        raise InvalidInput("bars.timeframe", str(bars.timeframe), str(bound.timeframe))
    if bars.digits != instrument.digits:
        raise InvalidInput("bars.digits", bars.digits, f"{instrument.digits}, as the instrument")
    if bars.symbol != bound.symbol:
        raise InvalidInput("bars.symbol", str(bars.symbol), str(bound.symbol))
