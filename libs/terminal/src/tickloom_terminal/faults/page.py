"""docs/terminal-faults.md, written from the catalogue: the page cannot know less than the code."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from tickloom_terminal.faults.plan import ACTIONS, When
from tickloom_terminal.faults.scenario import Scenario
from tickloom_terminal.faults.scenarios_of_queries import QUERY_SCENARIOS
from tickloom_terminal.faults.scenarios_of_requests import REQUEST_SCENARIOS
from tickloom_terminal.faults.scenarios_of_state import STATE_SCENARIOS

_HEAD = """# Faults of the simulated terminal

Every way in which a terminal, a broker or a feed has been seen to fail, by name. A plan names
scenarios, separated by semicolons, each with the values that differ from its defaults:

    requote:times=2; lost_reply_after_fill:probability=0.1,skip=3; history_late:seconds=40

The books of the simulated trade server stay the truth; a scenario changes what reaches them and
what is told about them. The same plan, seed, calls and times give the same faults. Where two
scenarios concern one call, the first of the plan that happens decides; delays add up.

Each scenario takes, besides its own values:

| value | meaning |
|---|---|
| `begin_s`, `for_s` | it is possible from `begin_s` after the script's start, for `for_s` |
| `every_s` | that window comes again each `every_s` (0: once) |
| `skip`, `times` | not on the first `skip` occasions; `times` at most (0: no limit) |
| `probability` | on each occasion, by dice of the plan's seed |
| `symbol` | only this symbol |
| `action` | only requests that are {actions} |

"Rows" are those of the fault catalogue of the order path (29 to 38 are the terminal's own).
"""

_PARTS: tuple[tuple[str, Sequence[Scenario]], ...] = (
    ("Requests", REQUEST_SCENARIOS),
    ("Questions, records and quotes", QUERY_SCENARIOS),
    ("The terminal, its clock, and others at the account", STATE_SCENARIOS),
)


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    kinds = ", ".join(f"`{action}`" for action in ACTIONS)
    yield _HEAD.format(actions=kinds).rstrip()
    for title, scenarios in _PARTS:
        yield f"\n## {title}\n"
        yield "| scenario | what happens | values and defaults | rows |"
        yield "|---|---|---|---|"
        for each in scenarios:
            rows = ", ".join(map(str, each.rows)) or "-"
            yield f"| `{each.name}` | {each.sentence} | {_values(each)} | {rows} |"


def _values(scenario: Scenario) -> str:
    own = [
        f"`{name}={_shown(parameter.default)}` {parameter.meaning}"
        + (f" ({', '.join(parameter.choices)})" if parameter.choices else "")
        for name, parameter in scenario.parameters.items()
    ]
    plain = When()
    shared = [
        f"`{each.name}={_shown(getattr(scenario.when, each.name))}`"
        for each in fields(When)
        if getattr(scenario.when, each.name) != getattr(plain, each.name)
    ]
    return "; ".join([*own, *shared]) or "-"


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
