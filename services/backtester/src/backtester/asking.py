"""From what was asked to a plan: what can be refused is refused here, before any work."""

from typing import Any

import msgspec
import structlog

from backtester.documents import read_document, refusal_of
from backtester.history import History
from backtester.plan import AxisPart, Plan, Source, Values, WindowPart
from backtester.settings_shape import run_settings
from backtester.store import NewRun
from tickloom.bus.port import Bus
from tickloom.contracts import algo
from tickloom.contracts.backtest import Json, Search, StartRun, Windows
from tickloom.contracts.instruments import instrument_of
from tickloom.contracts.market import SymbolInfo
from tickloom.contracts.message import uuid7
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import CorrectIt, InvalidInput, NotFound
from tickloom.domain.market import Timeframe
from tickloom.engine import cross_validation
from tickloom.engine.history_bars import history_bars
from tickloom.engine.parameter_space import Axis, axes_of, stepped
from tickloom.engine.result import ENGINE_VERSION
from tickloom.engine.run_settings import Intrabar, RunSettings
from tickloom.engine.trials import require_objective
from tickloom.engine.walk_forward import Length, Scheme, splits_of
from tickloom.strategy.bind import bind_document
from tickloom.strategy.check_market import SymbolFacts
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.family import family_of

log = structlog.get_logger(__name__)

SETS_MOST = 1_000_000
_US_NS = 1_000


class Asking:
    """Makes plans; reads documents, instruments and data as it goes."""

    def __init__(self, *, bus: Bus, history: History) -> None:
        self._bus = bus
        self._history = history

    async def new_run(self, asked: StartRun, now_us: int) -> NewRun:
        """The run to be written down; raises `InvalidInput`, `NotFound` or `CorrectIt`."""
        raw = await self._document(asked)
        document = read_document(raw)
        asked = await self._with_clock(asked)
        settings = run_settings(asked.settings)
        timeframe = _timeframe(asked.timeframe)
        axes, search = _search(asked, document)
        history = history_bars(
            document, timeframe, asked.params, axes=axes, warm_up_bars=settings.warm_up_bars
        )
        source = await self._history.source(
            asked.symbol, timeframe, _ns(asked.from_time), _ns(asked.to_time), history=history,
            clock=settings.server_clock,
        )  # fmt: skip
        info = await self._history.instrument(asked.symbol, source.digits)
        _require_bindable(document, asked, info, axes)
        rates, is_inverse = await self._rates(info, settings, source)
        plan = Plan(
            kind=asked.kind, document=raw, symbol=asked.symbol, timeframe=timeframe.value,
            instrument=info, settings=asked.settings, source=source,
            engine_version=ENGINE_VERSION, sizing=asked.sizing, params=asked.params,
            rates=rates, rates_inverse=is_inverse,
            drill=await self._drill(settings, source),
            axes=tuple(AxisPart(name=axis.name, values=axis.values) for axis in axes),
            method=search.method, trials=search.trials, objective=search.objective,
            seed=search.seed, history_bars=history, **await self._windows(asked, source),
        )  # fmt: skip
        if plan.total > SETS_MOST:
            raise InvalidInput(
                "space", f"{plan.total} sets", f"at most {SETS_MOST}; take larger steps or random"
            )
        run = asked.run or f"b-{uuid7(now_us // 1000)}"
        return NewRun(
            run=run, job=f"j-{run}", name=str(raw.get("name") or "unnamed")[:120],
            currency=settings.account.currency, plan=plan,
            request=msgspec.to_builtins(msgspec.structs.replace(asked, document=raw)),
            family=bytes.fromhex(family_of(document)), created_us=now_us,
        )  # fmt: skip

    async def _with_clock(self, asked: StartRun) -> StartRun:
        """By the clock of the terminal where none is asked for: strategies trade by it, too."""
        if asked.settings.get("server_clock"):
            return asked
        clock = str(await self._history.server_clock())
        return msgspec.structs.replace(asked, settings={**asked.settings, "server_clock": clock})

    async def _document(self, asked: StartRun) -> Json:
        if asked.document is not None:
            return asked.document
        if asked.strategy is None:
            raise InvalidInput("strategy", None, "the id of a stored strategy, or a document")
        reply = await self._bus.request(
            rpc("algo", "strategies.list"), algo.StrategiesRequest(strategy=asked.strategy),
            algo.StrategiesReply,
        )  # fmt: skip
        found = next((s for s in reply.strategies if s.strategy == asked.strategy), None)
        if found is None:
            raise NotFound(f"no strategy {asked.strategy!r}", code="unknown_strategy")
        return found.document

    async def _rates(
        self, info: SymbolInfo, settings: RunSettings, source: Source
    ) -> tuple[Source | None, bool]:
        """Bars of the pair that turns this symbol's money into the account's, where one is kept."""
        own, account = info.currency_profit, settings.account.currency
        is_known = account in {own, info.currency_base} or settings.account.conversion_rate
        if is_known:
            return None, False
        for pair, is_inverse in ((own + account, False), (account + own, True)):
            try:
                found = await self._history.source(
                    pair, Timeframe(source.timeframe), source.start_ns, source.end_ns
                )
            except CorrectIt:
                continue
            return found, is_inverse
        raise InvalidInput(
            "settings.conversion_rate", None,
            f"{account} for one {own}: no bars of {own}{account} or {account}{own} are kept",
        )  # fmt: skip

    async def _drill(self, settings: RunSettings, source: Source) -> Source | None:
        """Minutes within longer bars, where they are wanted and kept."""
        if settings.intrabar is not Intrabar.DRILL_DOWN or source.timeframe == "M1":
            return None
        try:
            return await self._history.source(
                source.symbol, Timeframe.M1, source.start_ns, source.end_ns
            )
        except CorrectIt as error:
            log.info("no_minutes_to_drill_into", symbol=source.symbol, detail=error.detail)
            return None

    async def _windows(self, asked: StartRun, source: Source) -> dict[str, Any]:
        """The fields of a plan that say how its history is divided."""
        if asked.kind != "walk_forward":
            return {}
        wanted = asked.windows or Windows()
        fields: dict[str, Any] = {
            "scheme": wanted.scheme, "embargo_bars": wanted.embargo_bars,
        }  # fmt: skip
        if wanted.scheme == "purged":
            objective = asked.search.objective if asked.search else "net_profit"
            cross_validation.require_objective(objective)
            cross_validation.splits(wanted.groups, wanted.held_out)
            return fields | {"groups": wanted.groups, "held_out": wanted.held_out}
        bars = (await self._history.bars(source)).range
        scheme: Scheme = wanted.scheme
        splits = splits_of(
            bars.time_ns, in_sample=Length.read(wanted.in_sample, "in_sample"),
            out_of_sample=Length.read(wanted.out_of_sample, "out_of_sample"), scheme=scheme,
            embargo_bars=wanted.embargo_bars,
        )  # fmt: skip
        parts = tuple(
            WindowPart(in_first=s.in_first, in_stop=s.in_stop, out_first=s.out_first,
                       out_stop=s.out_stop)
            for s in splits
        )  # fmt: skip
        return fields | {"windows": parts}


