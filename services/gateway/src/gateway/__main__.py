"""The gateway's composition root."""

import asyncio

import structlog

from gateway.answers import PostgresAnswers
from gateway.audit import PostgresAudit
from gateway.credentials_postgres import PostgresCredentials
from gateway.gateway import Gateway
from gateway.live.feed import Live
from gateway.parts import Parts
from gateway.place import Place
from gateway.rates import Rates
from gateway.settings import GatewaySettings, names
from tickloom.domain.errors import Unavailable
from tickloom.runtime.fault_points import FaultPoints
from tickloom.runtime.service import Service, run_service
from tickloom.storage.database import open_pool
from tickloom.storage.migrations import migrate

log = structlog.get_logger(__name__)

_SWEEP_S = 600.0
_QUERY_S = 5.0
"""An order waits for several queries, and lives ten seconds."""
_AUDIT_EVERY_S = 86_400.0


async def compose(service: Service[GatewaySettings]) -> None:
    """Wire the parts; return when requests are answered."""
    settings, clock, bus = service.settings, service.clock, service.bus
    pool = await open_pool(
        settings.postgres_dsn.get_secret_value(), schema="gateway", command_timeout_s=_QUERY_S
    )
    service.stack.push_async_callback(pool.close)
    await migrate(pool, schema="gateway", package="gateway.migrations")
    credentials = PostgresCredentials(pool, now_us=clock.now_us)
    answers = PostgresAnswers(pool, now_us=clock.now_us)
    await credentials.prepare(
        admin_api_key=settings.admin_api_key.get_secret_value(),
        sign_in_token=settings.sign_in_token.get_secret_value(),
    )
    mode = "replay" if settings.venue == "replay" else "demo"
    live = Live(bus=bus, clock=clock, venue=settings.venue, mode=mode)
    place = Place(
        web_dir=settings.web_dir, hosts=names(settings.gateway_hosts), venue=settings.venue,
        origins=names(settings.gateway_origins), version=settings.version,
    )  # fmt: skip
    audit = PostgresAudit(pool, now_us=clock.now_us)
    parts = Parts(
        bus=bus, clock=clock, place=place, credentials=credentials, answers=answers, live=live,
        rates=Rates(monotonic_s=clock.monotonic_s), audit=audit,
        reach=FaultPoints.from_environment().reach,
    )  # fmt: skip
    gateway = Gateway(parts, host=settings.gateway_host, port=settings.gateway_port)
    service.stack.push_async_callback(gateway.stop)
    await gateway.start()
    service.spawn(gateway.run(), name="gateway")
    service.spawn(sweep(credentials, answers), name="sweep")
    service.spawn(check_audit(audit), name="audit")
    service.counters = lambda: {"clients": float(len(live.callers))}


async def sweep(credentials: PostgresCredentials, answers: PostgresAnswers) -> None:
    """Forget what has ended, now and every ten minutes."""
    while True:
        try:
            await credentials.sweep()
            await answers.sweep()
        except Unavailable as error:
            log.warning("sweep_postponed", detail=error.detail)
        await asyncio.sleep(_SWEEP_S)


async def check_audit(audit: PostgresAudit) -> None:
    """Walk the chain of the audit, now and once a day."""
    while True:
        try:
            broken = await audit.broken_at()
            if broken is not None:
                log.error("audit_chain_broken", row=broken)
        except Unavailable as error:
            log.warning("audit_check_postponed", detail=error.detail)
        await asyncio.sleep(_AUDIT_EVERY_S)


def main() -> None:
    run_service("gateway", GatewaySettings, compose)


if __name__ == "__main__":
    main()
