"""Figures about orders by hand."""

from prometheus_client import Counter, Histogram

COMMANDS = Counter(
    "tickloom_gateway_commands", "Commands sent to the bridge, by what came back", ["verb", "state"]
)
COMMAND_SECONDS = Histogram(
    "tickloom_gateway_command_seconds", "From sending a command to its answer", ["verb"]
)
KILLS = Counter("tickloom_gateway_kills", "Words to the kill switch", ["word", "stage"])
