"""The canonical shape of each part of a document, as plain JSON values."""

from collections.abc import Callable
from typing import Any

from tickloom.domain.market import Timeframe
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.document import (
    DEFAULT_ATR_PERIOD,
    AtLevel,
    Distance,
    FixedLots,
    RiskPercent,
    Sizing,
    StopLevel,
    StrategyDocument,
    SwingLevel,
    Target,
    Window,
)
from tickloom.strategy.nodes import (
    SOURCE_WORDS,
    AllOf,
    AnyOf,
    Calc,
    Comparison,
    Condition,
    FieldOperand,
    ForBars,
    IndicatorOperand,
    NotOf,
    Number,
    Operand,
    Param,
    PatternTest,
    PriceOperand,
    RangeTest,
    SlopeTest,
    TimeIs,
    WithinBars,
)
from tickloom.strategy.walk import walk

Json = dict[str, Any]
TextOf = Callable[[Any], str]
TURNED = {
    "gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte", "crosses_above": "crosses_below",
    "crosses_below": "crosses_above",
}  # fmt: skip
_SORTED_CALCS = {"add", "mul", "min", "max"}


def canonical_document(document: StrategyDocument, text_of: TextOf) -> Json:
    """The document form, or the bound form of a document without params."""
    shape = _Shape(base=document.timeframe, text_of=text_of)
    whole: Json = {
        "spec_version": 1,
        "symbols": sorted(set(document.symbols)),
        "timeframe": _word(document.timeframe),
        "tz": None if document.timezone == "server" else document.timezone,
        "params": {
            param.name: _kept(
                default=param.default, min=param.minimum, max=param.maximum, step=param.step
            )
            for param in document.params
        },
        "entry": _kept(
            long=shape.optional(document.entry_long), short=shape.optional(document.entry_short)
        ),
        "exit": shape.exits(document),
        "filters": shape.filters(document),
        "stop_loss": shape.stop(document.stop_loss),
        "take_profit": shape.targets(document.take_profit),
        "trailing": shape.trailing(document),
        "breakeven": shape.breakeven(document),
        "sizing": _sizing(document.sizing),
        "limits": _limits(document),
        "order": shape.order(document),
    }
    return _kept(**whole)


def canonical_operand(operand: Operand, base: Timeframe | None, text_of: TextOf) -> Any:  # noqa: ANN401
    """The shape of one operand: what is equal in meaning is equal here."""
    return _Shape(base=base, text_of=text_of).operand(operand)


def canonical_condition(condition: Condition, base: Timeframe | None, text_of: TextOf) -> Json:
    """The shape of one condition."""
    return _Shape(base=base, text_of=text_of).condition(condition)


def canonical_target(target: Target, base: Timeframe | None, text_of: TextOf) -> Json:
    """The shape of a target's level, whatever share of the position it closes."""
    return _Shape(base=base, text_of=text_of).level(target)


def _word(timeframe: Timeframe | None) -> str | None:
    return None if timeframe is None else timeframe.value


def _kept(**members: Any) -> Json:  # noqa: ANN401 - JSON values
    """The members that say something: not None, not false, not empty."""
    return {
        k: v for k, v in members.items() if v is not None and v is not False and v not in ({}, [])
    }


def _sizing(sizing: Sizing | None) -> Json:
    if sizing is None:
        return {}
    if isinstance(sizing, FixedLots):
        return {"mode": "fixed_lots", "lots": sizing.lots}
    if isinstance(sizing, RiskPercent):
        of = None if sizing.of == "balance" else sizing.of
        return _kept(mode="risk_pct", pct=sizing.percent, of=of)
    return {"mode": "risk_money", "amount": sizing.amount}


def _limits(document: StrategyDocument) -> Json:
    limits = document.limits
    return _kept(
        max_positions=None if limits.max_positions == 1 else limits.max_positions,
        max_trades_per_day=limits.max_trades_per_day, cooldown_bars=limits.cooldown_bars or None,
        max_daily_loss_pct=limits.max_daily_loss_pct,
        max_daily_loss_money=limits.max_daily_loss_money,
        max_consecutive_losses=limits.max_consecutive_losses,
    )  # fmt: skip


