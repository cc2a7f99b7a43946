"""Each of the five known mistakes makes the campaign fail, and within few seeds."""

import pytest

from campaign import mutants
from campaign.bridge import MakeExecutor
from campaign.campaign_run import first_failure
from campaign.executor import real
from campaign.walk import SHORT

SEEDS = range(300)


@pytest.mark.parametrize(
    "mutant", [mutants.resends_on_none, mutants.has_one_magic, mutants.hard_codes_ioc]
)
def test_a_known_mistake_is_caught(mutant: MakeExecutor) -> None:
    assert first_failure(SEEDS, mutant, steps=SHORT)


def test_a_partial_fill_taken_for_a_failure_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    mutants.takes_partial_for_failure(monkeypatch)
    assert ": told: " in first_failure(SEEDS, real, steps=SHORT)


def test_a_missing_answer_read_as_flat_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    mutants.believes_one_read(monkeypatch)
    assert ": told: " in first_failure(SEEDS, mutants.reads_none_as_closed, steps=SHORT)
