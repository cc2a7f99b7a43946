"""Who may act: a viewer looks; and the audit of acts shows when a row was changed."""

from typing import Any

import asyncpg
import pytest

from gateway.audit import Entry, PostgresAudit
from tickloom.storage.database import open_pool

pytestmark = pytest.mark.servers

ACTS: tuple[tuple[str, str, dict[str, str] | None], ...] = (
    ("POST", "orders", {"account": "a", "symbol": "EURUSD", "side": "buy", "volume": "1"}),
    ("PATCH", "positions/1", {"account": "a", "stop_loss": "1"}),
    ("POST", "positions/1/close", {"account": "a"}),
    ("POST", "positions/1/close-by", {"account": "a", "by": "2"}),
    ("POST", "accounts/a/flatten", {}),
    ("PATCH", "waiting-orders/1", {"account": "a", "price": "1"}),
    ("DELETE", "waiting-orders/1?account=a", None),
    ("POST", "kill-switch", {}),
    ("POST", "kill-switch/release", {"reason": "none"}),
    ("POST", "deployments", {"strategy": "s", "account": "a"}),
    ("GET", "audit", None),
)


async def test_a_viewer_looks_and_cannot_act(stored: Any, postgres_dsn: str) -> None:
    pool = await open_pool(postgres_dsn, schema="gateway")
    await pool.execute("UPDATE users SET role = 'viewer'")
    for method, path, body in ACTS:
        reply = await stored.running.bearer(
            method, f"/api/v1/{path}", headers={"Idempotency-Key": "k"}, json=body
        )
        assert (reply.status_code, reply.json()["code"]) == (403, "role_may_not_trade"), path
    assert (await stored.running.bearer("GET", "/api/v1/me")).json()["user"]["role"] == "viewer"
    await pool.close()


def entry(subject: str) -> Entry:
    return Entry(
        user="admin", credential="key:1", what="order.new", account="paper-1", subject=subject,
        detail={"volume": "0.10"},
    )  # fmt: skip


async def test_a_changed_row_of_the_audit_is_found(stored: Any, postgres_dsn: str) -> None:
    assert stored
    pool = await open_pool(postgres_dsn, schema="gateway")
    audit = PostgresAudit(pool, now_us=iter(range(1, 100)).__next__)
    for number in range(5):
        await audit.write(entry(f"o-{number}"))
    assert await audit.broken_at() is None
    assert [row.entry.subject for row in await audit.newest(2, before=None)] == ["o-4", "o-3"]
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await pool.execute("UPDATE audit SET owner = 'nobody' WHERE id = 3")
    await pool.execute("ALTER TABLE audit DISABLE TRIGGER audit_unchanged")
    await pool.execute("UPDATE audit SET owner = 'nobody' WHERE id = 3")
    assert await audit.broken_at() == 3
    await pool.close()
