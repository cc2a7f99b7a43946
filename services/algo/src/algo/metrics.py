"""What Prometheus reads from this service."""

from prometheus_client import Counter, Gauge, Histogram

DECISIONS = Counter("tickloom_algo_decisions", "Decisions on closed bars", ["action"])
DECISION_SECONDS = Histogram(
    "tickloom_algo_decision_seconds", "From a fresh bar's arrival to the decision on it",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0),
)  # fmt: skip
DEPLOYMENTS = Gauge("tickloom_algo_deployments", "Deployments by state", ["state"])
IS_EXECUTOR = Gauge("tickloom_algo_is_executor", "1 while this process runs the strategies")
LEASE_TOKEN = Gauge(
    "tickloom_algo_lease_token", "Fencing token of an account's lease; 0: nothing is entered",
    ["account"],
)  # fmt: skip
BARS_REPAIRED = Counter("tickloom_algo_bars_repaired", "Missed bars asked from the terminal")
BARS_SHED = Counter("tickloom_algo_bars_shed", "Waiting bars given up at the bound, then asked for")
