"""Says how a deployment stands: state, warm-up, and every condition's value and truth.

Said on every decided bar and every change, and repeated by the supervisor, so that whoever starts
to listen late knows within seconds.
"""

from dataclasses import dataclass, replace
from typing import Any

from algo.records import Deployed
from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.algo import ConditionLight, DeploymentState, StrategyStatus
from tickloom.contracts.message import Header, Stamper
from tickloom.domain.market import Timeframe


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What changes about a deployment while it lives."""

    state: DeploymentState = "warming_up"
    detail: str = ""
    conditions: tuple[ConditionLight, ...] = ()
    bars_seen: int = 0
    bars_missing: int = 0
    bar_time: int | None = None
    trades: int = 0
    position: int | None = None


class Monitor:
    """The voice of one deployment; `standing` is what it last said or is about to say."""

    def __init__(self, bus: Bus, stamper: Stamper, deployed: Deployed) -> None:
        self.standing = Standing()
        self._bus = bus
        self._stamper = stamper
        self._deployed = deployed
        self._subject = subjects.algo(deployed.deployment, "status")

    def change(self, **changes: Any) -> None:  # noqa: ANN401  the fields of Standing
        """Take over what changed, and say it if anything did."""
        standing = replace(self.standing, **changes)
        if standing != self.standing:
            self.standing = standing
            self.say()

    def say(self) -> None:
        header = self._stamper.header(self._subject, ts=self._market_time())
        self._bus.publish(self._subject, status_of(self._deployed, self.standing, header))

    def status(self) -> StrategyStatus:
        """The same for a reply: it takes no number of the status subject's sequence."""
        header = self._stamper.header("rpc.algo", ts=self._market_time())
        return status_of(self._deployed, self.standing, header)

    def _market_time(self) -> int | None:
        """The end of the last bar decided on, microseconds."""
        opened = self.standing.bar_time
        if opened is None:
            return None
        return Timeframe(self._deployed.timeframe).end_ns(opened * 1_000) // 1_000


def status_of(deployed: Deployed, standing: Standing, header: Header) -> StrategyStatus:
    return StrategyStatus(
        **header, deployment=deployed.deployment, strategy=deployed.strategy, name=deployed.name,
        account=deployed.account, symbol=deployed.symbol, timeframe=deployed.timeframe,
        document_hash=deployed.document_hash, started_at=deployed.started_at,
        state=standing.state, detail=standing.detail, conditions=list(standing.conditions),
        bars_seen=standing.bars_seen, bars_missing=standing.bars_missing,
        bar_time=standing.bar_time, trades=standing.trades, position=standing.position,
    )  # fmt: skip
