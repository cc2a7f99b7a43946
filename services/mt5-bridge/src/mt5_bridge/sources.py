"""Which market the settings ask for."""

from mt5_bridge.settings import BridgeSettings
from tickloom.domain.errors import InvalidInput
from tickloom_terminal.market.generated_source import GeneratedSource
from tickloom_terminal.market.market_source import MarketSource
from tickloom_terminal.market.replay_source import open_replay

# Fixed, so that a chart of years begins where it began yesterday: 2022-01-01.
_GENERATED_FROM_NS = 1_640_995_200 * 1_000_000_000


def open_source(settings: BridgeSettings) -> MarketSource:
    """The replay of a file when one is given, else the generated market."""
    if settings.replay_file is not None:
        return open_replay(settings.replay_file, symbols=settings.symbols, loop=settings.loop)
    if settings.venue == "replay":
        raise InvalidInput("TICKLOOM_REPLAY_FILE", "", "a file to replay")
    return GeneratedSource(
        seed=settings.seed, symbols=settings.symbols, begins_ns=_GENERATED_FROM_NS
    )
