"""Who may say and hear what on the bus: deny by default, one user a service.

Every service has its own inbox, so none reads another's replies. Streams are made by the
deployment's user; a service may only pull from the consumers named here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """The subjects one service may publish to and subscribe to."""

    service: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


RESPONSES = 'allow_responses: { max: 2, expires: "2m" }'
"""Whoever is asked may answer. Twice, because the server counts deliveries: who hears a subject by
two subscriptions, as the kill switch does, could otherwise not answer at all."""

_PULL = (
    "$JS.API.CONSUMER.*.{}.>",
    "$JS.API.CONSUMER.*.*.{}.>",
    "$JS.API.STREAM.INFO.{}",
    "$JS.ACK.{}.>",
)
_OBJECTS = (
    "$O.{}.>",
    "$JS.API.STREAM.INFO.OBJ_{}",
    "$JS.API.STREAM.MSG.GET.OBJ_{}",
    "$JS.API.STREAM.PURGE.OBJ_{}",
    "$JS.API.DIRECT.GET.OBJ_{}.>",
    "$JS.API.CONSUMER.CREATE.OBJ_{}",
    "$JS.API.CONSUMER.*.OBJ_{}.>",
    "$JS.API.CONSUMER.*.*.OBJ_{}.>",
    "$JS.ACK.OBJ_{}.>",
    "$JS.FC.OBJ_{}.>",
)
_ROWS = (
    "$JS.API.STREAM.INFO.KV_{}",
    "$JS.API.STREAM.MSG.GET.KV_{}",
    "$JS.API.DIRECT.GET.KV_{}.>",
    "$JS.API.CONSUMER.CREATE.KV_{}",
    "$JS.API.CONSUMER.*.KV_{}.>",
    "$JS.API.CONSUMER.*.*.KV_{}.>",
    "$JS.FC.KV_{}.>",
)
"""What the server asks for to pull from a stream, keep an object store, read a table."""


def _each(subjects: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(subject.format(name) for name in names for subject in subjects)


def _allow(
    service: str,
    *,
    publish: tuple[str, ...] = (),
    subscribe: tuple[str, ...] = (),
    consume: tuple[str, ...] = (),
    keep: tuple[str, ...] = (),
    read: tuple[str, ...] = (),
    write: tuple[str, ...] = (),
) -> Permission:
    """`read` and `write` name tables; who writes one reads it too."""
    pull = _each(_PULL, consume)
    objects = _each(_OBJECTS, keep)
    rows = _each(_ROWS, (*read, *write)) + _each(("$KV.{}.>",), write)
    names = ("$JS.API.STREAM.NAMES", "$JS.API.INFO", "dlq.>") if consume else ()
    return Permission(
        service=service,
        publish=(f"sys.health.{service}", *publish, *pull, *objects, *rows, *names),
        subscribe=(f"_INBOX.{service}.>", *subscribe),
    )


PERMISSIONS = (
    _allow(
        "mt5-bridge",
        publish=("md.>", "evt.>", "mark.>", "$JS.API.STREAM.INFO.EVT"),
        subscribe=("rpc.bridge.>", "ctl.>"),
        consume=("CMD",),
        read=("KILL", "LEASE", "LIMITS"),
    ),
    _allow(
        "algo",
        publish=("cmd.>", "algo.>", "rpc.bridge.>"),
        subscribe=("rpc.algo.>", "md.bar.>", "md.feed.>", "ctl.>"),
        consume=("EVT",),
        write=("LEASE",),
    ),
    _allow(
        "analytics",
        publish=("rpc.bridge.>",),
        subscribe=("rpc.analytics.>", "md.>"),
        consume=("EVT",),
    ),
    _allow(
        "backtester",
        publish=(
            "bt.>",
            "rpc.bridge.symbols",
            "rpc.bridge.bars",
            "rpc.analytics.bars",
            "rpc.analytics.series",
            "rpc.algo.strategies.list",
        ),
        subscribe=("rpc.backtester.>", "bt.cancel.>"),
        consume=("JOBS",),
        keep=("COLUMNS",),
    ),
    _allow(
        "gateway",
        publish=("rpc.>", "cmd.>", "ctl.kill.>"),
        subscribe=("md.>", "mark.>", "evt.>", "algo.>", "bt.progress.>", "sys.>"),
        write=("KILL", "LIMITS"),
    ),
)
