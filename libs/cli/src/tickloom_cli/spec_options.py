"""What a run supplies to a document that leaves it open: size and params."""

from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from tickloom.domain.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class SizeOptions:
    """The size of a position; the document's own when none is given."""

    lots: Annotated[float | None, typer.Option(help="Always so many lots.")] = None
    risk_pct: Annotated[
        float | None, typer.Option(help="Risk so many percent of the balance on each trade.")
    ] = None
    risk_of: Annotated[str, typer.Option(help="balance or equity, for --risk-pct.")] = "balance"
    risk_money: Annotated[
        float | None, typer.Option(help="Risk so much account currency on each trade.")
    ] = None

    def sizing(self) -> dict[str, Any] | None:
        """The sizing part of a document, None without an option."""
        named: dict[str, dict[str, Any]] = {
            "--lots": {"mode": "fixed_lots", "lots": self.lots},
            "--risk-pct": {"mode": "risk_pct", "pct": self.risk_pct, "of": self.risk_of},
            "--risk-money": {"mode": "risk_money", "amount": self.risk_money},
        }
        given = [name for name, shape in named.items() if None not in shape.values()]
        if len(given) > 1:
            raise InvalidInput(" and ".join(given), "both", "one way to size a position")
        return named[given[0]] if given else None


@dataclass(frozen=True, kw_only=True)
class ParamOptions:
    """Values of the document's params."""

    param: Annotated[
        list[str],
        typer.Option(help="NAME=VALUE for a param of the document; may be repeated."),
    ] = field(default_factory=list[str])
