"""The JSON schema of strategy documents, made from the word lists and the catalogue.

`docs/strategy.schema.json` is this schema as text; a test holds the two together. It says what a
document looks like; what a schema cannot say is in `strategy.checks`.
"""

from typing import Any

from tickloom.domain.market import Timeframe
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.document import DISTANCE_UNITS, WEEKDAYS
from tickloom.strategy.nodes import (
    CALC_WORDS,
    COMPARISON_WORDS,
    FIELD_WORDS,
    PATTERN_WORDS,
    PRICE_WORDS,
    RANGE_WORDS,
    SESSION_WORDS,
    SLOPE_WORDS,
    SOURCE_WORDS,
)
from tickloom.strategy.parse_operand import PARAM_WORDS, SHIFT_MAX
from tickloom.strategy.versions import REVISION, SPEC_VERSION

Json = dict[str, Any]
_ABOVE_0: Json = {"type": "number", "exclusiveMinimum": 0}
_PERCENT: Json = {"type": "number", "exclusiveMinimum": 0, "maximum": 100}
_FROM_0: Json = {"type": "number", "minimum": 0}
_COUNT: Json = {"type": "integer", "minimum": 1}
_FLAG: Json = {"type": "boolean"}


def strategy_schema() -> Json:
    """JSON Schema 2020-12 of a whole document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"strategy-spec/{SPEC_VERSION}",
        "x-revision": REVISION,
        "title": "StrategySpec",
        **_object(
            ("spec_version", "entry"),
            spec_version={"const": SPEC_VERSION},
            name=_text(80), description=_text(2_000),
            symbols=_list(
                {"type": "string", "pattern": "^[A-Z0-9._#-]{2,20}$"}, maxItems=50
            ),
            timeframe=_ref("tf"),
            tz={
                "type": "string",
                "description": "IANA zone or 'server' (default) for every clock value in the spec",
            },
            params=_params(),
            entry={**_object((), long=_ref("cond"), short=_ref("cond")), "minProperties": 1},
            exit=_exit(), filters=_filters(), stop_loss=_ref("level"),
            take_profit=_list(_ref("tp"), minItems=1, maxItems=5),
            trailing=_distances("distance", "activate_at", "step"),
            breakeven=_distances("trigger", "offset"),
            sizing=_sizing(), limits=_limits(), order=_order(),
            provenance={"type": "object"},
        ),
        "$defs": _definitions(),
    }  # fmt: skip


def _object(required: tuple[str, ...], **properties: Json) -> Json:
    shape: Json = {"type": "object", "additionalProperties": False}
    if required:
        shape["required"] = list(required)
    return shape | {"properties": properties}


def _named(required: tuple[str, ...], properties: Json) -> Json:
    """The same where a property's name is no Python name (`from`, `not`)."""
    return _object(required) | {"properties": properties}


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _words(words: tuple[str, ...]) -> Json:
    return {"enum": list(words)}


def _text(most: int) -> Json:
    return {"type": "string", "maxLength": most}


def _list(items: Json, **limits: int | bool) -> Json:
    return {"type": "array", "items": items, **limits}


def _params() -> Json:
    number: Json = {"type": "number"}
    named = _object(("default",), default=number, min=number, max=number, step=_ABOVE_0)
    return {"type": "object", "maxProperties": 40, "additionalProperties": named}


def _distances(first: str, *others: str) -> Json:
    return _named((first,), {name: _ref("dist") for name in (first, *others)})


def _exit() -> Json:
    return _object(
        (), long=_ref("cond"), short=_ref("cond"), max_bars=_COUNT | {"maximum": 100_000},
        max_minutes=_COUNT, at_time=_ref("clock"), before_weekend=_FLAG, opposite_signal=_FLAG,
    )  # fmt: skip


def _filters() -> Json:
    sessions, windows = _list(_ref("session")), _list(_ref("window"))
    days = _list(_ref("day"), uniqueItems=True)
    minutes: Json = {"type": "integer"}
    return _object(
        (), sessions=sessions, exclude_sessions=sessions, windows=windows, exclude_windows=windows,
        weekdays=days, exclude_weekdays=days, max_spread_points=_FROM_0, max_spread_pips=_FROM_0,
        news_blackout=_object(
            ("before_min", "after_min"), before_min=minutes, after_min=minutes,
            impact=_words(("high", "medium", "low")),
        ),
    )  # fmt: skip


def _sizing() -> Json:
    modes = (("fixed_lots", "lots", _ABOVE_0), ("risk_pct", "pct", _PERCENT),
             ("risk_money", "amount", _ABOVE_0))  # fmt: skip
    choices = [
        _named(("mode", name), {"mode": {"const": mode}, name: value})
        for mode, name, value in modes
    ]
    choices[1]["properties"]["of"] = _words(("balance", "equity"))
    return {"oneOf": choices}


