"""The tick codec: a round trip of one message (target T10).

Ours is msgspec with a typed decoder, as on the bus; pydantic and the standard library do the same
work. The standard library stops at a plain dictionary; a second row adds the checks that make a
message of it, which the other two always do.
"""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from time import process_time_ns
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bench.report import Report, interleaved, medians
from tickloom.contracts.codec import decode, encode
from tickloom.contracts.market import Tick
from tickloom.contracts.message import Stamper

_OURS, _PYDANTIC, _JSON = "msgspec", "pydantic", "stdlib json"
_JSON_CHECKED = "stdlib json, checked"


class PydanticTick(BaseModel):
    """The same message as a pydantic model."""

    model_config = ConfigDict(frozen=True)

    id: str
    ts: int
    seq: int
    ep: str
    at: int
    mode: Literal["demo", "replay", "paper", "live"]
    venue: str
    symbol: str
    bid: float
    ask: float
    n: int = 0


def main(argv: list[str]) -> int:
    """Measure, print, write `bench/out/codec.json`."""
    parser = ArgumentParser(prog="dev.py bench codec")
    parser.add_argument("--quick", action="store_true", help="short runs")
    count, repeats = (8_000, 9) if parser.parse_args(argv).quick else (20_000, 25)
    tick = _tick()
    payload = encode(tick)
    trips = _trips(tick, payload)
    figures = medians(
        interleaved(
            {name: _timed(trip, count // cost) for name, (trip, cost) in trips.items()},
            repeats=repeats,
        )
    )
    report = Report("codec")
    for name, nanoseconds in figures.items():
        report.row(name, round_trip_ns=round(nanoseconds), payload_bytes=len(payload))
    report.at_most("T10 round trip against pydantic", figures[_OURS] / figures[_PYDANTIC], 0.3)
    report.at_most("T10 round trip against stdlib json", figures[_OURS] / figures[_JSON], 0.12)
    report.write()
    return 0


def _tick() -> Tick:
    stamper = Stamper(mode="demo", now_us=lambda: 1_763_700_000_123_456)
    return Tick(**stamper.header("md.tick.demo.EURUSD"), venue="demo", symbol="EURUSD",
                bid=1.08342, ask=1.08349)  # fmt: skip


def _trips(tick: Tick, payload: bytes) -> dict[str, tuple[Callable[[], object], int]]:
    """Round trips by design, with the divisor that keeps the slow ones short."""
    fields = {name: getattr(tick, name) for name in PydanticTick.model_fields}
    model = PydanticTick(**fields)

    def ours() -> object:
        return decode(encode(tick), Tick)

    def with_pydantic() -> object:
        return PydanticTick.model_validate_json(model.model_dump_json())

    def with_json() -> object:
        return json.loads(json.dumps(fields).encode())

    def with_json_checked() -> object:
        return _checked(json.loads(json.dumps(fields).encode()))

    assert ours() == tick
    assert PydanticTick.model_validate_json(payload) == model
    assert _checked(json.loads(payload) | {"n": 0}) == tick
    return {
        _OURS: (ours, 1), _PYDANTIC: (with_pydantic, 2), _JSON: (with_json, 4),
        _JSON_CHECKED: (with_json_checked, 4),
    }  # fmt: skip


def _checked(fields: dict[str, object]) -> Tick:
    """What a careful program does after `json.loads`: every field is looked at."""
    for name, kind in _KINDS.items():
        if not isinstance(fields[name], kind):
            raise TypeError(f"{name} is {fields[name]!r}")
    return Tick(**fields)  # pyright: ignore[reportArgumentType]


_KINDS: dict[str, type | tuple[type, ...]] = {
    "id": str, "ts": int, "seq": int, "ep": str, "at": int, "mode": str, "venue": str,
    "symbol": str, "bid": (float, int), "ask": (float, int), "n": int,
}  # fmt: skip


def _timed(trip: Callable[[], object], count: int) -> Callable[[], float]:
    """Nanoseconds of CPU a round trip: a busy machine stretches the wall time of either side."""

    def measure() -> float:
        begin = process_time_ns()
        for _ in range(count):
            trip()
        return (process_time_ns() - begin) / count

    return measure
