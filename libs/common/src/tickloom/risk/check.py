"""The answer of every risk rule: approved, or refused with the limit and the value that broke it.

A refusal is a value, not an error: it is logged, counted and shown like any other decision.
"""

from dataclasses import dataclass

from tickloom.domain.money import Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """This volume may be sent; `capped_by` names the limit that made it smaller, if one did."""

    volume: Volume
    capped_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing may be sent: a code word, the limit, the value that broke it, and both in words."""

    reason: str
    limit: str
    value: str
    detail: str
