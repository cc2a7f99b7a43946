"""Seeded schedules of commands and faults, to rest, judged by the broker's books."""

import os

import pytest

from campaign.campaign_run import run_on_all_cores, run_seeds
from campaign.executor import real
from campaign.figures import Figures
from campaign.walk import LONG, SHORT, walked

NORMAL, NORMAL_WALKS = 1_000, 5
SEEDS = int(os.environ.get("TICKLOOM_FAULT_SEEDS", "5000"))
SEED = int(os.environ.get("TICKLOOM_FAULT_SEED", "1"))


def passed(figures: Figures) -> None:
    assert not figures.failures, "\n".join(figures.failures[:10])
    assert (figures.duplicates, figures.lost_fills) == (0, 0)


def test_a_thousand_schedules_end_without_a_duplicate_or_a_lost_fill() -> None:
    passed(run_seeds(range(SEED, SEED + NORMAL), real, steps=SHORT))


def test_long_walks_end_without_a_duplicate_or_a_lost_fill() -> None:
    passed(run_seeds(range(SEED, SEED + NORMAL_WALKS), real, steps=LONG))


def test_one_seed_is_one_run() -> None:
    assert [walked(seed, real).digest for seed in range(5)] == [
        walked(seed, real).digest for seed in range(5)
    ]


@pytest.mark.faults
@pytest.mark.parametrize(
    ("steps", "share"), [(SHORT, 1.0), (LONG, 0.02)], ids=["schedules", "walks"]
)
def test_the_campaign(steps: int, share: float, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = max(1, round(SEEDS * share))
    total = Figures()
    for figures in run_on_all_cores(range(SEED, SEED + seeds), real, steps=steps):
        total.add(figures)
    with capsys.disabled():
        print(f"\n{steps} steps each:\n{total.said()}")  # noqa: T201  the figures are the purpose
    passed(total)


@pytest.mark.faults
def test_one_schedule() -> None:
    """Runs the seed given with --seed, to see a failure again."""
    walked(SEED, real, steps=SHORT)


@pytest.mark.faults
def test_one_walk() -> None:
    """The same of a walk."""
    walked(SEED, real, steps=LONG)
