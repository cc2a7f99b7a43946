"""Which documents this program reads, and how older ones become today's.

`spec_version` is the major version: it changes only when an existing document would mean something
else, and then a pure step from the old to the new joins `STEPS`. What is merely added raises
`REVISION`; absent always means what it meant before, so old hashes stay.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.finding import Finding, error

SPEC_VERSION = 1
REVISION = 2
STAMP = "revision"
Step = Callable[[dict[str, Any]], dict[str, Any]]
STEPS: Mapping[int, Step] = {}

FIRST_INDICATORS = (
    "sma", "ema", "wma", "hma", "dema", "tema", "rma", "vwap", "rsi", "macd", "bbands", "atr",
    "adx", "stoch", "stochrsi", "cci", "mfi", "obv", "willr", "roc", "momentum", "keltner",
    "donchian", "ichimoku", "psar", "supertrend", "stdev", "zscore", "highest", "lowest", "pivot",
    "aroon",
)  # fmt: skip
"""The words of revision 1; every later indicator belongs to revision 2."""


def migrate(
    raw: object, *, to: int = SPEC_VERSION, steps: Mapping[int, Step] = STEPS
) -> tuple[object, tuple[Finding, ...]]:
    """`raw` as a document of version `to`, or the finding that says why it cannot be one.

    A value that names no version is handed back as it is: the parser says what is missing.
    """
    document = cast("dict[str, Any]", raw)
    number = _version(document) if isinstance(raw, dict) else None
    if number is None:
        return document, ()
    if number > to:
        return document, (
            error(
                "/spec_version", "invalid:version",
                f"the document is of version {number}, this program reads up to version {to}",
                f"a program that reads version {number} is needed",
            ),
        )  # fmt: skip
    while number < to:
        if number not in steps:
            return document, (
                error(
                    "/spec_version", "invalid:version", f"there is no version {number}",
                    f"versions that can be read: {', '.join(map(str, sorted({*steps, to})))}",
                ),
            )  # fmt: skip
        document = steps[number](document)
        number += 1
    return document, ()


def _version(document: dict[str, Any]) -> int | None:
    version = document.get("spec_version")
    if isinstance(version, float) and version.is_integer():
        return int(version)
    return version if isinstance(version, int) and not isinstance(version, bool) else None


def newer_revision(raw: object) -> tuple[Finding, ...]:
    """The finding about a document that says it was written for a later revision.

    Writers may stamp `provenance.revision`; a document with unknown fields and without a stamp is
    refused as well, only without the number.
    """
    if not isinstance(raw, dict):
        return ()
    provenance = cast("dict[str, Any]", raw).get("provenance")
    if not isinstance(provenance, dict):
        return ()
    stamp = cast("dict[str, Any]", provenance).get(STAMP)
    if isinstance(stamp, int) and not isinstance(stamp, bool) and stamp > REVISION:
        return (
            error(
                f"/provenance/{STAMP}", "invalid:revision",
                f"the document needs revision {stamp} of version {SPEC_VERSION}, this program "
                f"reads revision {REVISION}", "use a newer program, or remove what is new in it",
            ),
        )  # fmt: skip
    return ()


def revision_needed(raw: object) -> int:
    """The lowest revision that reads a document: what a writer stamps."""
    if isinstance(raw, dict):
        members = cast("dict[str, Any]", raw)
        name = members.get("ind")
        later = isinstance(name, str) and name in CATALOGUE and name not in FIRST_INDICATORS
        if later or (isinstance(name, str) and "form" in members):
            return REVISION
        return max((revision_needed(v) for k, v in members.items() if k != "provenance"), default=1)
    if isinstance(raw, list):
        return max((revision_needed(member) for member in cast("list[Any]", raw)), default=1)
    return 1
