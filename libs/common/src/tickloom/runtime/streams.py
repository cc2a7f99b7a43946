# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.
"""Makes the streams: done by the deployment's own user, never by a service.

Streams in memory die with the server, so this runs after every start of it.
"""

import nats
from nats.js import JetStreamContext
from nats.js.api import (
    DiscardPolicy,
    KeyValueConfig,
    ObjectStoreConfig,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import BucketNotFoundError, NotFoundError

from tickloom.contracts.streams import BUCKETS, COLUMNS, STREAMS, KeyValueBucket, Stream


async def declare_streams(url: str) -> None:
    """Make or update every stream of `contracts.streams` on the server at `url`."""
    client = await nats.connect(url, name="tickloom-deployment", connect_timeout=5)
    try:
        js = client.jetstream(timeout=10)
        for stream in STREAMS:
            config = _config(stream)
            try:
                await js.stream_info(stream.name)
            except NotFoundError:
                await js.add_stream(config)
            else:
                await js.update_stream(config)
        try:
            await js.object_store(COLUMNS.bucket)
        except (BucketNotFoundError, NotFoundError):
            await js.create_object_store(
                COLUMNS.bucket,
                ObjectStoreConfig(storage=StorageType.FILE, max_bytes=COLUMNS.max_bytes),
            )
        for bucket in BUCKETS:
            await declare_bucket(js, bucket)
    finally:
        await client.close()


async def declare_bucket(js: JetStreamContext, bucket: KeyValueBucket) -> None:
    """Make the table where it is missing; one that is there keeps its rows."""
    try:
        await js.key_value(bucket.name)
    except (BucketNotFoundError, NotFoundError):
        await js.create_key_value(
            KeyValueConfig(
                bucket=bucket.name, history=bucket.history, ttl=bucket.ttl_s or None,
                max_bytes=bucket.max_bytes, storage=StorageType.FILE, direct=True,
            )
        )  # fmt: skip


def _config(stream: Stream) -> StreamConfig:
    return StreamConfig(
        name=stream.name, subjects=list(stream.subjects), retention=(
            RetentionPolicy.WORK_QUEUE if stream.is_work_queue else RetentionPolicy.LIMITS
        ),
        storage=StorageType.MEMORY if stream.storage == "memory" else StorageType.FILE,
        max_age=stream.max_age_s, max_bytes=stream.max_bytes, num_replicas=1,
        discard=DiscardPolicy.NEW if stream.discard_new else DiscardPolicy.OLD,
        duplicate_window=stream.duplicate_window_s,
    )  # fmt: skip
