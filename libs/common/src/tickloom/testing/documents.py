"""Generated strategy documents for property tests: valid ones, of every kind the grammar knows."""

from typing import Any

from hypothesis import strategies as st

from tickloom.domain.market import Timeframe
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.document import WEEKDAYS
from tickloom.strategy.indicator_spec import IndicatorSpec
from tickloom.strategy.nodes import (
    BAR_FIELDS,
    COMPARISON_WORDS,
    DAY_FIELDS,
    PATTERN_WORDS,
    PRICE_WORDS,
    RANGE_WORDS,
    SESSION_FIELDS,
    SESSION_WORDS,
    SLOPE_WORDS,
    SOURCE_WORDS,
)
from tickloom.strategy.parse import parse_document

Json = dict[str, Any]
Raw = st.SearchStrategy[Json]
_LENGTH_MAX = 30
_CLOCKS = ("00:00", "01:00", "09:00", "12:00", "17:00", "22:00")


def documents(
    *, timeframe: Timeframe = Timeframe.M15, indicators: tuple[str, ...] = tuple(CATALOGUE),
    higher: tuple[Timeframe, ...] = (Timeframe.H1, Timeframe.H4, Timeframe.D1),
    patterns: bool = True, clock: bool = True, forms: bool = True,
) -> Raw:  # fmt: skip
    """Whole documents as JSON values, bound to EURUSD and `timeframe`, with small lengths.

    Each has a stop, a size and an entry of at least one side; the switches leave out what a test
    cannot use yet.
    """
    maker = _Maker(indicators, higher, patterns=patterns, clock=clock, forms=forms)
    return _whole(maker, timeframe).filter(lambda raw: parse_document(raw).document is not None)


@st.composite
def _whole(draw: st.DrawFn, maker: "_Maker", timeframe: Timeframe) -> Json:
    parts = _dict(
        {"entry": maker.entry(), "stop_loss": maker.stop(), "sizing": _sizing()},
        optional={
            "exit": maker.exits(), "take_profit": maker.targets(), "filters": maker.filters(),
            "trailing": _moves("distance", "activate_at", "step"),
            "breakeven": _moves("trigger", "offset"), "limits": _limits(), "order": _order(),
        },
    )  # fmt: skip
    fixed = {"spec_version": 1, "symbols": ["EURUSD"], "timeframe": timeframe.value}
    return fixed | draw(parts)


def _dict(required: Json, optional: Json | None = None) -> Raw:
    return st.fixed_dictionaries(required, optional=optional or {})


class _Held:
    """A strategy whose description, pages long here, is never written out."""

    def __init__(self, strategy: Raw) -> None:
        self.strategy = strategy


@st.composite
def _quiet(draw: st.DrawFn, held: _Held) -> Json:
    return draw(held.strategy)


