"""Bytes of the WebSocket, against the `websockets` library's own parser."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from gateway.live import frames
from gateway.live.topics import Topic, identify
from tickloom.contracts import subjects
from tickloom.contracts.codec import encode
from tickloom.contracts.market import Tick
from tickloom.contracts.message import Stamper


def parsed(data: bytes) -> list[Frame]:
    """The frames in `data`, as a browser would read them."""
    reader = StreamReader()
    reader.feed_data(data)
    found: list[Frame] = []
    while reader.buffer:
        parser = Frame.parse(reader.read_exact, mask=False)
        try:
            while True:
                next(parser)
        except StopIteration as result:
            found.append(result.value)
    return found


def tick(number: int, symbol: str = "EURUSD") -> bytes:
    stamper = Stamper(mode="demo", now_us=lambda: 1_700_000_000_000_000 + number, epoch="abcd")
    subject = subjects.tick("demo", symbol)
    for _ in range(number - 1):
        stamper.header(subject)
    return encode(Tick(**stamper.header(subject), venue="demo", symbol=symbol, bid=1.1, ask=1.2))


@given(st.lists(st.binary(max_size=70_000), min_size=1, max_size=4))
def test_text_frames_are_read_by_another_implementation(contents: list[bytes]) -> None:
    joined = b"".join(frames.text_frame(content) for content in contents)
    read = parsed(joined)
    assert [bytes(frame.data) for frame in read] == contents
    assert all(frame.opcode is Opcode.TEXT and frame.fin for frame in read)
    assert frames.payloads(joined) == contents


def test_a_close_frame_carries_code_and_reason() -> None:
    (frame,) = parsed(frames.close_frame(1013, "x" * 200))
    assert frame.opcode is Opcode.CLOSE
    assert bytes(frame.data) == (1013).to_bytes(2, "big") + b"x" * 120


@given(st.integers(1, 30), st.text(min_size=1, max_size=12))
def test_the_header_fields_are_found_without_decoding(number: int, symbol: str) -> None:
    message = tick(number, symbol)
    assert frames.sequence(message) == json.loads(message)["seq"] == number
    assert frames.epoch(message) == "abcd"
    assert frames.said_at_us(message) == json.loads(message)["at"]


@given(st.text(min_size=1, max_size=12))
def test_a_message_travels_untouched_in_its_frame(symbol: str) -> None:
    identity = identify(subjects.tick("demo", symbol))
    assert identity is not None
    topic, message = Topic(identity), tick(3, symbol)
    (frame,) = parsed(topic.accept(message))
    content = bytes(frame.data)
    assert content.endswith(b'"data":' + message + b"}")
    read = json.loads(content)
    assert (read["channel"], read["key"], read["kind"]) == ("tick", symbol, "update")
    assert (read["seq"], read["prev_seq"]) == (3, 2)


@pytest.mark.parametrize("message", [b"", b"{}", b'{"id":"x","seq":"many"}', b"\xff" * 100])
def test_what_is_no_message_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        frames.sequence(message)
