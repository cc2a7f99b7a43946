"""The quiet time protects from a second order: nobody shortens it before a real terminal."""

import pytest

from mt5_bridge.order_path import QUIET_S_MIN, quiet_s
from mt5_bridge.settings import BridgeSettings
from tickloom.domain.errors import InvalidInput


def test_a_short_quiet_time_is_refused_before_a_real_terminal() -> None:
    with pytest.raises(InvalidInput, match="TICKLOOM_QUIET_S"):
        quiet_s(BridgeSettings(quiet_s=3), is_real=True)


def test_tests_may_shorten_it_for_a_simulated_one() -> None:
    assert quiet_s(BridgeSettings(quiet_s=3), is_real=False) == 3
    assert quiet_s(BridgeSettings(), is_real=True) == QUIET_S_MIN