class _Maker:
    """Strategies that share what a test allows."""

    def __init__(
        self, indicators: tuple[str, ...], higher: tuple[Timeframe, ...], *, patterns: bool,
        clock: bool, forms: bool,
    ) -> None:  # fmt: skip
        self._specs = [CATALOGUE[name] for name in indicators]
        self._place: Json = {"shift": st.integers(0, 3)}
        if higher:
            self._place["tf"] = st.sampled_from([timeframe.value for timeframe in higher])
        self._patterns, self._clock, self._forms = patterns, clock, forms

    # -- operands

    def placed(self, required: Json, optional: Json | None = None) -> Raw:
        return _dict(required, optional={**(optional or {}), **self._place})

    def series(self) -> Raw:
        """An operand that changes from bar to bar."""
        price = self.placed({"price": st.sampled_from(PRICE_WORDS)})
        field = self.placed({"field": st.sampled_from(BAR_FIELDS)})
        choices = [price, field, st.sampled_from(self._specs).flatmap(self.indicator)]
        if self._clock:
            session = _dict(
                {
                    "field": st.sampled_from(SESSION_FIELDS),
                    "session": st.sampled_from(SESSION_WORDS),
                }
            )
            choices += [session, _dict({"field": st.sampled_from(DAY_FIELDS)})]
        return st.one_of(*choices)

    def indicator(self, spec: IndicatorSpec) -> Raw:
        """One of the catalogue with parameters that fit each other."""
        required: Json = {"ind": st.just(spec.name)}
        optional: Json = {}
        for param in spec.params:
            least = max(2, int(param.minimum))
            values = st.integers(least, _LENGTH_MAX)
            if param.name == "fast":
                values = st.integers(least, 8)
            elif param.name in {"slow", "signal"}:
                values = st.integers(9, _LENGTH_MAX)
            elif param.name == "step":
                values = st.sampled_from([0.01, 0.02])
            elif not param.is_length:
                values = st.sampled_from([0.2, 0.5, 1])
            needed = param.default is None and not param.is_optional
            (required if needed else optional)[param.name] = values
        if spec.lines:
            lines = st.sampled_from(spec.lines)
            (required if spec.default_line is None else optional)["line"] = lines
        if spec.source is not None:
            optional["source"] = st.sampled_from(SOURCE_WORDS)
        if spec.forms and self._forms:
            optional["form"] = st.sampled_from(spec.forms)
        return self.placed(required, optional)

    def operand(self) -> st.SearchStrategy[Any]:
        series = self.series()
        number = st.integers(-50, 150) | st.sampled_from([0.5, 1.1, 1.2345])
        two = st.sampled_from(["add", "sub", "mul", "div", "min", "max", "pct_change"]).flatmap(
            lambda word: _dict(
                {"calc": st.just(word), "args": st.lists(number | series, min_size=2, max_size=2)}
            )
        )
        return series | number | two

    # -- conditions

    def condition(self) -> Raw:
        """A condition of any kind, at most three levels deep."""
        return st.recursive(_quiet(_Held(self.test())), self._joined, max_leaves=4)

    @staticmethod
    def _joined(inner: Raw) -> Raw:
        several = st.lists(inner, min_size=1, max_size=3)
        bars = st.integers(1, 4)
        return st.one_of(
            several.map(lambda members: {"all": members}),
            several.map(lambda members: {"any": members}),
            inner.map(lambda member: {"not": member}),
            st.tuples(inner, bars).map(lambda pair: {"cond": pair[0], "within_bars": pair[1]}),
            st.tuples(inner, bars).map(lambda pair: {"cond": pair[0], "for_bars": pair[1]}),
        )

    def test(self) -> Raw:
        left = self.series()
        choices = [
            _dict(
                {"left": left, "op": st.sampled_from(COMPARISON_WORDS), "right": self.operand()}
            ),
            _dict(
                {"left": left, "op": st.sampled_from(RANGE_WORDS), "low": self.operand(),
                 "high": self.operand()}
            ),
            _dict(
                {"left": left, "op": st.sampled_from(SLOPE_WORDS)},
                optional={"bars": st.integers(1, 3)},
            ),
        ]  # fmt: skip
        if self._patterns:
            choices.append(self.placed({"pattern": st.sampled_from(PATTERN_WORDS)}))
        if self._clock:
            choices.append(st.sampled_from(_CLOCKS).map(lambda clock: {"time_is": clock}))
            choices.append(
                _dict(
                    {"left": st.just({"field": "hour"}), "op": st.sampled_from(COMPARISON_WORDS),
                     "right": st.integers(1, 22)}
                )
            )  # fmt: skip
        return st.one_of(*choices)

    # -- the other parts

    def entry(self) -> Raw:
        side = self.condition()
        return _dict({"long": side}, optional={"short": side}) | side.map(
            lambda condition: {"short": condition}
        )

    def exits(self) -> Raw:
        side = self.condition()
        optional: Json = {
            "long": side, "short": side, "max_bars": st.integers(1, 50),
            "opposite_signal": st.booleans(),
        }  # fmt: skip
        if self._clock:
            optional |= {
                "max_minutes": st.integers(1, 1_000), "at_time": st.sampled_from(_CLOCKS),
                "before_weekend": st.booleans(),
            }  # fmt: skip
        return _dict({}, optional=optional)

    def filters(self) -> Raw:
        optional: Json = {
            "max_spread_points": st.integers(0, 40), "max_spread_pips": st.sampled_from([0.5, 2]),
        }  # fmt: skip
        if self._clock:
            windows = st.lists(_window(), min_size=1, max_size=2)
            sessions = st.lists(st.sampled_from(SESSION_WORDS), min_size=1, max_size=2)
            days = st.lists(st.sampled_from(WEEKDAYS[:5]), min_size=1, max_size=3, unique=True)
            optional |= {
                "windows": windows, "exclude_windows": windows, "sessions": sessions,
                "exclude_sessions": sessions, "weekdays": days, "exclude_weekdays": days,
            }  # fmt: skip
        return _dict({}, optional=optional)

    def stop(self) -> Raw:
        """A distance, the extreme of a swing, or a level that may turn out on the wrong side."""
        buffer = {"buffer": _distance(money=False)}
        return st.one_of(
            _distance(money=False),
            _dict({"swing_bars": st.integers(1, 12)}, optional=buffer),
            _dict({"at": st.sampled_from(self._specs).flatmap(self.indicator)}, optional=buffer),
        )

    def targets(self) -> st.SearchStrategy[list[Json]]:
        level = _distance(r=True) | st.just({"at": {"price": "hl2"}})
        share = st.sampled_from([10, 20, 33.3])
        one = st.tuples(level, share).map(lambda pair: {**pair[0], "close_pct": pair[1]}) | level
        return st.lists(one, min_size=1, max_size=3)


