"""What is said survives the wire, and subjects survive any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.contracts import subjects
from tickloom.contracts.algo import ConditionLight, StrategyStatus
from tickloom.contracts.codec import decode, encode
from tickloom.contracts.market import BarClosed, Tick
from tickloom.contracts.message import Stamper, uuid7
from tickloom.contracts.trading import DealMade, OrderChanged, SubmitOrder
from tickloom.domain.errors import InvalidInput

finite = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(max_size=20)
integers = st.integers(-(2**62), 2**62)
values = st.none() | finite  # JSON knows neither NaN nor infinity: an unknown value is None
lights = st.builds(ConditionLight, left=values, right=values)


def header() -> dict[str, st.SearchStrategy[object]]:
    return {
        "id": words, "ts": integers, "seq": integers, "ep": words, "at": integers,
        "mode": st.sampled_from(["demo", "replay", "paper", "live"]),
    }  # fmt: skip


@given(
    st.one_of(
        st.builds(Tick, **header(), venue=words, symbol=words, bid=finite, ask=finite, n=integers),
        st.builds(BarClosed, **header(), open=finite, high=finite, low=finite, close=finite),
        st.builds(SubmitOrder, **header()),
        st.builds(OrderChanged, **header()),
        st.builds(DealMade, **header()),
        st.builds(StrategyStatus, **header(), conditions=st.lists(lights, max_size=3)),
    )
)
def test_a_message_survives_the_wire(message: Tick) -> None:
    assert decode(encode(message), type(message)) == message


def test_the_sequence_number_stands_where_the_gateway_reads_it() -> None:
    stamper = Stamper(mode="demo", now_us=lambda: 1_763_702_400_000_000, epoch="ab")
    tick = Tick(**stamper.header("x"), venue="demo", symbol="EURUSD", bid=1.1, ask=1.2)
    assert encode(tick)[44:].startswith(b',"ts":1763702400000000,"seq":1,"ep":"ab","at":')


def test_an_unknown_field_is_ignored_and_a_wrong_one_is_named() -> None:
    stamper = Stamper(mode="demo", now_us=lambda: 1)
    wire = encode(Tick(**stamper.header("x"), venue="v", symbol="s", bid=1.0, ask=2.0))
    assert decode(wire[:-1] + b',"new":1}', Tick).bid == 1.0
    with pytest.raises(InvalidInput, match="bid"):
        decode(wire.replace(b'"bid":1.0', b'"bid":"x"'), Tick)


@given(st.text(max_size=40))
def test_any_text_is_exactly_one_token_and_comes_back(text: str) -> None:
    token = subjects.encode_token(text)
    assert token
    assert not set(token) & set(".*> \t\r\n\0")
    assert subjects.decode_token(token) == text


@given(venue=st.text(max_size=10), symbol=st.text(max_size=10))
def test_a_subject_has_a_constant_number_of_tokens(venue: str, symbol: str) -> None:
    assert subjects.tick(venue, symbol).count(".") == 3
    assert subjects.bar(venue, symbol, "M1").count(".") == 4


def test_sequences_have_no_holes_and_each_life_has_its_own_epoch() -> None:
    one, two = (Stamper(mode="demo", now_us=lambda: 5) for _ in range(2))
    assert [one.header("a")["seq"] for _ in range(3)] == [1, 2, 3]
    assert one.header("b")["seq"] == 1
    assert one.epoch != two.epoch


@given(milliseconds=st.integers(0, 2**48 - 1), random=st.binary(min_size=10, max_size=10))
def test_a_uuid7_has_its_time_version_and_variant(milliseconds: int, random: bytes) -> None:
    text = uuid7(milliseconds, random=random)
    assert int(text.replace("-", "")[:12], 16) == milliseconds
    assert text[14] == "7"
    assert text[19] in "89ab"
