"""The bridge's side of the lease: an order of an older holder is refused, over restarts.

The highest token ever seen is kept. A table that was wiped counts from 1 again, so every new token
is below it, or is the same number under another holder: the account is then halted until an
operator has confirmed the new table (`orders.md` 6.7). Orders by hand carry no token and need none
(decision 0094); an order of a strategy is never without one.
"""

import threading

import structlog

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal
from tickloom.domain.errors import Conflict, InvalidInput
from tickloom.runtime.clock import Clock
from tickloom.runtime.lease import FREE, LeaseRow, row_of

CAUSE = "lease_table"
_NAME = "lease_token"
_HOLDER = "lease_holder"
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
        stored, holder = kept.get(_NAME), kept.get(_HOLDER)
        self._highest = 0 if stored is None else int(stored)
        self._acquired = "" if holder is None else holder.decode()
        self._newest = LeaseRow(holder=FREE)
        self._doubts = 0

    @property
    def highest(self) -> int:
        return self._highest

    def on_row(self, value: bytes | None, revision: int) -> None:
        """The account's row as it stands; None: nobody holds the lease."""
        if value is None:
            return
        row = row_of(value, revision)
        with self._lock:
            self._newest = row
            doubt = self._doubt(row)
        if doubt:
            detail = f"the table LEASE was wiped or replaced: {doubt}; confirm it"
            self._halts.halt(CAUSE, detail)
        else:
            self._raise_to(row.token, _acquisition(row))

    def refusal(self, proposal: Proposal) -> Refusal | None:
        """Exits pass: they must work whoever holds the lease, and close by ticket.

        So does what the bridge does by itself for a position that was let in once.
        """
        if proposal.kind is ProposalKind.EXIT or proposal.is_repair:
            return None
        token = proposal.lease_token
        if token is None:
            if proposal.deployment is None:
                return None
            detail = "the order of a strategy carries no token: its maker holds no lease"
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
            self._doubts = 0
            self._keep(self._newest.token, _acquisition(self._newest))
        self._kept.say("lease", f"new table from {self._highest}: {reason} ({by})",
                       at_us=self._clock.now_us())  # fmt: skip
        self._halts.clear(CAUSE, by=by, reason=reason)

    def _doubt(self, row: LeaseRow) -> str:
        """Why this row cannot come from the table that was known; "" when nothing speaks for it."""
        self._doubts = self._doubts + 1 if row.token < self._highest else 0
        if self._doubts >= _DOUBTS_MAX:
            return f"its holder has token {row.token}, and {self._highest} was seen before"
        is_same = row.token == self._highest and self._acquired in {"", _acquisition(row)}
        if row.token != self._highest or row.holder == FREE or is_same:
            return ""
        return f"token {row.token} belonged to another holder before"

    def _raise_to(self, token: int, acquired: str = "") -> None:
        """An order tells the token alone; the row that is seen next tells whose it is."""
        with self._lock:
            is_told = bool(self._acquired) or not acquired
            if token < self._highest or (token == self._highest and is_told):
                return
            self._keep(token, acquired)
        log.info("lease_token", token=token)

    def _keep(self, token: int, acquired: str) -> None:
        self._kept.put(_NAME, str(token).encode())
        self._kept.put(_HOLDER, acquired.encode())
        self._highest, self._acquired = token, acquired


def _acquisition(row: LeaseRow) -> str:
    """The name of one acquisition; "" for a row that was given back."""
    return "" if row.holder == FREE else f"{row.holder} {row.since}"
