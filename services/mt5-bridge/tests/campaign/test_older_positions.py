"""Accounts older than the record: their positions are known, and nothing of them is invented."""

from functools import partial

import pytest

from campaign import venue
from campaign.executor import real
from campaign.venue import Venue
from campaign.walk import SHORT, walked
from tickloom_terminal.trade.records import AccountRules

SEEDS = 60
DAYS_S = 30 * 86_400.0


def opened_long_ago(at: Venue) -> None:
    """Two positions a symbol, or one on netting accounts, and a month in which nobody looks."""
    for sheet in at.sheets:
        at.trade_by_hand(sheet.name, buys=True, volume="0.30")
        at.trade_by_hand(sheet.name, buys=sheet is at.sheets[0], volume="0.20")
    at.clock.advance(DAYS_S)
    at.market.catch_up()


@pytest.mark.parametrize(
    ("kind", "margin_mode"), [("netting", 0), ("exchange", 1), ("hedging", 2)]
)  # fmt: skip
def test_positions_opened_before_the_record_are_those_of_the_broker(
    kind: str, margin_mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`Watch` compares each with the broker's at rest: side, volume, opening price, ticket."""
    monkeypatch.setattr(venue, "AccountRules", partial(AccountRules, margin_mode=margin_mode))
    deals = sum(
        walked(seed, real, steps=2 * SHORT, before=opened_long_ago).deals for seed in range(SEEDS)
    )
    assert deals > SEEDS, kind
