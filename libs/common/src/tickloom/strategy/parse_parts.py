"""The other parts of a document from JSON: distances, exits, filters, sizing, limits."""

import re
from typing import Any, cast

from tickloom.strategy.document import (
    DISTANCE_UNITS,
    WEEKDAYS,
    AtLevel,
    Breakeven,
    Distance,
    Exits,
    Filters,
    FixedLots,
    Limits,
    NewsBlackout,
    OrderRule,
    ParamRange,
    RiskMoney,
    RiskPercent,
    Sizing,
    StopLevel,
    SwingLevel,
    Target,
    Trailing,
    Window,
)
from tickloom.strategy.nodes import SESSION_WORDS, Number
from tickloom.strategy.parse_condition import read_clock, read_condition
from tickloom.strategy.parse_operand import read_number, read_operand, read_timeframe
from tickloom.strategy.reader import Reader, child, shown

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PARAMS_MAX = 40
_DISTANCE = ("unit", "value", "period", "tf")
_NONE = Distance(unit="points", value=Number(value=0))


def _object(raw: object) -> dict[Any, Any]:
    """`raw` when it is an object, to look which kind of object it is; else an empty one."""
    return cast("dict[Any, Any]", raw) if isinstance(raw, dict) else {}


def read_params(reader: Reader, raw: object, path: str) -> tuple[ParamRange, ...]:
    members = _object(raw)
    if len(members) > _PARAMS_MAX or not isinstance(raw, dict):
        reader.note(path, "this is not usable", f"an object of at most {_PARAMS_MAX} named numbers")
        return ()
    ranges: list[ParamRange] = []
    for name, member in members.items():
        at = child(path, name)
        if isinstance(name, str) and _NAME.fullmatch(name):
            ranges.append(_param_range(reader, name, member, at))
        else:
            reader.note(
                at, f"{shown(name)} is no name for a param",
                "small letters, digits and _, a letter first, at most 32", code="invalid:param",
            )  # fmt: skip
    return tuple(ranges)


def _param_range(reader: Reader, name: str, raw: object, path: str) -> ParamRange:
    fields = reader.fields(raw, path, ("default", "min", "max", "step"), ("default",)) or {}
    read = {key: reader.number(value, child(path, key)) for key, value in fields.items()}
    return ParamRange(
        name=name, default=read.get("default") or 0, minimum=read.get("min"),
        maximum=read.get("max"), step=read.get("step"),
    )  # fmt: skip


def read_distance(reader: Reader, raw: object, path: str) -> Distance:
    fields = reader.fields(raw, path, _DISTANCE, ("unit", "value"))
    return _NONE if fields is None else _distance(reader, fields, path)


def _distance(reader: Reader, fields: dict[str, Any], path: str) -> Distance:
    if "unit" not in fields or "value" not in fields:
        return _NONE
    unit = reader.word(fields["unit"], child(path, "unit"), DISTANCE_UNITS)
    value = read_number(reader, fields["value"], child(path, "value"))
    if unit != "atr":
        for name in ("period", "tf"):
            if name in fields:
                reader.note(
                    child(path, name), f"{name} belongs to the unit atr, not to {unit}",
                    f"remove {name}", code="invalid:field",
                )  # fmt: skip
        return _NONE if unit is None else Distance(unit=unit, value=value)
    period = timeframe = None
    if "period" in fields:
        period = read_number(reader, fields["period"], child(path, "period"))
    if "tf" in fields:
        timeframe = read_timeframe(reader, fields["tf"], child(path, "tf"))
    return Distance(unit=unit, value=value, period=period, timeframe=timeframe)


def _buffer(reader: Reader, fields: dict[str, Any], path: str) -> Distance | None:
    if "buffer" not in fields:
        return None
    return read_distance(reader, fields["buffer"], child(path, "buffer"))


def read_stop(reader: Reader, raw: object, path: str) -> StopLevel:
    members = _object(raw)
    if "at" in members:
        fields = reader.fields(raw, path, ("at", "buffer")) or {}
        operand = read_operand(reader, fields["at"], child(path, "at"))
        return AtLevel(operand=operand, buffer=_buffer(reader, fields, path))
    if "swing_bars" in members:
        fields = reader.fields(raw, path, ("swing_bars", "buffer")) or {}
        bars = reader.integer(fields["swing_bars"], child(path, "swing_bars"), most=100_000)
        return SwingLevel(bars=bars or 1, buffer=_buffer(reader, fields, path))
    return read_distance(reader, raw, path)


def read_targets(reader: Reader, raw: object, path: str) -> tuple[Target, ...]:
    members = reader.array(raw, path, least=1, most=5)
    return tuple(_target(reader, member, child(path, i)) for i, member in enumerate(members))


def _target(reader: Reader, raw: object, path: str) -> Target:
    is_level = "at" in _object(raw)
    required = ("at",) if is_level else ("unit", "value")
    allowed = ("at", "close_pct") if is_level else (*_DISTANCE, "close_pct")
    fields = reader.fields(raw, path, allowed, required)
    if fields is None:
        return Target(level=_NONE)
    close_pct = None
    if "close_pct" in fields:
        close_pct = reader.number(fields["close_pct"], child(path, "close_pct"), above=0, most=100)
    if is_level:
        operand = read_operand(reader, fields["at"], child(path, "at"))
        return Target(level=AtLevel(operand=operand), close_pct=close_pct)
    return Target(level=_distance(reader, fields, path), close_pct=close_pct)


