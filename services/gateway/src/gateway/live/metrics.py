"""What the live side counts; on the tick path plain integers, carried over once a second."""

from dataclasses import dataclass, fields

from prometheus_client import Counter, Gauge, Histogram

CLIENTS = Gauge("tickloom_gateway_clients", "Signed-in WebSocket clients")
CLOSED = Counter("tickloom_gateway_closed", "WebSocket closes by the gateway", ["code"])
DROPPED = Counter("tickloom_gateway_dropped", "Bus messages nobody could be given", ["reason"])
TICK_AGE = Histogram(
    "tickloom_gateway_tick_age_seconds", "From said on the bus to written, sampled",
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0),
)  # fmt: skip

_COUNTERS = {
    "writes": Counter("tickloom_gateway_writes", "Writes to clients' connections"),
    "frames": Counter("tickloom_gateway_frames", "Data frames written to clients"),
    "bytes": Counter("tickloom_gateway_bytes", "Bytes written to clients"),
    "conflated": Counter("tickloom_gateway_conflated", "Messages left out for newer ones"),
    "lagged": Counter("tickloom_gateway_lagged", "Times a client fell behind"),
}


@dataclass(slots=True)
class Totals:
    """What was counted since the last carry."""

    writes: int = 0
    frames: int = 0
    bytes: int = 0
    conflated: int = 0
    lagged: int = 0

    def carry(self) -> None:
        """Add to the exported counters and begin anew."""
        for field in fields(self):
            count: int = getattr(self, field.name)
            if count:
                _COUNTERS[field.name].inc(count)
                setattr(self, field.name, 0)
