# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# nats-py leaves its object store untyped; this file is where that ends.
"""Large immutable things on JetStream's object store, under the name of their content."""

import nats.errors
from nats.js import JetStreamContext
from nats.js.errors import BucketNotFoundError, Error, NotFoundError, ObjectNotFoundError
from nats.js.object_store import ObjectStore as NatsStore

from tickloom.bus.port import ObjectStore
from tickloom.domain.errors import Unavailable


class NatsObjects(ObjectStore):
    """One bucket."""

    def __init__(self, store: NatsStore) -> None:
        self._store = store

    async def put(self, name: str, content: bytes) -> None:
        try:
            try:
                await self._store.get_info(name)
            except (ObjectNotFoundError, NotFoundError):
                await self._store.put(name, content)
        except (nats.errors.Error, Error, TimeoutError) as error:
            raise Unavailable(f"the object store does not take {name[:12]}: {error!r}") from error

    async def get(self, name: str) -> bytes | None:
        try:
            found = await self._store.get(name)
        except (ObjectNotFoundError, NotFoundError):
            return None
        except (nats.errors.Error, Error, TimeoutError) as error:
            raise Unavailable(f"the object store does not give {name[:12]}: {error!r}") from error
        return bytes(found.data or b"")


async def open_objects(js: JetStreamContext, bucket: str) -> ObjectStore:
    try:
        return NatsObjects(await js.object_store(bucket))
    except (BucketNotFoundError, NotFoundError) as error:
        raise Unavailable(f"there is no object store {bucket}") from error
    except (nats.errors.Error, Error, TimeoutError) as error:
        raise Unavailable(f"the object store {bucket} does not answer: {error!r}") from error
