"""The bridge's side of the lease: an order of an older holder is refused, over restarts.

The highest token ever seen is kept. A table that was wiped counts from 1 again, so every new token
is below it: orders are then refused and the account is halted until an operator has confirmed the
new table (`orders.md` 6.7). Orders by hand carry no token and need none.
"""

import threading

import structlog

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal
from tickloom.domain.errors import Conflict, InvalidInput
from tickloom.runtime.clock import Clock
from tickloom.runtime.lease import token_of

CAUSE = "lease_table"
_NAME = "lease_token"
_DOUBTS_MAX = 3
"""A row read a moment before a newer holder's order may be older; the third in a row is not."""
log = structlog.get_logger(__name__)


class LeaseGuard:
    """An interlock of the gate; `on_row` is called for every row that is seen in the table."""

    def __init__(self, kept: KeptState, halts: Halts, clock: Clock) -> None:
        self._kept = kept
        self._halts = halts
        self._clock = clock
        self._lock = threading.Lock()
        stored = kept.get(_NAME)
        self._highest = 0 if stored is None else int(stored)
        self._newest_row = 0
        self._doubts = 0

    @property
    def highest(self) -> int:
        return self._highest

    def on_row(self, value: bytes | None, revision: int) -> None:
        """The account's row as it stands; None: nobody holds the lease."""
        if value is None:
            return
        token = token_of(value, revision)
        with self._lock:
            self._newest_row = token
            self._doubts = self._doubts + 1 if token < self._highest else 0
        if self._doubts >= _DOUBTS_MAX:
            detail = (
                f"the table LEASE counts from the beginning again (its holder has token {token}, "
                f"token {self._highest} was seen before): it was wiped or replaced; confirm it"
            )
            self._halts.halt(CAUSE, detail)
        self._raise_to(token)

    def refusal(self, proposal: Proposal) -> Refusal | None:
        """Exits pass: they must work whoever holds the lease, and close by ticket."""
        if proposal.kind is ProposalKind.EXIT:
            return None
        token = proposal.lease_token
        if token is None:
            if proposal.deployment is None or self._highest == 0:
                return None
            detail = "the order of a strategy carries no token, though the account has a lease"
            return Refusal(reason="no_lease_token", detail=detail)
        if token < self._highest:
            detail = f"token {token} is older than {self._highest}: somebody else decides now"
            return Refusal(reason="fenced", detail=detail)
        self._raise_to(token)
        return None

    def confirm_new_table(self, *, by: str, reason: str) -> None:
        """An operator's word that the table is right and its count begins anew."""
        if not by.strip() or not reason.strip():
            raise InvalidInput("by and reason", (by, reason), "who confirms the table, and why")
        if not self._halts.has(CAUSE):
            raise Conflict("the table LEASE is not in doubt")
        with self._lock:
            self._highest, self._doubts = self._newest_row, 0
            self._kept.put(_NAME, str(self._highest).encode())
        self._kept.say("lease", f"new table from {self._highest}: {reason} ({by})",
                       at_us=self._clock.now_us())  # fmt: skip
        self._halts.clear(CAUSE, by=by, reason=reason)

    def _raise_to(self, token: int) -> None:
        with self._lock:
            if token <= self._highest:
                return
            self._kept.put(_NAME, str(token).encode())
            self._highest = token
        log.info("lease_token", token=token)
