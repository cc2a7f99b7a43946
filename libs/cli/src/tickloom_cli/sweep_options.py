"""Which sets of params are tried, and what is called best."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

import typer

from tickloom.domain.errors import InvalidInput
from tickloom.engine.parameter_space import Axis, axes_of, count_of, drawn, grid, stepped
from tickloom.engine.trials import OBJECTIVES, require_objective
from tickloom.strategy.document import StrategyDocument

Values = dict[str, int | float]
SETS_MAX = 1_000_000
_SEED_MAX = 2**32 - 1


@dataclass(frozen=True, kw_only=True)
class SweepOptions:
    """Space, method and objective."""

    space: Annotated[
        list[str],
        typer.Option(help="NAME=MIN:MAX:STEP or NAME=1,2,5; without it the ranges of the params."),
    ] = field(default_factory=list[str])
    method: Annotated[str, typer.Option(help="grid, random or optuna (guided).")] = "grid"
    trials: Annotated[int, typer.Option(help="How many sets random and optuna try.")] = 100
    objective: Annotated[str, typer.Option(help=f"One of {', '.join(OBJECTIVES)}.")] = "net_profit"
    workers: Annotated[int, typer.Option(help="Processes.")] = 1
    sweep_seed: Annotated[int, typer.Option(help="Decides what random and optuna try.")] = 0

    def axes(self, document: StrategyDocument) -> tuple[Axis, ...]:
        chosen: dict[str, Axis] = {}
        for text in self.space:
            name, axis = _axis(text)
            if name in chosen:
                raise InvalidInput("--space", text, f"one range or list for {name}")
            chosen[name] = axis
        return axes_of(document, chosen)

    @property
    def is_guided(self) -> bool:
        return self.method == "optuna"

    def require(self) -> None:
        """Raises `InvalidInput` for what no search can do."""
        require_objective(self.objective)
        if self.workers < 1 or self.trials < 1:
            raise InvalidInput("--workers, --trials", f"{self.workers}, {self.trials}", "1 or more")
        if not 0 <= self.sweep_seed <= _SEED_MAX:
            raise InvalidInput("--sweep-seed", self.sweep_seed, f"0 to {_SEED_MAX}")
        if self.method not in {"grid", "random", "optuna"}:
            raise InvalidInput("--method", self.method, "grid, random or optuna")

    def sets(self, axes: Sequence[Axis]) -> list[Values]:
        """Every set of a search that is not guided; raises `InvalidInput`."""
        self.require()
        if self.is_guided:
            raise InvalidInput("--method", self.method, "grid or random for a walk-forward")
        if self.method == "random":
            return drawn(axes, self.trials, self.sweep_seed)
        count = count_of(axes)
        if count > SETS_MAX:
            raise InvalidInput(
                "--space",
                f"{count} sets",
                f"at most {SETS_MAX}; use longer steps or --method random",
            )
        return list(grid(axes))


def _axis(text: str) -> tuple[str, Axis]:
    name, mark, values = text.partition("=")
    name = name.strip()
    if not mark or not name:
        raise InvalidInput("--space", text, "NAME=MIN:MAX:STEP or NAME=1,2,5")
    if ":" in values:
        parts = [_number(part, text) for part in values.split(":")]
        if len(parts) != 3:
            raise InvalidInput("--space", text, "NAME=MIN:MAX:STEP")
        return name, stepped(name, parts[0], parts[1], parts[2])
    listed = tuple(dict.fromkeys(_number(part, text) for part in values.split(",")))
    return name, Axis(name=name, values=listed)


def _number(part: str, text: str) -> int | float:
    try:
        value = float(part)
    except ValueError as problem:
        raise InvalidInput("--space", text, "numbers") from problem
    if not abs(value) <= 1e15:
        raise InvalidInput("--space", text, "numbers")
    return int(value) if value == int(value) else value
