"""The tick of a benchmark: a real one, whose id holds the run and a monotonic stamp.

`time.perf_counter_ns` is one clock for all processes of a machine, so the reader's clock minus
the stamp is the latency. Alternatives are given the very frame that our gateway makes of the tick,
so that every design sends the same number of bytes.
"""

import re
import time

_TICK = (
    b'{"id":"%04d-%020d-%010d","ts":%d,"seq":%d,"ep":"%s","at":%d,"mode":"demo",'
    b'"venue":"demo","symbol":"EURUSD","bid":1.08765,"ask":1.08771}'
)
_FRAME = b'{"channel":"tick","key":"EURUSD","kind":"update","seq":%d,"prev_seq":%d,"data":%s}'

SUBJECT = "md.tick.demo.EURUSD"


def tick(*, run: int, index: int, seq: int, epoch: str) -> bytes:
    """The bus message of tick `index` of `run`, stamped now."""
    now_us = time.time_ns() // 1_000
    stamp = time.perf_counter_ns()
    return _TICK % (run, stamp, index, now_us, seq, epoch.encode(), now_us)


def framed(message: bytes, seq: int) -> bytes:
    """The text frame that our gateway sends for `message`."""
    return _FRAME % (seq, seq - 1, message)


def marker(run: int) -> bytes:
    """What every tick of `run` holds exactly once."""
    return b'"id":"%04d-' % run


def stamps(run: int) -> re.Pattern[bytes]:
    """Finds the stamp of every tick of `run`."""
    return re.compile(re.escape(marker(run)) + rb"(\d{20})-(\d{10})")


STAMP_LENGTH = len(marker(0)) + 31
"""Bytes that `stamps` has to see in one piece."""
