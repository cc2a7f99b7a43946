"""The stored strategies: listed, saved when sound, and the examples that come with the house."""

import json
import re
from importlib.resources import files
from typing import Any

import structlog

from algo.documents import check
from algo.strategy_store import StrategyStore
from tickloom.contracts.algo import (
    SaveStrategy,
    SaveStrategyReply,
    StrategiesReply,
    StrategiesRequest,
    Strategy,
)
from tickloom.contracts.message import uuid7
from tickloom.domain.errors import Forbidden
from tickloom.runtime.clock import Clock

log = structlog.get_logger(__name__)

_EXAMPLE = "example-"


class Library:
    """Strategies by id; an example's id follows from its name."""

    def __init__(self, store: StrategyStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def load_examples(self) -> None:
        """Store the documents of `algo/examples`, a new version only where one changed."""
        for entry in sorted(files("algo.examples").iterdir(), key=lambda entry: entry.name):
            if not entry.name.endswith(".json"):
                continue
            document: dict[str, Any] = json.loads(entry.read_text(encoding="utf-8"))
            name = str(document.get("name", entry.name.removesuffix(".json")))
            reply = await self._save(
                document, strategy=_EXAMPLE + _slug(name), expected=None, is_example=True
            )
            assert reply.strategy is not None, f"{entry.name}: {reply.findings}"

    async def list(self, request: StrategiesRequest) -> StrategiesReply:
        if request.strategy is None:
            return StrategiesReply(strategies=await self._store.strategies())
        return StrategiesReply(strategies=[await self._store.strategy(request.strategy)])

    async def save(self, request: SaveStrategy) -> SaveStrategyReply:
        """Store the document as a new version; unsound ones come back with every finding."""
        strategy = request.strategy
        if strategy is None:
            strategy = uuid7(self._clock.now_us() // 1_000)
        elif (await self._store.strategy(strategy)).example:
            raise Forbidden(
                f"strategy: {strategy!r} is an example and stays as it is",
                hint="Save the document without an id: that makes a copy of your own",
            )
        return await self._save(
            request.document, strategy=strategy, expected=request.version, is_example=False
        )

    async def _save(
        self, document: dict[str, Any], *, strategy: str, expected: int | None, is_example: bool
    ) -> SaveStrategyReply:
        checked = check(document)
        if checked.is_refused:
            return SaveStrategyReply(findings=checked.findings)
        new = Strategy(
            strategy=strategy, name=str(document.get("name") or "Unnamed strategy"), version=1,
            hash=checked.hash, document=document, example=is_example,
            explanation=checked.explanation,
        )  # fmt: skip
        saved = await self._store.save(new, at=self._clock.now_us(), expected=expected)
        return SaveStrategyReply(findings=checked.findings, strategy=saved)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
