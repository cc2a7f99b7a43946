"""Strategy documents: read, store, change what one has seen."""

import re
from asyncio import to_thread
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from gateway.access import SignedIn, UsesParts
from gateway.idempotency import OptionalKey, once
from gateway.models.algo import CheckedStrategy, SaveStrategy, StoredStrategy, Strategies, Strategy
from gateway.models.reply import model_of
from gateway.parts import Parts
from gateway.problems import FieldProblem, Findings, PreconditionFailed, PreconditionRequired
from tickloom.contracts import algo
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import Conflict, InvalidInput, NotFound
from tickloom.strategy.canonical import document_hash
from tickloom.strategy.explain import explain
from tickloom.strategy.finding import is_runnable
from tickloom.strategy.parse import parse_document

router = APIRouter(tags=["strategies"])

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')
IfMatch = Annotated[str | None, Header(alias="If-Match", description='the ETag, as "3"')]


@router.get("/strategies")
async def read_strategies(parts: UsesParts) -> Strategies:
    reply = await parts.bus.request(
        rpc("algo", "strategies.list"), algo.StrategiesRequest(), algo.StrategiesReply
    )
    strategies = [model_of(Strategy, item) for item in reply.strategies]
    return Strategies(mode=parts.live.board.mode, strategies=strategies)


@router.get("/strategies/{strategy}")
async def read_strategy(parts: UsesParts, strategy: str, response: Response) -> StoredStrategy:
    reply = await parts.bus.request(
        rpc("algo", "strategies.list"), algo.StrategiesRequest(strategy=strategy),
        algo.StrategiesReply,
    )  # fmt: skip
    found = next((item for item in reply.strategies if item.strategy == strategy), None)
    if found is None:
        raise NotFound(f"no strategy {strategy[:64]!r}", code="unknown_strategy")
    response.headers["ETag"] = f'"{found.version}"'
    return StoredStrategy(mode=parts.live.board.mode, strategy=model_of(Strategy, found))


@router.post("/strategies", status_code=201, response_model=StoredStrategy)
async def create_strategy(
    *, request: Request, parts: UsesParts, caller: SignedIn, body: SaveStrategy,
    key: OptionalKey = None,
) -> Response:  # fmt: skip
    """Store a new document; 422 lists everything there is to mend."""

    async def work() -> StoredStrategy:
        return await _save(parts, algo.SaveStrategy(document=body.document))

    return await once(request, caller, key, status=201, work=work)


@router.post("/strategies/validate")
async def validate_strategy(parts: UsesParts, body: SaveStrategy) -> CheckedStrategy:
    """Every finding about a document at its place, and the document in words; stores nothing."""
    parsed = await to_thread(parse_document, body.document)
    document = parsed.document
    return CheckedStrategy(
        mode=parts.live.board.mode,
        valid=document is not None,
        runnable=document is not None and is_runnable(parsed.findings),
        findings=[FieldProblem.model_validate(asdict(finding)) for finding in parsed.findings],
        read_back="" if document is None else explain(document),
        document_hash=None if document is None else document_hash(document),
    )


@router.put("/strategies/{strategy}")
async def change_strategy(
    *, parts: UsesParts, strategy: str, body: SaveStrategy, response: Response,
    if_match: IfMatch = None,
) -> StoredStrategy:  # fmt: skip
    """Store a new version, if the stored one is the one you saw."""
    if if_match is None:
        raise PreconditionRequired("send If-Match with the ETag of the version you saw")
    match = _ETAG.fullmatch(if_match)
    if match is None:
        raise InvalidInput("If-Match", if_match[:40], "the ETag of the strategy")
    wanted = algo.SaveStrategy(
        document=body.document, strategy=strategy, version=int(match[1])
    )  # fmt: skip
    try:
        stored = await _save(parts, wanted)
    except Conflict as error:
        raise PreconditionFailed(error.detail, hint="read it again and merge") from error
    response.headers["ETag"] = f'"{stored.strategy.version}"'
    return stored


async def _save(parts: Parts, wanted: algo.SaveStrategy) -> StoredStrategy:
    reply = await parts.bus.request(rpc("algo", "strategies.save"), wanted, algo.SaveStrategyReply)
    findings = [model_of(FieldProblem, finding) for finding in reply.findings]
    if reply.strategy is None:
        raise Findings("the document cannot be used as it is", findings)
    return StoredStrategy(
        mode=parts.live.board.mode, strategy=model_of(Strategy, reply.strategy), findings=findings
    )
