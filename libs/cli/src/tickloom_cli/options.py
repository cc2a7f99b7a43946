"""Options that several commands share, so that each means the same everywhere."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Bars: TypeAlias = Annotated[
    Path,
    typer.Option(help="File of bars: parquet, a MetaTrader export, or CSV with a heading."),
]
Symbol: TypeAlias = Annotated[
    str | None, typer.Option(help="Symbol; found in the file's name when left out.")
]
TimeframeName: TypeAlias = Annotated[
    str | None, typer.Option("--timeframe", help="M1 to MN1; found in the bars when left out.")
]
FromDate: TypeAlias = Annotated[
    str | None, typer.Option("--from", help="First moment in UTC, 2024-01-31 or 2024-01-31T09:00.")
]
ToDate: TypeAlias = Annotated[
    str | None, typer.Option("--to", help="Moment in UTC before which the last bar opens.")
]
FileClock: TypeAlias = Annotated[
    str | None,
    typer.Option(
        help="Clock of the file's times: UTC, GMT+2, GMT+2/eu, GMT+2/us or a zone. Without it "
        "UTC, and for a terminal's export the --server-clock."
    ),
]
ServerClockName: TypeAlias = Annotated[
    str,
    typer.Option("--server-clock", help="The broker's clock: days, sessions, bars of its grid."),
]
