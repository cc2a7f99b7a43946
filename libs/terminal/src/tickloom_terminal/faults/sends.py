"""Faults of a request: refused, lost, hanging, partly done, taken in and settled later."""

from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.fate import SEND, Call, Effect, Failure, Fate
from tickloom_terminal.faults.fault import Fault
from tickloom_terminal.faults.occasions import Occasions

NOT_SENT = (-2, -3, -7, -8, -10003, -10004)
"""Codes that say that the request did not leave; all others leave it open."""
SEND_CODES = (-1, -2, -3, -6, -7, -8, -10000, -10001, -10002, -10003, -10004, -10005)


class FateOfSend(Fault):
    """Each request that it meets has the same fate."""

    def __init__(self, occasions: Occasions, fate: Fate) -> None:
        super().__init__(occasions)
        self._fate = fate

    def on_call(self, call: Call) -> Fate | None:
        return self.fate_of(call) if self._meets(call) else None

    def fate_of(self, call: Call) -> Fate:  # noqa: ARG002
        return self._fate

    def _meets(self, call: Call) -> bool:
        if call.name != SEND or call.request is None or not self._occasions.concerns(call.request):
            return False
        return self._occasions.happens(call.now_ns, call.symbol)


class AnyCode(FateOfSend):
    """A code of `last_error()` by the dice; what acts all the same is in doubt by its code."""

    def __init__(self, occasions: Occasions) -> None:
        super().__init__(occasions, Fate())

    def fate_of(self, call: Call) -> Fate:  # noqa: ARG002
        dice = self._occasions.dice
        code = SEND_CODES[int(dice.throw() * len(SEND_CODES))]
        acts = code not in NOT_SENT and code != mt5.RES_E_AUTH_FAILED and dice.throw() < 0.5
        return Fate(failure=Failure.of(code), effect=Effect.NOW if acts else Effect.NONE)


class RefuseFilling(Fault):
    """A filling mode that the symbol's mask allows is refused, as long as the fault is on."""

    def __init__(self, occasions: Occasions, filling: int) -> None:
        super().__init__(occasions)
        self._refused = filling
        """-1: whichever is asked for first."""

    def on_call(self, call: Call) -> Fate | None:
        request = call.request
        if call.name != SEND or request is None or request.action != mt5.TRADE_ACTION_DEAL:
            return None
        if self._refused < 0:
            self._refused = request.type_filling
        if request.type_filling != self._refused:
            return None
        if not self._occasions.happens(call.now_ns, call.symbol):
            return None
        return Fate(effect=Effect.NONE, retcode=mt5.TRADE_RETCODE_INVALID_FILL)


class FateOfCalls(Fault):
    """Calls of certain names fail, or answer late."""

    def __init__(self, occasions: Occasions, names: tuple[str, ...], fate: Fate) -> None:
        super().__init__(occasions)
        self._names = names
        self._fate = fate

    def on_call(self, call: Call) -> Fate | None:
        if self._names and call.name not in self._names:
            return None
        return self._fate if self._occasions.happens(call.now_ns, call.symbol) else None
