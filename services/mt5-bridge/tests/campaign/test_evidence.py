"""Why the order path journals before it sends: three protocols under the same faults."""

import os
from functools import partial

import pytest

from campaign.evidence import Tally, WithJournal, naive, once_without_journal, tally

NORMAL = 2_000
CAMPAIGN = max(NORMAL, int(os.environ.get("TICKLOOM_FAULT_SEEDS", "50000")))
SEED = int(os.environ.get("TICKLOOM_FAULT_SEED", "1"))


def measured(seeds: int) -> dict[str, Tally]:
    every = range(SEED, SEED + seeds)
    return {
        "naive": tally(every, lambda: naive),
        "once": tally(every, lambda: once_without_journal),
        **{
            f"journal {quiet_s} s": tally(every, partial(WithJournal, float(quiet_s)))
            for quiet_s in (5, 30, 60)
        },
    }


def shown_in_order(results: dict[str, Tally]) -> None:
    """The naive protocol is the worst, the journal buys nothing twice, and waiting finds all."""
    assert results["naive"].duplicated > results["once"].duplicated > 0
    journals = [results[f"journal {quiet_s} s"] for quiet_s in (5, 30, 60)]
    assert [j.duplicated for j in journals] == [0, 0, 0]
    assert [j.worst for j in journals] == [1, 1, 1]
    assert journals[0].orphans >= journals[1].orphans >= journals[2].orphans == 0
    assert results["naive"].not_sent < journals[0].not_sent, "safety has a price"


def test_only_the_journal_never_buys_twice() -> None:
    shown_in_order(measured(NORMAL))


@pytest.mark.faults
def test_only_the_journal_never_buys_twice_in_a_campaign(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = measured(CAMPAIGN)
    with capsys.disabled():
        for name, result in results.items():
            print(f"\n{name:>14}: {result}", end="")  # noqa: T201  the figures are the purpose
    shown_in_order(results)


def test_a_seed_is_one_run() -> None:
    assert measured(50) == measured(50)
