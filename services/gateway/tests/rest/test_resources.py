"""What routes ask on the bus and what they make of the answers; the far ends are served here."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from tickloom.contracts import algo, market, trading
from tickloom.domain.errors import Conflict, NotFound

BARS: dict[str, Any] = {
    "time": [60_000_000], "open": [1.1], "high": [1.2], "low": [1.0], "close": [1.15],
    "volume": [7], "spread": [3],
}  # fmt: skip


async def serve(
    running: Any, subject: str, kind: type[msgspec.Struct],
    answer: Callable[[Any], msgspec.Struct],
) -> list[Any]:  # fmt: skip
    """Answer `subject` as another service would; returns the requests as they come."""
    asked: list[Any] = []

    async def handle(request: Any) -> msgspec.Struct:
        asked.append(request)
        return answer(request)

    handler: Callable[[Any], Awaitable[msgspec.Struct]] = handle
    await running.producer.serve(subject, kind, handler)
    await running.producer.flush()
    return asked


def bars(request: market.BarsRequest) -> market.BarsReply:
    return market.BarsReply(
        venue="demo", symbol=request.symbol, timeframe=request.timeframe, more=True, **BARS
    )


async def test_candles_come_from_the_terminal_and_from_the_record_when_it_is_silent(
    running: Any,
) -> None:
    path = "/api/v1/candles?symbol=EURUSD&timeframe=M1&limit=10&to_time=99"
    await serve(running, "rpc.analytics.bars", market.BarsRequest, bars)
    reply = await running.bearer("GET", path)
    assert (reply.status_code, reply.json()["source"]) == (200, "recorded")
    asked = await serve(running, "rpc.bridge.bars", market.BarsRequest, bars)
    body = (await running.bearer("GET", path)).json()
    assert body["source"] == "terminal"
    assert {name: body[name] for name in BARS} == BARS
    assert (body["mode"], body["more"], body["forming"]) == ("demo", True, None)
    assert asked == [market.BarsRequest(symbol="EURUSD", timeframe="M1", to_time=99, limit=10)]


async def test_an_unknown_symbol_of_the_terminal_is_a_404_with_its_reason(running: Any) -> None:
    def refuse(_: object) -> market.BarsReply:
        raise NotFound("no symbol 'NOPE'", code="unknown_symbol", hint="see /symbols")

    await serve(running, "rpc.bridge.bars", market.BarsRequest, refuse)
    reply = await running.bearer("GET", "/api/v1/candles?symbol=NOPE&timeframe=M1")
    body = reply.json()
    assert (reply.status_code, body["code"], body["hint"]) == (
        404, "unknown_symbol", "see /symbols",
    )  # fmt: skip


async def test_deals_are_paged_to_the_end_without_loss(running: Any) -> None:
    def deal(ticket: int) -> trading.DealMade:
        return trading.DealMade(
            **running.stamper.header("deals"), account="paper-1", ticket=ticket, symbol="EURUSD",
            position=1, side="buy", entry="in", volume="0.10", price="1.10000", profit="0.00",
            commission="0.00", swap="0.00", balance="10000.00", reason="client",
        )  # fmt: skip

    def page(request: trading.DealsRequest) -> trading.DealsReply:
        newest = 7 if request.before is None else request.before - 1
        oldest = max(1, newest - request.limit + 1)
        deals = [deal(ticket) for ticket in range(newest, oldest - 1, -1)]
        return trading.DealsReply(deals=deals, more=oldest > 1)

    await serve(running, "rpc.analytics.deals", trading.DealsRequest, page)
    tickets: list[int] = []
    cursor = ""
    while True:
        query = f"/api/v1/deals?limit=3{cursor}"
        body = (await running.bearer("GET", query)).json()
        tickets += [item["ticket"] for item in body["deals"]]
        assert all(item["time"].endswith("Z") for item in body["deals"])
        if body["next_cursor"] is None:
            break
        cursor = f"&cursor={body['next_cursor']}"
    assert tickets == [7, 6, 5, 4, 3, 2, 1]
    wrong = await running.bearer("GET", "/api/v1/deals?cursor=nonsense")
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "/cursor")


def strategy(version: int = 1) -> algo.Strategy:
    return algo.Strategy(strategy="s-1", name="One", version=version, hash="ab", document={"a": 1})


async def test_a_strategy_is_changed_only_by_who_saw_its_version(running: Any) -> None:
    def save(request: algo.SaveStrategy) -> algo.SaveStrategyReply:
        if request.version != 3:
            raise Conflict("the stored version is 3")
        return algo.SaveStrategyReply(findings=[], strategy=strategy(4))

    await serve(running, "rpc.algo.strategies.save", algo.SaveStrategy, save)
    await serve(
        running, "rpc.algo.strategies.list", algo.StrategiesRequest,
        lambda _: algo.StrategiesReply(strategies=[strategy(3)]),
    )  # fmt: skip
    seen = await running.bearer("GET", "/api/v1/strategies/s-1")
    assert seen.headers["etag"] == '"3"'
    path = "/api/v1/strategies/s-1"
    body: dict[str, Any] = {"document": {}}
    assert (await running.bearer("PUT", path, json=body)).status_code == 428
    stale = await running.bearer("PUT", path, json=body, headers={"If-Match": '"2"'})
    assert stale.status_code == 412
    changed = await running.bearer(
        "PUT", path, json=body, headers={"If-Match": seen.headers["etag"]}
    )
    assert (changed.status_code, changed.headers["etag"]) == (200, '"4"')


async def test_a_document_with_errors_comes_back_with_all_of_them(running: Any) -> None:
    finding = algo.Finding(path="/entry/long", code="missing", severity="error", message="no entry")
    await serve(
        running, "rpc.algo.strategies.save", algo.SaveStrategy,
        lambda _: algo.SaveStrategyReply(findings=[finding, finding]),
    )  # fmt: skip
    reply = await running.bearer("POST", "/api/v1/strategies", json={"document": {"a": 1}})
    assert reply.status_code == 422
    assert [item["path"] for item in reply.json()["errors"]] == ["/entry/long", "/entry/long"]


async def test_a_document_is_checked_and_said_in_words_without_being_stored(running: Any) -> None:
    path = "/api/v1/strategies/validate"
    above = {"left": {"price": "close"}, "op": "gt", "right": {"ind": "ema", "period": 20}}
    good: dict[str, Any] = {
        "spec_version": 1, "name": "above the average", "symbols": ["EURUSD"], "timeframe": "M5",
        "entry": {"long": above}, "stop_loss": {"unit": "pips", "value": 10},
        "sizing": {"mode": "risk_pct", "pct": 1},
    }  # fmt: skip
    checked = (await running.bearer("POST", path, json={"document": good})).json()
    assert (checked["valid"], checked["runnable"]) == (True, True)
    assert "EMA(20)" in checked["read_back"]
    assert len(checked["document_hash"]) == 64
    bad = {**good, "entry": {"long": {**above, "op": "is"}}}
    reply = await running.bearer("POST", path, json={"document": bad})
    assert reply.status_code == 200
    refused = reply.json()
    assert (refused["valid"], refused["read_back"]) == (False, "")
    assert [finding["path"] for finding in refused["findings"]] == ["/entry/long/op"]


async def test_one_key_starts_one_deployment_and_another_body_is_a_conflict(running: Any) -> None:
    def start(request: algo.StartDeployment) -> algo.StrategyStatus:
        return algo.StrategyStatus(
            **running.stamper.header("status"), deployment=request.deployment or "",
            strategy="s-1", name="One", account="paper-1", symbol="EURUSD", timeframe="M1",
            state="running", document_hash="ab", started_at=1, conditions=[],
        )  # fmt: skip

    asked = await serve(running, "rpc.algo.deployments.start", algo.StartDeployment, start)
    body = {"strategy": "s-1", "account": "paper-1"}
    path, headers = "/api/v1/deployments", {"Idempotency-Key": "key-1"}
    first = await running.bearer("POST", path, json=body, headers=headers)
    again = await running.bearer("POST", path, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    assert len(asked) == 1
    other = await running.bearer("POST", path, json={**body, "symbol": "GBPUSD"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert (await running.bearer("POST", path, json=body)).status_code == 422, "a key is required"


async def test_a_refused_start_frees_its_key(running: Any) -> None:
    outcomes: list[str] = []

    def refuse(_: object) -> algo.StrategyStatus:
        outcomes.append("refused")
        raise NotFound("no strategy 's-9'")

    await serve(running, "rpc.algo.deployments.start", algo.StartDeployment, refuse)
    for _ in range(2):
        reply = await running.bearer(
            "POST", "/api/v1/deployments", json={"strategy": "s-9", "account": "paper-1"},
            headers={"Idempotency-Key": "key-2"},
        )  # fmt: skip
        assert reply.status_code == 404
    assert len(outcomes) == 2


async def test_the_kill_switch_stops_everything(running: Any) -> None:
    asked = await serve(
        running, "rpc.algo.deployments.stop", algo.StopDeployment,
        lambda _: algo.DeploymentsReply(deployments=[]),
    )  # fmt: skip
    reply = await running.bearer("POST", "/api/v1/kill-switch")
    assert reply.status_code == 200
    assert reply.json() == {
        "mode": "demo", "stopped": 0, "accounts": [], "closed": [], "problems": [],
    }  # fmt: skip
    assert asked == [algo.StopDeployment(reason="kill switch")]


async def test_indicators_are_asked_for_as_documents_name_them(running: Any) -> None:
    series = algo.IndicatorSeries(name="EMA(20)", line="value", pane="price", values=[None, 1.5])
    asked = await serve(
        running, "rpc.algo.indicators", algo.IndicatorsRequest,
        lambda _: algo.IndicatorsReply(
            symbol="EURUSD", timeframe="M1", time=[1, 2], series=[series]
        ),
    )  # fmt: skip
    operand = {"ind": "ema", "period": 20}
    query = {"symbol": "EURUSD", "timeframe": "M1", "ind": [json.dumps(operand)]}
    reply = await running.bearer("GET", "/api/v1/indicators", params=query)
    assert reply.json()["series"][0]["values"] == [None, 1.5]
    assert asked[0].indicators == [operand]
    for wrong in (["[]"], ["{"], ["{}"] * 13):
        reply = await running.bearer("GET", "/api/v1/indicators", params={**query, "ind": wrong})
        assert reply.status_code == 422
