"""An account, folded from its deals and marked with the current prices."""

from dataclasses import dataclass
from decimal import Decimal

from tickloom.domain.ids import AccountId
from tickloom.domain.order import Deal


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Money of one account; every amount is in `currency`."""

    account: AccountId
    currency: str
    leverage: int
    balance: Decimal
    floating: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)

    @property
    def equity(self) -> Decimal:
        return self.balance + self.floating

    @property
    def margin_free(self) -> Decimal:
        return self.equity - self.margin

    @property
    def margin_level_pct(self) -> Decimal | None:
        """Equity in percent of margin; None while nothing is open, where it has no meaning."""
        return None if self.margin == 0 else self.equity / self.margin * 100


def booked(deal: Deal) -> Decimal:
    """What `deal` adds to the balance."""
    return deal.profit + deal.commission + deal.swap
