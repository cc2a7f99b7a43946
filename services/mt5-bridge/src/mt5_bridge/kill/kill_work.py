"""The kill's own work inside the bridge, on the thread that sends orders and between two of them.

Because it runs there, nothing else is on its way to the terminal when it begins: that moment is the
acknowledgement. It goes on looking while the switch is thrown: what appears later (an order whose
fate was unknown, a trade by hand) is cancelled and closed too.
"""

import time
from collections.abc import Callable

import structlog

from mt5_bridge import metrics
from mt5_bridge.kill.flattening import FlatReport, Flattening, FlattenSettings, Unsettled
from mt5_bridge.kill.kill_switch import KillStage, KillSwitch
from mt5_bridge.port.terminal_port import TradingPort
from tickloom.runtime.clock import Clock

STEP_S = 5.0
"""One step takes no longer, so that the thread can answer what waits with a refusal."""
_WORDS_MAX = 5
log = structlog.get_logger(__name__)


def _nothing() -> tuple[()]:
    return ()


class KillWork:
    """Call `step` whenever the switch was thrown and every few seconds while it is."""

    def __init__(
        self, switch: KillSwitch, port: TradingPort, clock: Clock, *,
        unsettled: Unsettled = _nothing, reconnect: Callable[[], object] = lambda: None,
        pause: Callable[[float], None] = time.sleep, settle_s: float = 1.0, step_s: float = STEP_S,
    ) -> None:  # fmt: skip
        self._switch = switch
        self._port = port
        self._clock = clock
        self._unsettled = unsettled
        self._reconnect = reconnect
        self._pause = pause
        self._settle_s = settle_s
        self._step_s = step_s
        self._begun: tuple[str, float] | None = None

    def step(self) -> FlatReport | None:
        """None while the switch is off; else what this step did."""
        order = self._switch.order
        if order is None:
            self._begun = None
            return None
        if self._begun is None or self._begun[0] != order.id:
            self._begun = order.id, self._clock.monotonic_s()
        if self._switch.stage is KillStage.REFUSING:
            self._switch.reached(KillStage.ACKNOWLEDGED, "cancelling and closing")
        run = Flattening(
            self._port, self._clock,
            FlattenSettings(
                flatten=order.flatten, budget_s=self._step_s, settle_s=self._settle_s
            ),
            pause=self._pause, reconnect=self._reconnect, unsettled=self._unsettled,
            is_wanted=lambda: self._switch.order is not None,
            say=lambda words: log.warning("kill_step", words=words),
        )  # fmt: skip
        if self._switch.stage is KillStage.FLAT and run.is_flat():
            return run.report  # still so; one look was enough
        report = run.run()
        self._tell(report)
        return report

    def _tell(self, report: FlatReport) -> None:
        if self._switch.order is None:
            return
        if not report.is_proven:
            words = "; ".join([*report.left, *report.problems][:_WORDS_MAX])
            self._switch.reached(KillStage.ACKNOWLEDGED, f"not flat yet: {words}")
            return
        if self._switch.stage is not KillStage.FLAT and self._begun is not None:
            metrics.KILL_SECONDS.observe(self._clock.monotonic_s() - self._begun[1])
        self._switch.reached(KillStage.FLAT, "nothing is open and nothing waits, read twice")
