"""Folds of what was said into what is; pure."""

from collections.abc import Iterable, Sequence

from tickloom.contracts.positions import PositionStated, deal_of, statement_of
from tickloom.contracts.trading import DealMade
from tickloom.domain.errors import Broken
from tickloom.domain.ids import PositionTicket
from tickloom.domain.position import Positions, Statement, apply, fold


class Holdings:
    """What one account holds open by its deals; `trouble` says that they do not add up."""

    def __init__(self) -> None:
        self.positions: Positions = {}
        self.trouble = ""
        self._stated: dict[PositionTicket, Statement] = {}
        self._last = 0

    def fold(self, deals: Sequence[DealMade], stated: Iterable[PositionStated]) -> None:
        """The whole record, `deals` by ticket. What does not add up changes nothing."""
        try:
            statements = [statement_of(message) for message in stated]
            self.positions = fold(map(deal_of, deals), statements)
        except (Broken, ValueError) as error:
            self.trouble = f"the recorded deals do not add up: {error}"
            return
        self.trouble = ""
        self._stated = {statement.identifier: statement for statement in statements}
        self._last = deals[-1].ticket if deals else 0

    def take(self, message: DealMade) -> bool:
        """One more deal; False when it does not simply follow: then the record is folded anew."""
        if self.trouble or message.ticket <= self._last:
            return False
        try:
            deal = deal_of(message)
            statement = self._stated.get(deal.position)
            if statement is None or not statement.holds(deal):
                self.positions = apply(self.positions, deal)
        except (Broken, ValueError):
            return False
        self._last = message.ticket
        return True

    @property
    def unknown(self) -> list[str]:
        """Positions that were opened before the record began and have not been stated."""
        return [
            f"{position.identifier} ({position.symbol})"
            for position in self.positions.values()
            if not position.is_whole
        ]
