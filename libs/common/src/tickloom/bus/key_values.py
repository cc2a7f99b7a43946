# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# nats-py leaves its key-value store untyped; this file is where that ends.
"""Small shared tables on JetStream's key-value buckets; a write says what it replaces."""

import asyncio
import contextlib
from typing import Any

import nats.errors
import structlog
from nats.js.errors import APIError, Error, KeyNotFoundError, KeyWrongLastSequenceError, NoKeysError
from nats.js.kv import KeyValue as NatsStore

from tickloom.bus.port import KeyValue, RowHandler
from tickloom.domain.errors import Conflict, OutcomeUnknown, Unavailable

_WATCH_AGAIN_S = 0.5
_WATCH_SILENT_S = 5.0  # a restarted server has forgotten the watcher and says nothing
log = structlog.get_logger(__name__)


class NatsKeyValue(KeyValue):
    """One bucket."""

    def __init__(self, store: NatsStore) -> None:
        self._store = store

    async def get(self, key: str) -> tuple[bytes, int] | None:
        try:
            entry = await self._store.get(key)
        except KeyNotFoundError:
            return None
        except (nats.errors.Error, Error, TimeoutError) as error:
            raise Unavailable(f"the table does not give {key}: {error!r}") from error
        return entry.value or b"", entry.revision or 0

    async def put(self, key: str, value: bytes) -> int:
        try:
            return int(await self._store.put(key, value))
        except APIError as error:
            raise Unavailable(f"the table refused {key}: {error.description}") from error
        except (nats.errors.Error, TimeoutError) as error:
            raise OutcomeUnknown(f"the table did not confirm {key}: {error!r}") from error

    async def create(self, key: str, value: bytes) -> int:
        return await self._write(self._store.create(key, value), key)

    async def update(self, key: str, value: bytes, *, revision: int) -> int:
        return await self._write(self._store.update(key, value, last=revision), key)

    async def _write(self, writing: Any, key: str) -> int:  # noqa: ANN401  a coroutine of nats-py
        try:
            return int(await writing)
        except KeyWrongLastSequenceError as error:
            raise Conflict(f"{key} was written by somebody else", code="table:conflict") from error
        except APIError as error:
            raise Unavailable(f"the table refused {key}: {error.description}") from error
        except (nats.errors.Error, TimeoutError) as error:
            raise OutcomeUnknown(f"the table did not confirm {key}: {error!r}") from error

    async def keys(self) -> list[str]:
        try:
            return list(await self._store.keys())
        except NoKeysError:
            return []

    async def watch(self, handler: RowHandler) -> None:
        """Made again whenever the server has lost it; what changed meanwhile is told then."""
        while True:
            try:
                await self._watch(handler)
            except nats.errors.TimeoutError:
                continue  # nothing has changed for a while: look anew
            except (nats.errors.Error, Error, TimeoutError) as error:
                log.info("watch_reset", error=repr(error))
            await asyncio.sleep(_WATCH_AGAIN_S)

    async def _watch(self, handler: RowHandler) -> None:
        watcher = await self._store.watch(">")
        try:
            while True:
                entry: Any = await watcher.updates(timeout=_WATCH_SILENT_S)
                _end_if_cancelled()
                if isinstance(entry, NatsStore.Entry):
                    value = None if entry.operation else (entry.value or b"")
                    handler(entry.key, value, entry.revision or 0)
        finally:
            with contextlib.suppress(nats.errors.Error, Error, TimeoutError):
                await watcher.stop()


def _end_if_cancelled() -> None:
    """Python 3.11's `wait_for` forgets a cancellation that comes together with an answer."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
