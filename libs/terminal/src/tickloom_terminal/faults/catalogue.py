"""Every scenario by name: the one list that plans, the campaign and the documentation share."""

from tickloom_terminal.faults.scenario import Scenario, by_name
from tickloom_terminal.faults.scenarios_of_queries import QUERY_SCENARIOS
from tickloom_terminal.faults.scenarios_of_requests import REQUEST_SCENARIOS
from tickloom_terminal.faults.scenarios_of_state import STATE_SCENARIOS

CATALOGUE: dict[str, Scenario] = by_name((*REQUEST_SCENARIOS, *QUERY_SCENARIOS, *STATE_SCENARIOS))
