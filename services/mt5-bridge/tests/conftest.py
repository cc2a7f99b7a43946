"""A market written down by hand."""

from collections.abc import Callable

import pytest

from tickloom_terminal.market.market_source import MarketSource
from tickloom_terminal.market.scripted_source import ScriptedSource

MakeSource = Callable[..., MarketSource]


@pytest.fixture
def scripted() -> MakeSource:
    """Makes a market from a script."""
    return ScriptedSource
