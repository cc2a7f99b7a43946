"""Links, sessions and keys on a real PostgreSQL."""

import asyncio
import json
import statistics
import time
from typing import Any

import asyncpg
import pytest

from gateway.credentials import Unauthenticated
from gateway.credentials_postgres import PostgresCredentials
from gateway.live import feed
from tickloom.domain.errors import InvalidInput

LINK = "a-one-time-token-of-a-sign-in-link-1234567"
API_KEY = "tk_live_0123abcd_" + "k" * 43
CSRF = {"X-Tickloom": "1"}


async def sign_in(running: Any, token: str = LINK) -> Any:
    return await running.http.post("/api/v1/sign-in", json={"token": token})


async def test_a_link_signs_in_once_and_its_session_lives_until_signing_out(stored: Any) -> None:
    running = stored.running
    reply = await sign_in(running)
    assert reply.json()["user"] == {"name": "admin", "role": "admin"}
    cookie = reply.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/", "max-age=2592000"):
        assert part in cookie
    assert (await running.http.get("/api/v1/me")).json()["user"]["name"] == "admin"
    again = await sign_in(running)
    assert (again.status_code, again.json()["code"]) == (401, "unauthenticated")
    unmarked = await running.http.post("/api/v1/sign-out")
    assert (unmarked.status_code, unmarked.json()["code"]) == (403, "csrf_header_missing")
    session = running.http.cookies["tickloom_session"]
    assert (await running.http.post("/api/v1/sign-out", headers=CSRF)).status_code == 200
    kept = await running.http.get("/api/v1/me", headers={"Cookie": f"tickloom_session={session}"})
    assert kept.status_code == 401, "the session has ended, not only its cookie"


async def test_ten_at_once_with_one_link_make_one_session(stored: Any) -> None:
    replies = await asyncio.gather(*(sign_in(stored.running) for _ in range(10)))
    assert sorted(reply.status_code for reply in replies) == [200] + [401] * 9


async def test_a_used_link_stays_used_when_the_gateway_starts_again_with_it(stored: Any) -> None:
    await sign_in(stored.running)
    await stored.credentials.prepare(admin_api_key=API_KEY, sign_in_token=LINK)
    assert (await sign_in(stored.running)).status_code == 401


async def test_guessing_links_is_slowed_down(stored: Any) -> None:
    codes = [(await sign_in(stored.running, f"{n:032}")).status_code for n in range(25)]
    assert codes[:20] == [401] * 20
    assert codes[20:] == [429] * 5
    assert (await stored.running.bearer("GET", "/api/v1/me")).status_code == 200
    assert (await sign_in(stored.running)).status_code == 200, "nobody locks out the owner"


async def test_a_new_admin_key_ends_the_one_before(stored: Any) -> None:
    assert (await stored.running.bearer("GET", "/api/v1/me")).status_code == 200
    await stored.credentials.prepare(admin_api_key="tk_live_0a0a0a0a_" + "n" * 43, sign_in_token="")
    assert (await stored.running.bearer("GET", "/api/v1/me")).status_code == 401
    with pytest.raises(InvalidInput, match="TICKLOOM_ADMIN_API_KEY"):
        await stored.credentials.prepare(admin_api_key="password", sign_in_token="")


async def test_the_database_holds_no_secret(stored: Any, postgres_dsn: str) -> None:
    await sign_in(stored.running)
    session = stored.running.http.cookies["tickloom_session"]
    ticket = await stored.running.http.post("/api/v1/ws-ticket", headers=CSRF)
    connection = await asyncpg.connect(postgres_dsn)
    tables = ("users", "api_keys", "sign_in_links", "sessions", "socket_tickets", "answers")
    dump = ""
    for table in tables:
        dump += repr(await connection.fetch(f"SELECT t::text FROM gateway.{table} t"))
    await connection.close()
    assert "admin" in dump
    for secret in (API_KEY, LINK, session, ticket.json()["ticket"], "k" * 43):
        assert secret not in dump


async def test_tickets_are_single_use_bound_and_short_lived(stored: Any) -> None:
    credentials: PostgresCredentials = stored.credentials
    caller = await credentials.caller_of_key(API_KEY)
    first = await credentials.issue_ticket(caller, origin="http://one")
    redeemed = await asyncio.gather(
        *(credentials.redeem_ticket(first, origin="http://one") for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, BaseException) for result in redeemed) == 1
    second = await credentials.issue_ticket(caller, origin="http://one")
    with pytest.raises(Unauthenticated):
        await credentials.redeem_ticket(second, origin="http://two")
    with pytest.raises(Unauthenticated):
        await credentials.redeem_ticket(second, origin="http://one")


async def test_signing_out_closes_the_session_s_sockets(
    stored: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_REVOKED_EVERY_S", 0.05)
    running = stored.running
    await sign_in(running)
    origin = {"Origin": running.address}
    ticket = (await running.http.post("/api/v1/ws-ticket", headers=CSRF | origin)).json()["ticket"]
    async with running.socket(origin=running.address) as socket:
        await socket.send(json.dumps({"id": 1, "op": "auth", "args": {"ticket": ticket}}))
        assert json.loads(await socket.recv())["ok"] is True
        watching = asyncio.get_running_loop().create_task(
            running.parts.live.watch_revocations(stored.credentials.valid)
        )
        await running.http.post("/api/v1/sign-out", headers=CSRF)
        await asyncio.wait_for(socket.wait_closed(), 5)
        assert socket.close_code == 4401
        watching.cancel()


async def test_unknown_id_and_wrong_secret_take_the_same_time(stored: Any) -> None:
    async def median_s(key: str) -> float:
        spent: list[float] = []
        for _ in range(60):
            started = time.perf_counter()
            with pytest.raises(Unauthenticated):
                await stored.credentials.caller_of_key(key)
            spent.append(time.perf_counter() - started)
        return statistics.median(spent)

    await median_s("tk_live_77777777_" + "k" * 43)
    unknown = await median_s("tk_live_99999999_" + "k" * 43)
    wrong = await median_s("tk_live_0123abcd_" + "w" * 43)
    assert 0.5 < unknown / wrong < 2.0


async def test_answers_outlive_the_process_and_open_outcomes_stay_reserved(
    stored: Any, postgres_dsn: str
) -> None:
    body = {"strategy": "s-1", "account": "paper-1"}
    connection = await asyncpg.connect(postgres_dsn)
    await connection.execute(
        "INSERT INTO gateway.answers (owner, route, key, body_hash, created_us) "
        "VALUES ('admin', 'POST /api/v1/deployments', 'open', sha256($1), 0)",
        json.dumps(body, separators=(",", ":")).encode(),
    )
    await connection.close()
    reply = await stored.running.bearer(
        "POST", "/api/v1/deployments", headers={"Idempotency-Key": "open"}, json=body
    )
    assert (reply.status_code, reply.json()["code"]) == (409, "idempotency_pending")
