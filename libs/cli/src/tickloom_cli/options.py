"""Options that several commands share, as frozen groups: each means the same everywhere.

A command takes a group as one parameter; `grouped` shows typer its fields as single options.
"""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast, get_type_hints

import typer

from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom_cli.bars_source import FileChoice, Market, market_of_file
from tickloom_cli.bars_store import DEFAULT_VENUE, kept_bars, market_of_store

Command = TypeVar("Command", bound=Callable[..., Any])


def grouped(command: Command) -> Command:
    """`command` with the fields of its groups as keyword options of its own."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    shown: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name in groups:
            shown += _options(groups[name])
        else:
            shown.append(parameter.replace(annotation=hints[name]))

    @wraps(command)
    def called(**given: Any) -> Any:  # noqa: ANN401 - whatever the command takes and answers
        for name, group in groups.items():
            known = {field.name: given.pop(field.name) for field in fields(group)}
            given[name] = group(**known)
        return command(**given)

    order = sorted(shown, key=lambda parameter: parameter.kind)
    shell = cast("Any", called)
    shell.__signature__ = inspect.Signature(order)
    shell.__annotations__ = {parameter.name: parameter.annotation for parameter in order}
    return shell


def _options(group: Any) -> list[inspect.Parameter]:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            annotation=hints[field.name],
            default=_default(field),
        )
        for field in fields(group)
    ]


def _default(field: Field[Any]) -> Any:  # noqa: ANN401 - whatever the option holds
    if field.default_factory is not MISSING:
        return field.default_factory()
    return inspect.Parameter.empty if field.default is MISSING else field.default


@dataclass(frozen=True, kw_only=True)
class MarketOptions:
    """Which bars."""

    bars: Annotated[
        Path | None,
        typer.Option(
            help="File of bars: parquet, a MetaTrader export, or CSV with a heading. Without it "
            "the bars of --symbol that `data import` has kept."
        ),
    ] = None
    symbol: Annotated[
        str | None, typer.Option(help="Symbol; found in the file's name when left out.")
    ] = None
    timeframe: Annotated[
        str | None, typer.Option(help="M1 to MN1; found in the bars when left out.")
    ] = None
    digits: Annotated[
        int | None,
        typer.Option(help="Decimals of a point; those that the file's prices need when left out."),
    ] = None
    venue: Annotated[str, typer.Option(help="Where the bars come from; a name of your own.")] = (
        DEFAULT_VENUE
    )
    data: Annotated[
        Path | None,
        typer.Option(envvar="TICKLOOM_DATA", help="Folder of kept bars.", show_default=False),
    ] = None
    begin: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="First moment in UTC, 2024-01-31 or 2024-01-31T09:00; a run is warmed up by the "
            "bars before it.",
        ),
    ] = None
    end: Annotated[
        str | None, typer.Option("--to", help="Moment in UTC before which the last bar opens.")
    ] = None
    file_clock: Annotated[
        str | None,
        typer.Option(
            help="Clock of the file's times: UTC, GMT+2, GMT+2/eu, GMT+2/us or a zone. Without it "
            "UTC, and for a terminal's export the --server-clock."
        ),
    ] = None
    server_clock: Annotated[
        str, typer.Option(help="The broker's clock, for days, sessions and clock times.")
    ] = "UTC"

    @property
    def clock(self) -> ServerClock:
        return ServerClock.read(self.server_clock)

    def market(self) -> Market:
        """All bars of the file or of the store, before any cut."""
        if self.bars is None:
            if self.digits is not None:
                raise InvalidInput("--digits", self.digits, "--bars too: kept bars have their own")
            with kept_bars(self.data) as store:
                return market_of_store(
                    store, venue=self.venue, symbol=self.symbol, timeframe=self.timeframe
                )
        choice = FileChoice(
            path=self.bars, symbol=self.symbol, timeframe=self.timeframe, digits=self.digits,
            file_clock=self.file_clock, server_clock=self.clock,
        )  # fmt: skip
        return market_of_file(choice)
