"""The life of a command: what may follow what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt5_bridge.orders.states import OPEN_STATES, TABLE, Action, Event, step
from tickloom.domain.errors import Broken
from tickloom.domain.order import FINAL_STATES, OrderState

S, E = OrderState, Event


def test_every_state_can_be_reached_and_every_event_can_happen() -> None:
    reached = {state for cells in TABLE.values() for state, _ in cells.values()}
    assert reached == set(OrderState)
    assert set(TABLE) == {None, *OrderState}
    assert {event for cells in TABLE.values() for event in cells} == set(Event)


@pytest.mark.parametrize("state", [None, *OrderState])
@pytest.mark.parametrize("event", Event)
def test_a_cell_that_is_not_in_the_table_is_an_error(
    state: OrderState | None, event: Event
) -> None:
    if event in TABLE[state]:
        assert step(state, event) == TABLE[state][event]
    else:
        with pytest.raises(Broken, match="cannot meet"):
            step(state, event)


def test_only_a_check_that_passed_leads_to_a_send() -> None:
    sending = {
        (state, event)
        for state, cells in TABLE.items()
        for event, (_, actions) in cells.items()
        if Action.SEND in actions
    }
    assert sending == {(S.ACCEPTED, E.INTENDED), (S.RETRY, E.INTENDED)}


def test_a_final_state_never_leads_back_to_one_that_can_send() -> None:
    for state in FINAL_STATES:
        for after, actions in TABLE[state].values():
            assert after in FINAL_STATES
            assert Action.SEND not in actions


def test_what_is_given_up_can_still_be_found_and_is_cried_out() -> None:
    for state in (S.EXPIRED, S.REJECTED, S.CANCELLED):
        after, actions = step(state, E.FOUND)
        assert after is S.ADOPTED
        assert Action.ALERT in actions


def test_a_tombstone_blocks_its_order() -> None:
    assert TABLE[S.TOMBSTONE] == {E.RECEIVED: step(S.TOMBSTONE, E.RECEIVED)}
    assert step(S.TOMBSTONE, E.RECEIVED)[0] is S.REJECTED


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_between_two_sends_there_is_always_a_definite_no(events: list[Event]) -> None:
    """UNKNOWN may meet TRY_AGAIN too: for exits, whose caller knows that they are idempotent."""
    state: OrderState | None = None
    since_send: list[Event] = [Event.TRY_AGAIN]
    for event in events:
        if event not in TABLE[state]:
            continue
        state, actions = step(state, event)
        if Action.SEND in actions:
            assert Event.TRY_AGAIN in since_send
            since_send = []
        else:
            since_send.append(event)


def test_open_states_are_those_that_are_neither_new_nor_final() -> None:
    assert set(OrderState) - FINAL_STATES - OPEN_STATES == {S.ACCEPTED, S.TOMBSTONE}
