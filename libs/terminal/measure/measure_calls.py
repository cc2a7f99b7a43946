"""How long the calls of a script take, on a terminal that the measurement starts and stops.

Run `python libs/terminal/measure/measure_calls.py [calls]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tickloom_terminal as mt5
from tickloom.runtime.clock import LiveClock
from tickloom_terminal.control import Control

BUY = {"action": mt5.TRADE_ACTION_DEAL, "symbol": "EURUSD", "volume": 0.01, "type": 0}


def measured(name: str, call: Callable[[], object], count: int) -> None:
    """Print the median and the slowest percent of `count` calls."""
    taken_us: list[float] = []
    for _ in range(count):
        began_s = time.perf_counter()
        answer = call()
        taken_us.append((time.perf_counter() - began_s) * 1e6)
        if answer is None:
            raise SystemExit(f"{name}: {mt5.last_error()}")
    taken_us.sort()
    p50, p99 = taken_us[count // 2], taken_us[count * 99 // 100]
    sys.stdout.write(f"{name:42} p50 {p50:10.0f} us   p99 {p99:10.0f} us   n {count}\n")


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    few = max(10, calls // 100)
    with tempfile.TemporaryDirectory() as folder:
        if not mt5.initialize(folder):
            raise SystemExit(str(mt5.last_error()))
        now_s = LiveClock().now_ns() // 1_000_000_000
        hour = (now_s - 3_600, now_s, mt5.COPY_TICKS_ALL)
        day = (now_s - 86_400, now_s, mt5.COPY_TICKS_ALL)
        rates, ticks = mt5.copy_rates_from_pos, mt5.copy_ticks_range
        measured("symbol_info_tick", lambda: mt5.symbol_info_tick("EURUSD"), calls)
        measured("symbol_info", lambda: mt5.symbol_info("EURUSD"), calls)
        measured("account_info", mt5.account_info, calls)
        measured("positions_get", mt5.positions_get, calls)
        measured("copy_rates_from_pos M1, 100 bars", lambda: rates("EURUSD", 1, 0, 100), calls // 4)
        measured("copy_rates_from_pos M1, 100,000 bars", lambda: rates("EURUSD", 1, 0, 100_000), 5)
        measured("copy_ticks_range, an hour", lambda: ticks("EURUSD", *hour), calls // 4)
        measured("copy_ticks_range, a day", lambda: ticks("EURUSD", *day), few)
        measured("order_check", lambda: mt5.order_check(BUY), calls // 4)
        measured("order_send (on the disk)", lambda: mt5.order_send(BUY), few * 5)
        mt5.shutdown()
        with Control(Path(folder)) as control:
            control.stop()
        time.sleep(1)


if __name__ == "__main__":
    main()
