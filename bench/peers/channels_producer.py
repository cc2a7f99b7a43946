"""Feeds Django Channels: `group_send` from another process; takes the feeder's command line."""
# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportMissingModuleSource=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# Channels is installed for benchmarks only, and carries no types.

import asyncio
import json
import sys
import time

import django

from bench.load.feeder import Feed, Run, parse, payload_of
from bench.peers.channels_layer import GROUP, configure


async def feed(to: Feed, run: Run) -> dict[str, float]:
    """Send the whole run, paced."""
    from channels.layers import get_channel_layer  # noqa: PLC0415  Django comes first

    layer = get_channel_layer()
    assert layer is not None
    started_ns = time.perf_counter_ns()
    for index in range(run.count):
        due = started_ns / 1e9 + index / run.rate_hz
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        text = payload_of(to, run, index).decode()
        await layer.group_send(GROUP, {"type": "tick", "text": text})
    return {
        "sent": run.count, "started_ns": started_ns, "ended_ns": time.perf_counter_ns(),
        "cpu_s": time.process_time(),
    }  # fmt: skip


if __name__ == "__main__":
    order = parse(sys.argv[1])
    configure(order.feed.port, order.feed.subject)
    django.setup()
    print(json.dumps(asyncio.run(feed(order.feed, order.run))))