def _search(asked: StartRun, document: StrategyDocument) -> tuple[tuple[Axis, ...], Search]:
    """The axes of a search and what is asked of it; none for a backtest."""
    if asked.kind == "backtest":
        return (), Search()
    search = asked.search or Search()
    require_objective(search.objective)
    chosen = {name: _axis(name, part) for name, part in search.space.items()}
    axes = axes_of(document, chosen)
    if search.method != "grid" and search.trials is None:
        raise InvalidInput("trials", None, f"how many sets {search.method} may try")
    if search.method == "optuna" and asked.kind == "walk_forward":
        raise InvalidInput("method", "optuna", "grid or random for a walk-forward")
    return axes, search


def _axis(name: str, part: Any) -> Axis:  # noqa: ANN401  any JSON value
    wrong = InvalidInput(f"space.{name}", str(part)[:80], "min, max and step, or a list of numbers")
    try:
        if isinstance(part, dict):
            span = msgspec.convert(part, dict[str, int | float])
            return stepped(name, *(_plain(span[word]) for word in ("min", "max", "step")))
        numbers = msgspec.convert(part, list[int | float])
    except (msgspec.ValidationError, KeyError) as error:
        raise wrong from error
    if not numbers:
        raise wrong
    return Axis(name=name, values=tuple(dict.fromkeys(map(_plain, numbers))))


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _require_bindable(
    document: StrategyDocument, asked: StartRun, info: SymbolInfo, axes: tuple[Axis, ...]
) -> None:
    """Refuse what no set could run: the first values stand for all."""
    values: Values = {**asked.params, **{axis.name: axis.values[0] for axis in axes}}
    tried = (values, {**asked.params, **{axis.name: axis.values[-1] for axis in axes}})
    answers = [
        bind_document(
            document, symbol=asked.symbol, timeframe=asked.timeframe, sizing=asked.sizing,
            params=params, facts=SymbolFacts(instrument=instrument_of(info)),
        )
        for params in tried
    ]  # fmt: skip
    if all(answer.bound is None for answer in answers):
        raise refusal_of(answers[0].findings)


def _timeframe(text: str) -> Timeframe:
    if text not in Timeframe.__members__:
        raise InvalidInput("timeframe", text, f"one of {', '.join(Timeframe.__members__)}")
    return Timeframe(text)


def _ns(time_us: int | None) -> int | None:
    return None if time_us is None else time_us * _US_NS
