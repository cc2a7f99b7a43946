"""Every route of the OpenAPI document with every kind of credential, and the headers of all."""

import re
from typing import Any

import pytest

from gateway.app import bare_app
from gateway.openapi import describe
from gateway.rates import CALLS

DOCUMENT: dict[str, Any] = describe(bare_app("0.1.0"))
ROUTES = [
    (method.upper(), path, bool(operation.get("security")))
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
FILES = {"read_report", "export_backtest"}
OPEN = {("GET", "/api/v1/health"), ("GET", "/api/v1/ready"), ("POST", "/api/v1/sign-in")}
WRONG: tuple[dict[str, str], ...] = (
    {},
    {"Authorization": "Bearer tk_live_0123abcd_" + "z" * 43},
    {"Authorization": "Bearer tk_live_99999999_" + "k" * 43},
    {"Authorization": "Bearer nothing"},
    {"Authorization": "Basic YWRtaW46YWRtaW4="},
    {"Cookie": "tickloom_session=" + "s" * 43},
)
SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


def concrete(path: str) -> str:
    return re.sub(r"\{\w+\}", "some-id", path)


def test_only_these_routes_are_open_to_everyone() -> None:
    assert {(method, path) for method, path, is_protected in ROUTES if not is_protected} == OPEN


def test_every_operation_is_typed_and_named() -> None:
    names: list[str] = []
    for operations in DOCUMENT["paths"].values():
        for operation in operations.values():
            names.append(operation["operationId"])
            good = next(v for status, v in operation["responses"].items() if status[0] == "2")
            if operation["operationId"] not in FILES:
                assert "$ref" in good["content"]["application/json"]["schema"]
            problem = operation["responses"]["default"]["content"]["application/problem+json"]
            assert problem["schema"]["$ref"].endswith("/Problem")
    assert len(names) == len(set(names))


async def test_every_protected_route_refuses_every_wrong_credential_alike(running: Any) -> None:
    for method, path, is_protected in ROUTES:
        answers: set[tuple[object, ...]] = set()
        for headers in WRONG:
            running.parts.rates.forget()
            reply = await running.http.request(
                method, concrete(path), headers=headers, json={} if method != "GET" else None
            )
            if is_protected:
                assert reply.status_code == 401, (method, path, headers)
                body = reply.json()
                answers.add((body["code"], body["detail"], body["hint"], body["type"]))
            else:
                assert reply.status_code != 401 or path.endswith("sign-in")
        assert len(answers) <= 1, "nobody learns which part was wrong"


async def test_a_right_key_is_let_through_everywhere(running: Any) -> None:
    for method, path, _ in ROUTES:
        reply = await running.bearer(
            method, concrete(path), json={} if method != "GET" else None, timeout=10
        )
        assert reply.status_code not in {401, 403, 404, 405, 500}, (method, path, reply.text)


ANSWERS = (
    ("GET", "/", 200),
    ("GET", "/live", 200),
    ("GET", "/docs", 200),
    ("GET", "/docs/docs.js", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/api/v1/nothing", 404),
    ("DELETE", "/api/v1/time", 405),
    ("GET", "/api/v1/health", 503),
    ("GET", "/api/v1/me", 401),
    ("GET", "/api/v1/candles?symbol=EURUSD&timeframe=M9", 401),
    ("POST", "/api/v1/sign-in", 422),
    ("PUT", "/somewhere", 404),
)


async def test_every_answer_has_the_security_headers(running: Any) -> None:
    for method, path, status in ANSWERS:
        reply = await running.http.request(method, path, json={} if method != "GET" else None)
        assert reply.status_code == status, (method, path)
        assert SECURITY.items() <= dict(reply.headers).items()
        policy = reply.headers["content-security-policy"]
        for directive in ("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'"):
            assert directive in policy
        assert "unsafe" not in policy
        assert reply.headers["x-request-id"]
        if status >= 400 and path != "/api/v1/health":
            body = reply.json()
            assert reply.headers["content-type"] == "application/problem+json"
            assert (body["status"], body["trace_id"]) == (status, reply.headers["x-trace-id"])
            assert {"type", "title", "code", "detail", "hint", "retryable"} <= body.keys()


async def test_an_unexpected_failure_is_a_problem_that_tells_nothing(
    running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise RuntimeError("a secret in a message")

    monkeypatch.setattr(running.parts.clock, "now_us", fail)
    reply = await running.bearer("GET", "/api/v1/time")
    assert reply.status_code == 500
    assert "secret" not in reply.text
    assert "content-security-policy" in reply.headers
    assert reply.headers["content-type"] == "application/problem+json"


async def test_requests_for_another_host_or_from_another_page_are_refused(running: Any) -> None:
    rebound = await running.bearer("GET", "/api/v1/time", headers={"Host": "evil.example:8080"})
    assert (rebound.status_code, rebound.json()["code"]) == (421, "wrong_host")
    foreign = await running.bearer(
        "POST", "/api/v1/kill-switch", headers={"Origin": "https://evil.example"}
    )
    assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_origin")


async def test_a_body_beyond_the_limit_is_refused_declared_or_not(running: Any) -> None:
    async def chunks() -> Any:
        for _ in range(40):
            yield b" " * 65_536

    for content in (b" " * 1_100_000, chunks()):
        reply = await running.bearer(
            "POST", "/api/v1/strategies", content=content,
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


async def test_trace_and_request_ids_are_taken_over(running: Any) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    reply = await running.http.get(
        "/api/v1/me",
        headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01", "X-Request-Id": "from-me-1"},
    )
    assert reply.headers["x-request-id"] == "from-me-1"
    assert reply.json()["trace_id"] == trace


async def test_too_many_requests_are_told_when_to_come_back(running: Any) -> None:
    first = await running.bearer("GET", "/api/v1/time")
    assert int(first.headers["x-ratelimit-remaining"]) == 299
    assert first.headers["ratelimit-policy"] == '"calls";q=300;w=6'
    for _ in range(300):
        running.parts.rates.take(CALLS, "key:0123abcd")
    reply = await running.bearer("GET", "/api/v1/time")
    assert (reply.status_code, reply.json()["code"]) == (429, "rate_limited")
    assert reply.json()["retryable"] is True
    assert int(reply.headers["retry-after"]) >= 1