class _Shape:
    """Canonical shapes under one base timeframe."""

    def __init__(self, *, base: Timeframe | None, text_of: TextOf) -> None:
        self._base = base
        self._text_of = text_of

    # -- operands

    def operand(self, operand: Operand) -> Any:  # noqa: ANN401 - a number or an object
        match operand:
            case Number():
                return operand.value
            case Param():
                return {"param": operand.name}
            case PriceOperand():
                return {"price": operand.word, **self._place(operand)}
            case FieldOperand():
                return {
                    "field": operand.word, **_kept(session=operand.session), **self._place(operand),
                }  # fmt: skip
            case Calc():
                args = [self.operand(member) for member in operand.args]
                if operand.word in _SORTED_CALCS:
                    args.sort(key=self._text_of)
                return {"calc": operand.word, "args": args}
            case IndicatorOperand():
                return self._indicator(operand)

    def _place(
        self, operand: PriceOperand | FieldOperand | IndicatorOperand, base: Timeframe | None = None
    ) -> Json:
        own = operand.timeframe
        dropped = {None, base or self._base}
        return _kept(tf=None if own in dropped else _word(own), shift=operand.shift or None)

    def _indicator(self, operand: IndicatorOperand) -> Json:
        spec = CATALOGUE[operand.name]
        params: Json = {p.name: p.default for p in spec.params if p.default is not None}
        params |= {name: self.operand(value) for name, value in operand.params}
        source = self._source(operand.source)
        daily = Timeframe.D1 if operand.name == "pivot" else None
        return {
            "ind": operand.name, **params,
            **_kept(
                source=None if source == spec.source else source,
                line=operand.line or spec.default_line, form=operand.form,
            ),
            **self._place(operand, daily),
        }  # fmt: skip

    def _source(self, source: str | Operand | None) -> Any:  # noqa: ANN401 - a word or an object
        if source is None or isinstance(source, str):
            return source
        if isinstance(source, PriceOperand | FieldOperand) and (
            source.word in SOURCE_WORDS
            and source.shift == 0
            and source.timeframe in {None, self._base}
        ):
            return source.word
        return self.operand(source)

    # -- conditions

    def optional(self, condition: Condition | None) -> Json | None:
        return None if condition is None else self.condition(condition)

    def condition(self, condition: Condition) -> Json:  # noqa: PLR0911 - one return a kind
        match condition:
            case AllOf():
                return self._members("all", condition.members)
            case AnyOf():
                return self._members("any", condition.members)
            case NotOf():
                inner = self.condition(condition.condition)
                return inner.get("not", {"not": inner})
            case WithinBars() | ForBars():
                return self._memory(condition)
            case Comparison():
                return self._comparison(condition)
            case RangeTest():
                return self._range(condition)
            case SlopeTest():
                bars = None if condition.bars == 1 else condition.bars
                left = self.operand(condition.left)
                return {"left": left, "op": condition.word, **_kept(bars=bars)}
            case PatternTest():
                own = condition.timeframe
                timeframe = None if own in {None, self._base} else _word(own)
                return {
                    "pattern": condition.word, **_kept(shift=condition.shift or None, tf=timeframe),
                }  # fmt: skip
            case TimeIs():
                return {"time_is": condition.clock}

    def _members(self, word: str, members: tuple[Condition, ...]) -> Json:
        flat: dict[str, Json] = {}
        for member in members:
            shape = self.condition(member)
            for part in shape.get(word, [shape]):
                flat[self._text_of(part)] = part
        ordered = [flat[text] for text in sorted(flat)]
        return ordered[0] if len(ordered) == 1 else {word: ordered}

    def _memory(self, condition: WithinBars | ForBars) -> Json:
        inner = self.condition(condition.condition)
        names_timeframe = any(
            getattr(node, "timeframe", None) not in {None, self._base}
            for _, node in walk(condition.condition, "")
        )
        if condition.bars == 1 and not names_timeframe:
            return inner
        word = "within_bars" if isinstance(condition, WithinBars) else "for_bars"
        return {"cond": inner, word: condition.bars}

    def _comparison(self, condition: Comparison) -> Json:
        left, right, word = condition.left, condition.right, condition.word
        fixed = [isinstance(side, Number | Param) for side in (left, right)]
        first, second = self.operand(left), self.operand(right)
        if word in {"eq", "neq", "crosses"}:
            exchange = (fixed[0] and not fixed[1]) if fixed[0] != fixed[1] else (
                self._text_of(second) < self._text_of(first)
            )  # fmt: skip
        elif fixed[0] != fixed[1]:
            exchange = fixed[0]
        else:
            exchange = word in {"lt", "lte", "crosses_below"}
        if exchange:
            first, second, word = second, first, TURNED.get(word, word)
        return {"left": first, "op": word, "right": second}

    def _range(self, condition: RangeTest) -> Json:
        ends = [self.operand(condition.low), self.operand(condition.high)]
        both = isinstance(condition.low, Number) and isinstance(condition.high, Number)
        low, high = sorted(ends) if both else sorted(ends, key=self._text_of)
        left = self.operand(condition.left)
        return {"left": left, "op": condition.word, "low": low, "high": high}

    # -- levels and the rest

    def distance(self, distance: Distance) -> Json:
        shape: Json = {"unit": distance.unit, "value": self.operand(distance.value)}
        if distance.unit == "atr":
            period = distance.period
            shape["period"] = DEFAULT_ATR_PERIOD if period is None else self.operand(period)
            if distance.timeframe not in {None, self._base}:
                shape["tf"] = _word(distance.timeframe)
        return shape

    def _beyond_zero(self, distance: Distance | None) -> Json | None:
        if distance is None or distance.value == Number(value=0):
            return None
        return self.distance(distance)

    def stop(self, level: StopLevel | None) -> Json | None:
        match level:
            case None:
                return None
            case Distance():
                return self.distance(level)
            case AtLevel():
                buffer = self._beyond_zero(level.buffer)
                return {"at": self.operand(level.operand), **_kept(buffer=buffer)}
            case SwingLevel():
                buffer = self._beyond_zero(level.buffer)
                return {"swing_bars": level.bars, **_kept(buffer=buffer)}

    def level(self, target: Target) -> Json:
        if isinstance(target.level, Distance):
            return self.distance(target.level)
        return {"at": self.operand(target.level.operand)}

    def targets(self, targets: tuple[Target, ...]) -> list[Json]:
        named = sum(target.close_pct or 0 for target in targets)
        unnamed = sum(target.close_pct is None for target in targets)
        shapes: dict[str, Json] = {}
        for target in targets:
            shape = self.level(target)
            share = target.close_pct if target.close_pct is not None else (100 - named) / unnamed
            if len(targets) > 1 or share != 100:
                shape["close_pct"] = share
            shapes[self._text_of(shape)] = shape
        return [shapes[text] for text in sorted(shapes)]

    def exits(self, document: StrategyDocument) -> Json:
        exits = document.exits
        return _kept(
            long=self.optional(exits.long), short=self.optional(exits.short),
            max_bars=exits.max_bars, max_minutes=exits.max_minutes, at_time=exits.at_time,
            before_weekend=exits.before_weekend, opposite_signal=exits.opposite_signal,
        )  # fmt: skip

    def filters(self, document: StrategyDocument) -> Json:
        filters = document.filters
        news = filters.news_blackout
        return _kept(
            sessions=sorted(set(filters.sessions)),
            exclude_sessions=sorted(set(filters.exclude_sessions)),
            windows=self._windows(filters.windows),
            exclude_windows=self._windows(filters.exclude_windows),
            weekdays=sorted(set(filters.weekdays)),
            exclude_weekdays=sorted(set(filters.exclude_weekdays)),
            max_spread_points=filters.max_spread_points, max_spread_pips=filters.max_spread_pips,
            news_blackout=None if news is None else {
                "before_min": news.before_minutes, "after_min": news.after_minutes,
                **({} if news.impact == "high" else {"impact": news.impact}),
            },
        )  # fmt: skip

    def _windows(self, windows: tuple[Window, ...]) -> list[Json]:
        shapes = [
            {"from": w.start, "to": w.end, **_kept(weekdays=sorted(set(w.weekdays)))}
            for w in windows
        ]
        unique = {self._text_of(shape): shape for shape in shapes}
        return [unique[text] for text in sorted(unique)]

    def trailing(self, document: StrategyDocument) -> Json | None:
        trailing = document.trailing
        return None if trailing is None else _kept(
            distance=self.distance(trailing.distance), step=self._beyond_zero(trailing.step),
            activate_at=self._beyond_zero(trailing.activate_at),
        )  # fmt: skip

    def breakeven(self, document: StrategyDocument) -> Json | None:
        breakeven = document.breakeven
        return None if breakeven is None else _kept(
            trigger=self.distance(breakeven.trigger), offset=self._beyond_zero(breakeven.offset)
        )  # fmt: skip

    def order(self, document: StrategyDocument) -> Json:
        order = document.order
        if order.type == "market":
            return {}
        return _kept(
            type=order.type, expire_bars=order.expire_bars, offset=self._beyond_zero(order.offset)
        )
