"""Who asks for an act, with which key: one value for everything that acts, as a dependency."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from gateway.access import Trader, UsesParts
from gateway.audit import Entry
from gateway.credentials import Caller
from gateway.idempotency import RequiredKey
from gateway.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request to act; `order_id` follows from the caller, the address and the key.

    A request that is repeated after a crash of the gateway therefore names the same order.
    """

    request: Request
    parts: Parts
    caller: Caller
    key: str

    @property
    def route(self) -> str:
        return f"{self.request.method} {self.request.url.path}"

    @property
    def order_id(self) -> str:
        text = f"{self.caller.user}\n{self.route}\n{self.key}"
        return "o-" + hashlib.sha256(text.encode()).hexdigest()[:24]

    @property
    def trace_id(self) -> str:
        return str(self.request.scope["state"]["trace_id"])

    async def note(self, what: str, *, account: str, subject: str, detail: dict[str, Any]) -> None:
        """One row of the audit; what cannot be written must not be done."""
        await self.parts.audit.write(
            Entry(
                user=self.caller.user, credential=self.caller.credential, what=what,
                account=account, subject=subject, detail=detail,
            )
        )  # fmt: skip


async def asking(request: Request, parts: UsesParts, caller: Trader, key: RequiredKey) -> Asking:
    return Asking(request=request, parts=parts, caller=caller, key=key)


Asks = Annotated[Asking, Depends(asking)]
