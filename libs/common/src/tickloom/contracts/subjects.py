"""Subject names and the one function that makes a token of any text."""

from urllib.parse import unquote

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_EMPTY = "%"

TENANT = "local"
"""The tenant of an installation that serves one owner."""


def encode_token(text: str) -> str:
    """`text` as exactly one subject token: no dot, blank or wildcard survives.

    Unsafe characters become %XX of their UTF-8 bytes, so `EURUSD.m` keeps its own case and
    `decode_token` gives it back. The empty text is the single character %.
    """
    if not text:
        return _EMPTY
    return "".join(
        c if c in _SAFE else "".join(f"%{byte:02X}" for byte in c.encode()) for c in text
    )


def decode_token(token: str) -> str:
    """The text that `encode_token` was given."""
    return "" if token == _EMPTY else unquote(token)


def tick(venue: str, symbol: str) -> str:
    return f"md.tick.{encode_token(venue)}.{encode_token(symbol)}"


def bar(venue: str, symbol: str, timeframe: str) -> str:
    return f"md.bar.{encode_token(venue)}.{encode_token(symbol)}.{timeframe}"


def forming(venue: str, symbol: str, timeframe: str) -> str:
    return f"md.forming.{encode_token(venue)}.{encode_token(symbol)}.{timeframe}"


def feed(venue: str) -> str:
    return f"md.feed.{encode_token(venue)}"


def bridge(venue: str) -> str:
    return f"md.bridge.{encode_token(venue)}"


def command(account: str, verb: str, tenant: str = TENANT) -> str:
    return f"cmd.{encode_token(tenant)}.{encode_token(account)}.{verb}"


def event(account: str, noun: str, tenant: str = TENANT) -> str:
    return f"evt.{encode_token(tenant)}.{encode_token(account)}.{noun}"


def mark(account: str, tenant: str = TENANT) -> str:
    return f"mark.{encode_token(tenant)}.{encode_token(account)}"


def algo(deployment: str, noun: str, tenant: str = TENANT) -> str:
    return f"algo.{encode_token(tenant)}.{encode_token(deployment)}.{noun}"


BACKTEST_STEP = "bt.job.step"
BACKTEST_CHUNK = "bt.job.chunk"


def progress(job: str) -> str:
    return f"bt.progress.{encode_token(job)}"


def cancel(job: str) -> str:
    return f"bt.cancel.{encode_token(job)}"


def run_ended(job: str) -> str:
    return f"bt.result.{encode_token(job)}"


def dead_letter(subject: str) -> str:
    """Where a message of `subject` goes that could not be worked off; one token for it all."""
    return f"dlq.{encode_token(subject)}"


def rpc(service: str, verb: str) -> str:
    """A request that `service` answers; `verb` may hold dots (`strategies.list`)."""
    return f"rpc.{service}.{verb}"


def kill(account: str, tenant: str = TENANT) -> str:
    return f"ctl.kill.{encode_token(tenant)}.{encode_token(account)}"


def row(account: str, tenant: str = TENANT) -> str:
    """An account's key in a table of the order path; keys know no %, so = stands in for it."""
    return f"{encode_token(tenant)}.{encode_token(account)}".replace("%", "=")


def executor_row(tenant: str = TENANT) -> str:
    """The key in the table LEASE of the process that runs the strategies."""
    return f"executor.{encode_token(tenant)}".replace("%", "=")
