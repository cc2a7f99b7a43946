"""Buckets, hosts, origins and cursors, without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cursors import of_cursor, to_cursor
from gateway.place import Place
from gateway.rates import Allowance, Rates
from tickloom.domain.errors import InvalidInput
from tickloom.runtime.clock import ManualClock

FEW = Allowance(name="few", burst=3, per_second=2)


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_a_bucket_gives_no_more_than_its_burst_and_its_flow(pauses_s: list[float]) -> None:
    clock = ManualClock()
    rates = Rates(monotonic_s=clock.monotonic_s)
    given_out = 0
    for pause_s in pauses_s:
        clock.advance(pause_s)
        given_out += rates.take(FEW, "me").wait_s <= 0
    assert given_out <= FEW.burst + FEW.per_second * clock.monotonic_s() + 1e-6


def test_a_bucket_says_exactly_when_the_next_request_fits() -> None:
    clock = ManualClock()
    rates = Rates(monotonic_s=clock.monotonic_s)
    for _ in range(3):
        assert rates.take(FEW, "me").wait_s == 0
    refused = rates.take(FEW, "me")
    assert refused.wait_s == pytest.approx(0.5)
    assert ("Retry-After", "1") in refused.headers()
    assert rates.take(FEW, "you").wait_s == 0, "buckets are apart"
    clock.advance(0.5)
    assert rates.take(FEW, "me").wait_s == 0


def test_the_number_of_buckets_is_bounded() -> None:
    rates = Rates(monotonic_s=lambda: 0.0, bound=10)
    for owner in range(100):
        rates.take(FEW, str(owner))
    assert len(rates._levels) == 10  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1:8080", True), ("localhost", True), ("[::1]:1", True), ("desk.lan:80", True),
        ("evil.example", False), ("127.0.0.1.evil.example", False), ("", False), ("[::1", False),
        ("127.0.0.1@evil.example", False),
    ],
)  # fmt: skip
def test_only_our_own_names_are_hosts(host: str, is_ours: bool) -> None:
    assert Place(hosts=frozenset({"desk.lan"})).allows_host(host) is is_ours


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("", True), ("http://127.0.0.1:8080", True), ("https://dash.example", True),
        ("http://127.0.0.1:9090", False), ("null", False), ("http://evil.example", False),
        ("file://127.0.0.1:8080", False), ("http://127.0.0.1:8080.evil.example", False),
    ],
)  # fmt: skip
def test_only_our_own_pages_are_origins(origin: str, is_ours: bool) -> None:
    place = Place(origins=frozenset({"https://dash.example"}))
    assert place.allows_origin(origin, host="127.0.0.1:8080") is is_ours


@given(st.integers(0, 2**60))
def test_a_cursor_comes_back_as_the_position_it_was(position: int) -> None:
    assert of_cursor(to_cursor(position)) == position


@given(st.text(max_size=30))
def test_any_text_is_a_cursor_or_a_clear_refusal(text: str) -> None:
    try:
        assert isinstance(of_cursor(text), int)
    except InvalidInput as refusal:
        field = refusal.field
    else:
        return
    assert field == "cursor"
