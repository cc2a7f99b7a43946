"""What this service counts; a forming turn, a refused order and a late tick all leave a figure."""

from prometheus_client import Counter, Gauge, Histogram

TICKS = Counter("tickloom_bridge_ticks", "Ticks published", ["symbol"])
BARS = Counter("tickloom_bridge_bars", "Bars closed and published", ["symbol", "timeframe"])
LATE_TICKS = Gauge("tickloom_bridge_late_ticks", "Ticks older than their open minute", ["symbol"])
PUBLISH_LAG = Histogram(
    "tickloom_bridge_tick_publish_lag_seconds",
    "Wall time from a tick's market time to its publication, at speed 1",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30),
)
FEED_AGE = Gauge("tickloom_bridge_feed_age_seconds", "Wall time since the last tick of any symbol")
MARKET_TIME = Gauge("tickloom_bridge_market_time_seconds", "The market's own clock, UTC")
ORDERS = Counter("tickloom_bridge_orders", "Orders by the state they reached", ["state"])
DEALS = Counter("tickloom_bridge_deals", "Deals announced", ["reason"])
ORDER_SECONDS = Histogram(
    "tickloom_bridge_order_seconds",
    "From taking a command to its result on the disk",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2),
)
OUTBOX = Gauge("tickloom_bridge_outbox", "Events that wait for the bus")
REFUSALS = Counter("tickloom_bridge_refusals", "Orders the gate refused, by reason", ["reason"])
KILLED = Gauge("tickloom_bridge_kill_engaged", "1 while the kill switch is on")
KILL_SECONDS = Histogram(
    "tickloom_bridge_kill_seconds",
    "From a kill's engagement to the second read that found the account flat",
    buckets=(0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 120),
)
HALTED = Gauge("tickloom_bridge_halts", "Causes that keep entries off")
DAY_LOST = Gauge("tickloom_bridge_day_loss", "Lost since the day began, account currency")
