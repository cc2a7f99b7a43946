"""What the backtester counts."""

from prometheus_client import Counter, Gauge, Histogram

SETS = Counter("tickloom_backtester_sets", "Sets of params that were run")
REPEATED = Counter("tickloom_backtester_sets_known", "Sets of a chunk that were done already")
CHUNKS = Counter("tickloom_backtester_chunks", "Chunks of work that were done")
CHUNK_SECONDS = Histogram(
    "tickloom_backtester_chunk_seconds", "Time to compute a chunk",
    buckets=(0.05, 0.1, 0.2, 0.35, 0.5, 1, 2, 5, 10, 60),
)  # fmt: skip
OVERHEAD_SECONDS = Counter(
    "tickloom_backtester_overhead_seconds", "Time of chunks that was not computing"
)
RUNS = Counter("tickloom_backtester_runs", "Runs that ended", ["kind", "state"])
DEAD = Counter("tickloom_backtester_dead_letters", "Work that was given up")
RATE = Gauge("tickloom_backtester_bars_per_second", "Bars times sets a second, last chunk")
CALCULATORS = Counter("tickloom_backtester_calculators", "Computing processes that were started")