def read_exits(reader: Reader, raw: object, path: str) -> Exits:
    names = (
        "long", "short", "max_bars", "max_minutes", "at_time", "before_weekend", "opposite_signal",
    )  # fmt: skip
    read: dict[str, Any] = {}
    for name, value in (reader.fields(raw, path, names) or {}).items():
        at = child(path, name)
        if name in {"long", "short"}:
            read[name] = read_condition(reader, value, at)
        elif name in {"max_bars", "max_minutes"}:
            read[name] = reader.integer(value, at, most=100_000 if name == "max_bars" else 10**7)
        elif name == "at_time":
            read[name] = read_clock(reader, value, at)
        else:
            read[name] = reader.flag(value, at)
    return Exits(**read)


def read_filters(reader: Reader, raw: object, path: str) -> Filters:
    names = (
        "sessions", "exclude_sessions", "windows", "exclude_windows", "weekdays",
        "exclude_weekdays", "max_spread_points", "max_spread_pips", "news_blackout",
    )  # fmt: skip
    read: dict[str, Any] = {}
    for name, value in (reader.fields(raw, path, names) or {}).items():
        at = child(path, name)
        if name.endswith("sessions"):
            read[name] = reader.words(value, at, SESSION_WORDS)
        elif name.endswith("windows"):
            read[name] = _windows(reader, value, at)
        elif name.endswith("weekdays"):
            read[name] = reader.words(value, at, WEEKDAYS, once=True)
        elif name == "news_blackout":
            read[name] = _news(reader, value, at)
        else:
            read[name] = reader.number(value, at, least=0)
    return Filters(**read)


def _windows(reader: Reader, raw: object, path: str) -> tuple[Window, ...]:
    windows: list[Window] = []
    for index, member in enumerate(reader.array(raw, path, most=50)):
        at = child(path, index)
        fields = reader.fields(member, at, ("from", "to", "weekdays"), ("from", "to")) or {}
        if "from" in fields and "to" in fields:
            weekdays = reader.words(fields.get("weekdays", []), child(at, "weekdays"), WEEKDAYS)
            start = read_clock(reader, fields["from"], child(at, "from"))
            end = read_clock(reader, fields["to"], child(at, "to"))
            windows.append(Window(start=start, end=end, weekdays=weekdays))
    return tuple(windows)


def _news(reader: Reader, raw: object, path: str) -> NewsBlackout | None:
    names = ("before_min", "after_min", "impact")
    fields = reader.fields(raw, path, names, names[:2])
    if fields is None or len(fields.keys() & set(names[:2])) < 2:
        return None
    before, after = (
        reader.integer(fields[name], child(path, name), least=0) or 0 for name in names[:2]
    )
    impacts = ("high", "medium", "low")
    impact = reader.word(fields.get("impact", "high"), child(path, "impact"), impacts)
    return NewsBlackout(before_minutes=before, after_minutes=after, impact=impact or "high")


def read_trailing(reader: Reader, raw: object, path: str) -> Trailing | None:
    fields = reader.fields(raw, path, ("distance", "activate_at", "step"), ("distance",)) or {}
    read = {name: read_distance(reader, fields[name], child(path, name)) for name in fields}
    return Trailing(**read) if "distance" in read else None


def read_breakeven(reader: Reader, raw: object, path: str) -> Breakeven | None:
    fields = reader.fields(raw, path, ("trigger", "offset"), ("trigger",)) or {}
    read = {name: read_distance(reader, fields[name], child(path, name)) for name in fields}
    return Breakeven(**read) if "trigger" in read else None


def read_sizing(reader: Reader, raw: object, path: str) -> Sizing | None:
    modes = {"fixed_lots": "lots", "risk_pct": "pct", "risk_money": "amount"}
    mode = str(_object(raw).get("mode"))
    if mode not in modes:
        known = f"an object with mode {', '.join(modes)}"
        reader.note(child(path, "mode"), f"{shown(mode)} is no way to size a position", known)
        return None
    key = modes[mode]
    allowed = ("mode", key, "of") if mode == "risk_pct" else ("mode", key)
    fields = reader.fields(raw, path, allowed, ("mode", key)) or {}
    most = {"pct": 100.0, "lots": 1e6}.get(key, 1e12)
    value = reader.number(fields[key], child(path, key), above=0, most=most) if key in fields else 1
    of = reader.word(fields.get("of", "balance"), child(path, "of"), ("balance", "equity"))
    if value is None:
        return None
    if mode == "fixed_lots":
        return FixedLots(lots=value)
    return RiskMoney(amount=value) if mode == "risk_money" else (
        RiskPercent(percent=value, of=of or "balance")
    )  # fmt: skip


def read_limits(reader: Reader, raw: object, path: str) -> Limits:
    counts = ("max_positions", "max_trades_per_day", "cooldown_bars", "max_consecutive_losses")
    names = (*counts, "max_daily_loss_pct", "max_daily_loss_money")
    read: dict[str, Any] = {}
    for name, value in (reader.fields(raw, path, names) or {}).items():
        at = child(path, name)
        if name in counts:
            count = reader.integer(value, at, least=0 if name == "cooldown_bars" else 1)
            if count is not None:
                read[name] = count
        else:
            read[name] = reader.number(value, at, above=0)
    return Limits(**read)


def read_order(reader: Reader, raw: object, path: str) -> OrderRule:
    fields = reader.fields(raw, path, ("type", "offset", "expire_bars")) or {}
    kinds = ("market", "limit", "stop")
    kind = reader.word(fields.get("type", "market"), child(path, "type"), kinds) or "market"
    offset = bars = None
    if "offset" in fields:
        offset = read_distance(reader, fields["offset"], child(path, "offset"))
    if "expire_bars" in fields:
        bars = reader.integer(fields["expire_bars"], child(path, "expire_bars"))
    return OrderRule(type=kind, offset=offset, expire_bars=bars)
