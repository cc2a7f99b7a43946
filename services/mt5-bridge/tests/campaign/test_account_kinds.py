"""The same schedules where a symbol has one position only: an opposite deal turns it round."""

from functools import partial

import pytest

from campaign import venue
from campaign.campaign_run import run_seeds
from campaign.executor import real
from campaign.walk import SHORT
from tickloom_terminal.trade.records import AccountRules

SEEDS = 80


@pytest.mark.parametrize(("kind", "margin_mode"), [("netting", 0), ("exchange", 1)])
def test_schedules_on_netting_accounts_end_without_a_duplicate_or_a_lost_fill(
    kind: str, margin_mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venue, "AccountRules", partial(AccountRules, margin_mode=margin_mode))
    figures = run_seeds(range(SEEDS), real, steps=SHORT)
    assert not figures.failures, (kind, figures.failures[:5])
    assert (figures.duplicates, figures.lost_fills) == (0, 0)
    assert figures.deals > SEEDS
