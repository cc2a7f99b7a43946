"""The word to the kill switch of each account, at once; who does not answer is named."""

import asyncio

import structlog

from gateway.credentials import Caller
from gateway.desk import metrics
from gateway.models.orders import Kill
from gateway.models.reply import model_of
from gateway.parts import Parts
from tickloom.contracts import subjects
from tickloom.contracts.codec import encode
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import AccountMarked, KillInfo, KillReply, KillSwitch
from tickloom.domain.errors import NotFound, TickloomError, Unavailable

log = structlog.get_logger(__name__)

_HEARD_WITHIN_S = 2.0
_RELEASED_WITHIN_S = 10.0
_MARKED_WITHIN_S = 1.5
"""The account is said every second: who was too slow to answer may have acted."""


async def accounts_of(parts: Parts, account: str | None) -> list[str]:
    """The accounts that are meant; those that were heard of count also while the bridge is away."""
    known = set(parts.live.hub.keys("account"))
    try:
        known |= {one.account for one in await parts.venue_now.accounts()}
    except Unavailable as error:
        log.warning("accounts_unread", detail=error.detail)
    if account is None:
        return sorted(known)
    if known and account not in known:
        raise NotFound(
            f"account: there is no account {account[:64]!r}", code="unknown_account",
            hint="known accounts: " + ", ".join(sorted(known)),
        )  # fmt: skip
    return [account]


async def say(
    parts: Parts, caller: Caller, names: list[str], *, reason: str, engaged: bool, flatten: bool
) -> list[Kill]:
    """Throw or release the switch of every account at the same time."""
    stamper = Stamper(mode=parts.live.board.mode, now_us=parts.clock.now_us)

    async def one(name: str) -> Kill:
        subject = subjects.kill(name)
        word = KillSwitch(
            **stamper.header(subject), account=name, by=caller.name, reason=reason,
            engaged=engaged, flatten=flatten,
        )  # fmt: skip
        kept = asyncio.create_task(_keep(parts, word))
        try:
            within_s = _HEARD_WITHIN_S if engaged else _RELEASED_WITHIN_S
            reply = await parts.bus.request(subject, word, KillReply, timeout_s=within_s)
        except TickloomError as error:
            log.error("kill_unconfirmed", account=name, detail=error.detail)
            kill = await _as_marked(parts, name, since_us=word.at, engaged=engaged)
            if kill is None:
                detail = error.detail
                if await kept and engaged:
                    detail += "; the word is kept, and the bridge finds it when it comes back"
                kill = Kill(account=name, stage="unconfirmed", detail=detail, reason=reason)
        else:
            kill = kill_of(name, reply.kill)
            await kept
        metrics.KILLS.labels(word="engage" if engaged else "release", stage=kill.stage).inc()
        return kill

    return list(await asyncio.gather(*(one(name) for name in names)))


async def _as_marked(parts: Parts, account: str, *, since_us: int, engaged: bool) -> Kill | None:
    """The switch as the account's own mark says it, if that shows the word was heard."""
    give_up_s = parts.clock.monotonic_s() + _MARKED_WITHIN_S
    while True:
        heard = parts.venue_now.heard(account)
        info = heard.kill if heard is not None and heard.at > since_us else None
        if info is not None and (info.stage != "off") is engaged:
            return kill_of(account, info)
        if parts.clock.monotonic_s() >= give_up_s:
            return None
        await asyncio.sleep(0.1)


async def _keep(parts: Parts, word: KillSwitch) -> bool:
    """The word in the table that a bridge reads when it starts; False when it is not there."""
    try:
        table = await parts.bus.key_value("KILL")
        await table.put(subjects.row(word.account), encode(word))
    except TickloomError as error:
        log.error("kill_unkept", account=word.account, detail=error.detail)
        return False
    return True


def kill_of(account: str, info: KillInfo) -> Kill:
    return model_of(Kill, info, account=account)


def state_of(account: AccountMarked) -> Kill:
    """As the bridge states it; an older bridge says nothing about a switch."""
    if account.kill is None:
        return Kill(
            account=account.account, stage="unconfirmed",
            detail="the running bridge has no kill switch of its own",
        )  # fmt: skip
    return kill_of(account.account, account.kill)