def _limits() -> Json:
    return _object(
        (), max_positions=_COUNT, max_trades_per_day=_COUNT,
        cooldown_bars={"type": "integer", "minimum": 0}, max_daily_loss_pct=_ABOVE_0,
        max_daily_loss_money=_ABOVE_0, max_consecutive_losses=_COUNT,
    )  # fmt: skip


def _order() -> Json:
    kinds = _words(("market", "limit", "stop"))
    return _object((), type=kinds, offset=_ref("dist"), expire_bars=_COUNT)


def _definitions() -> Json:
    days = _list(_ref("day"))
    window = _named(("from", "to"), {"from": _ref("clock"), "to": _ref("clock"), "weekdays": days})
    return {
        "tf": _words(tuple(timeframe.value for timeframe in Timeframe)),
        "clock": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
        "day": _words(WEEKDAYS),
        "session": _words(SESSION_WORDS),
        "window": window,
        "number": {"oneOf": [{"type": "number"}, _param()]},
        "operand": {"oneOf": _operands()},
        "cond": {"oneOf": _conditions()},
        "dist": {"oneOf": _distance_kinds()},
        "level": {"oneOf": [_ref("dist"), *_level_kinds()]},
        "tp": {"allOf": [{"type": "object"}], "oneOf": _targets()},
    }


# -- operands and conditions


def _param() -> Json:
    return _object(("param",), param={"type": "string"})


def _shift(most: int | None = SHIFT_MAX) -> Json:
    return {"type": "integer", "minimum": 0, **({} if most is None else {"maximum": most})}


def _operands() -> list[Json]:
    place = {"tf": _ref("tf"), "shift": _shift()}
    indicator: Json = {
        "ind": _words(tuple(CATALOGUE)),
        **{name: _ref("number") for name in PARAM_WORDS},
        "source": {"oneOf": [_words(SOURCE_WORDS), _ref("operand")]},
        "line": {"type": "string"},
        "form": _words(
            tuple(dict.fromkeys(form for spec in CATALOGUE.values() for form in spec.forms))
        ),
    }
    return [
        {"type": "number"},
        _param(),
        _named(("price",), {"price": _words(PRICE_WORDS), **place}),
        _named(
            ("field",), {"field": _words(FIELD_WORDS), "session": _ref("session"), **place}
        ),
        _named(("ind",), indicator | place),
        _object(
            ("calc", "args"), calc=_words(CALC_WORDS),
            args=_list(_ref("operand"), minItems=1, maxItems=4),
        ),
    ]  # fmt: skip


def _conditions() -> list[Json]:
    condition, operand = _ref("cond"), _ref("operand")
    several = _list(condition, minItems=1, maxItems=20)

    def test(words: tuple[str, ...], **others: Json) -> Json:
        required = tuple(name for name in ("left", "op", *others) if name != "bars")
        return _named(required, {"left": operand, "op": _words(words), **others})

    return [
        _named(("all",), {"all": several}),
        _named(("any",), {"any": several}),
        _named(("not",), {"not": condition}),
        test(COMPARISON_WORDS, right=operand),
        test(RANGE_WORDS, low=operand, high=operand),
        test(SLOPE_WORDS, bars=_COUNT),
        _object(("cond", "within_bars"), cond=condition, within_bars=_COUNT),
        _object(("cond", "for_bars"), cond=condition, for_bars=_COUNT),
        _object(
            ("pattern",), pattern=_words(PATTERN_WORDS), shift=_shift(None), tf=_ref("tf")
        ),
        _object(("time_is",), time_is=_ref("clock")),
    ]  # fmt: skip


# -- distances and levels


def _distance_kinds() -> list[Json]:
    plain = tuple(unit for unit in DISTANCE_UNITS if unit != "atr")
    number, required = _ref("number"), ("unit", "value")
    return [
        _object(required, unit=_words(plain), value=number),
        _object(required, unit={"const": "atr"}, value=number, period=number, tf=_ref("tf")),
    ]


def _level_kinds() -> list[Json]:
    buffer = {"buffer": _ref("dist")}
    return [
        _named(("at",), {"at": _ref("operand"), **buffer}),
        _named(("swing_bars",), {"swing_bars": _COUNT, **buffer}),
    ]


def _targets() -> list[Json]:
    number = _ref("number")
    return [
        _object(
            ("unit", "value"), unit=_words(DISTANCE_UNITS), value=number, period=number,
            tf=_ref("tf"), close_pct=_PERCENT,
        ),
        _object(("at",), at=_ref("operand"), close_pct=_PERCENT),
    ]  # fmt: skip
