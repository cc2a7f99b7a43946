"""Each row of the fault catalogue that plays in one process, and the coverage of fault points."""

import pytest

from campaign.executor import real
from campaign.rows import ROWS, Row
from tickloom.runtime.fault_points import BRIDGE_POINTS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row {row.number}: {row.fault}")
def test_the_catalogue(row: Row) -> None:
    row.run(row.world(real))


def test_every_fault_point_of_the_bridge_kills_it_in_some_row() -> None:
    died_at: set[str] = set()
    for row in ROWS:
        world = row.world(real)
        row.run(world)
        died_at |= set(world.figures.points)
    missing = set(BRIDGE_POINTS) - died_at
    assert not missing
