"""The kept state and halts of an account, on a clock that stands until it is moved."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from tickloom.runtime.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    """Thursday noon in January."""
    return ManualClock(int(datetime(2026, 1, 15, 12, tzinfo=UTC).timestamp()) * 1_000_000_000)


@pytest.fixture
def kept(tmp_path: Path) -> KeptState:
    return KeptState(tmp_path / "state.sqlite")


@pytest.fixture
def halts(kept: KeptState, clock: ManualClock) -> Halts:
    return Halts(kept, clock)
