"""What Prometheus reads from this service."""

from prometheus_client import Counter, Gauge

ROWS = Counter("tickloom_recorder_rows", "New rows in the record", ["kind"])
REPAIRED = Counter("tickloom_recorder_repaired", "Rows fetched from the terminal", ["kind"])
HOLES = Counter("tickloom_recorder_holes", "Times a series may have missed something", ["reason"])
UNREADABLE = Counter("tickloom_recorder_unreadable", "Messages that could not be used", ["kind"])
REPAIR_FAILURES = Counter("tickloom_recorder_repair_failures", "Pages that could not be fetched")
LAG = Gauge("tickloom_recorder_lag_seconds", "From said to stored, newest stored batch", ["kind"])
BUFFER = Gauge("tickloom_recorder_buffer_rows", "Rows that wait for the database", ["kind"])
GAPS = Gauge("tickloom_recorder_gaps", "Series that are not known to be whole")
