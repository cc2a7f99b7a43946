"""A call's failure as a value: nobody can read an unanswered question as "nothing there"."""

from dataclasses import dataclass
from typing import TypeAlias, TypeVar

NOT_SENT_CODES = frozenset({-2, -3, -7, -8, -10003, -10004})
"""Codes of `last_error()` after which a request certainly did not reach the terminal."""
HALT_CODES = frozenset({-6, -8})
"""Codes after which the account is halted until a person or a health check clears it."""
WRONG_ACCOUNT_CODE = -6
"""Authorisation failed: also what a call gets while another account is logged in."""
NOT_CONNECTED_CODE = -10004
"""No IPC connection: also what a call gets that could not begin before its deadline."""
DEADLINE_CODE = -10005
"""IPC timeout: also what a call gets whose deadline the owner thread did not meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailed:
    """A call without an answer; `code` and `text` as MetaTrader's `last_error()` gives them.

    After an `order_send`, every code that is not in `NOT_SENT_CODES` means UNKNOWN.
    """

    code: int
    text: str
    never_sent: bool = False
    """The adapter held the request back: nothing was done, whatever the code says."""

    @property
    def may_have_acted(self) -> bool:
        """Whether a request may be inside the terminal all the same."""
        return not self.never_sent and self.code not in NOT_SENT_CODES


T = TypeVar("T")
Answer: TypeAlias = T | CallFailed
"""What a call gives: ask `isinstance(answer, CallFailed)` before anything else."""
