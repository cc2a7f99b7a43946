"""What every client hears every two seconds: last numbers, age of the feed, session.

A quiet channel and a dead one look the same without it.
"""

import json

from gateway.live import frames
from gateway.live.audience import Interest
from gateway.live.board import Board
from gateway.live.hub import Hub
from gateway.live.topics import Topic


def heartbeat(hub: Hub, board: Board, interest: Interest, *, now_us: int) -> bytes:
    """One frame for all subscriptions of `interest`."""
    items = [
        _item(topic, board, now_us)
        for name in sorted(interest)
        for topic in hub.topics(name) or ()
    ]  # fmt: skip
    silent = [name for name in sorted(interest) if not hub.topics(name)]
    body = {"kind": "heartbeats", "time_us": now_us, "items": items, "silent": silent}
    return frames.text_frame(json.dumps(body, separators=(",", ":")).encode())


def _item(topic: Topic, board: Board, now_us: int) -> dict[str, object]:
    identity = topic.identity
    said_us = topic.said_at_us
    item: dict[str, object] = {
        "channel": identity.channel, "key": identity.key, "kind": "heartbeat",
        **dict(identity.extra), "seq": topic.seq, "ep": topic.epoch,
        "feed_age_ms": None if said_us is None else max(0, (now_us - said_us) // 1000),
    }  # fmt: skip
    if identity.channel in {"tick", "bar"}:
        is_bar = identity.channel == "bar"
        state = board.state_of(identity.key.rpartition(":")[0] if is_bar else identity.key)
        item["session"] = "unknown" if state is None else state.session
    return item
