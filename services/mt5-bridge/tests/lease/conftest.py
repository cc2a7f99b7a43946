"""The kept state, halts and guard of an account."""

from pathlib import Path

import pytest

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.lease.lease_guard import LeaseGuard
from tickloom.runtime.clock import LiveClock


@pytest.fixture
def kept(tmp_path: Path) -> KeptState:
    return KeptState(tmp_path / "state.sqlite")


@pytest.fixture
def halts(kept: KeptState) -> Halts:
    return Halts(kept, LiveClock())


@pytest.fixture
def guard(kept: KeptState, halts: Halts) -> LeaseGuard:
    return LeaseGuard(kept, halts, LiveClock())
