"""What can be wrong with an order beyond its fields."""

from tickloom.contracts.trading import OrderChanged
from tickloom.domain.errors import Conflict, CorrectIt


class OrderRefused(CorrectIt):
    """The bridge or the broker said no: nothing was traded. Carries what it said."""

    def __init__(self, order: OrderChanged) -> None:
        word = order.reason or order.state
        detail = order.detail or f"the order was {order.state}"
        if order.retcode is not None:
            detail += f" (code {order.retcode})"
        super().__init__(detail, code=f"order.{word}", hint="nothing was traded")
        self.order = order


class BridgeCannot(Conflict):
    """The bridge that runs now does not carry this out."""

    code = "bridge.not_supported"