def _window() -> Raw:
    return _dict(
        {"from": st.sampled_from(_CLOCKS), "to": st.sampled_from(_CLOCKS)},
        optional={"weekdays": st.lists(st.sampled_from(WEEKDAYS), max_size=3, unique=True)},
    )


def _distance(*, r: bool = False, money: bool = True) -> Raw:
    def of(unit: str, low: int, high: int) -> Raw:
        return st.integers(low, high).map(lambda value: {"unit": unit, "value": value})

    atr = _dict(
        {"unit": st.just("atr"), "value": st.sampled_from([0.5, 1, 2.5])},
        optional={"period": st.integers(2, 20)},
    )
    choices = [of("pips", 1, 60), of("points", 10, 600), atr]
    choices.append(st.sampled_from([0.1, 0.25]).map(lambda value: {"unit": "pct", "value": value}))
    choices.append(st.just({"unit": "price", "value": 0.002}))
    if r:
        choices.append(of("r", 1, 4))
    if money:
        choices.append(of("money", 10, 200))
    return st.one_of(*choices)


def _moves(first: str, *others: str) -> Raw:
    return _dict({first: _distance(r=True)}, optional={name: _distance(r=True) for name in others})


def _sizing() -> Raw:
    return st.one_of(
        st.sampled_from([0.01, 0.1, 1]).map(lambda lots: {"mode": "fixed_lots", "lots": lots}),
        _dict(
            {"mode": st.just("risk_pct"), "pct": st.sampled_from([0.5, 1, 2])},
            optional={"of": st.sampled_from(["balance", "equity"])},
        ),
        st.just({"mode": "risk_money", "amount": 50}),
    )


def _limits() -> Raw:
    few = st.integers(1, 4)
    return _dict(
        {},
        optional={
            "max_positions": st.integers(1, 3), "max_trades_per_day": few,
            "cooldown_bars": st.integers(0, 5), "max_daily_loss_pct": st.sampled_from([1, 2.5]),
            "max_daily_loss_money": st.sampled_from([50, 500]), "max_consecutive_losses": few,
        },
    )  # fmt: skip


def _order() -> Raw:
    return _dict(
        {"type": st.sampled_from(["limit", "stop"]), "offset": _distance(money=False)},
        optional={"expire_bars": st.integers(1, 10)},
    ) | st.just({"type": "market"})
