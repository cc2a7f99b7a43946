"""Every stream and key-value bucket, declared once by the deployment (never by a service)."""

from dataclasses import dataclass
from typing import Literal

MINUTE_S = 60.0
DAY_S = 86_400.0
MEBIBYTE = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A JetStream stream; every one has a bound. `discard_new` refuses instead of forgetting."""

    name: str
    subjects: tuple[str, ...]
    storage: Literal["memory", "file"]
    max_age_s: float
    max_bytes: int
    discard_new: bool = False
    duplicate_window_s: float = 2 * MINUTE_S
    is_work_queue: bool = False
    """A message is gone once one worker has done it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStore:
    """A JetStream object store: large immutable things under the name of their content."""

    bucket: str
    max_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValueBucket:
    """A small shared table; with `ttl_s` a row that is not renewed is gone after it."""

    name: str
    history: int = 5
    ttl_s: float = 0.0
    max_bytes: int = 4 * MEBIBYTE


# Market data is never a file stream: with sync_interval always each message would be flushed.
STREAMS = (
    Stream(name="TICKS", subjects=("md.tick.>",), storage="memory",
           max_age_s=10 * MINUTE_S, max_bytes=128 * MEBIBYTE),
    Stream(name="BARS", subjects=("md.bar.>",), storage="memory",
           max_age_s=DAY_S, max_bytes=64 * MEBIBYTE),
    Stream(name="CMD", subjects=("cmd.>",), storage="file",
           max_age_s=60 * MINUTE_S, max_bytes=256 * MEBIBYTE,
           discard_new=True, duplicate_window_s=10 * MINUTE_S),
    Stream(name="EVT", subjects=("evt.>",), storage="file",
           max_age_s=30 * DAY_S, max_bytes=1024 * MEBIBYTE, duplicate_window_s=10 * MINUTE_S),
    Stream(name="ALGO", subjects=("algo.*.*.decision", "algo.*.*.signal"), storage="file",
           max_age_s=30 * DAY_S, max_bytes=1024 * MEBIBYTE),
    Stream(name="JOBS", subjects=("bt.job.>",), storage="file", is_work_queue=True,
           max_age_s=30 * DAY_S, max_bytes=256 * MEBIBYTE, discard_new=True),
    Stream(name="RESULTS", subjects=("bt.result.>",), storage="file",
           max_age_s=30 * DAY_S, max_bytes=64 * MEBIBYTE),
    Stream(name="DLQ", subjects=("dlq.>",), storage="file",
           max_age_s=30 * DAY_S, max_bytes=64 * MEBIBYTE),
)  # fmt: skip

COLUMNS = ObjectStore(bucket="COLUMNS", max_bytes=4096 * MEBIBYTE)
"""Market data by content hash, for workers on other machines."""

LEASE_TTL_S = 6.0
"""A holder that is not heard of for so long has lost its account to whoever asks next."""

BUCKETS = (
    KeyValueBucket(name="KILL"),
    KeyValueBucket(name="LEASE", ttl_s=LEASE_TTL_S),
    KeyValueBucket(name="LIMITS"),
)
"""Tables of the order path: one row an account (`subjects.row`)."""
