"""How a command is known at the venue: its magic number and its comment.

The magic is ours alone, at most 52 bits (20 strategy, 32 sequence), exact in a double and in
JSON. The comment can confirm a match, never make one: brokers cut and rewrite it.
"""

import base64
import hashlib
import uuid

SEQUENCE_BITS = 32
STRATEGY_BITS = 20
SEQUENCE_LIMIT = 1 << SEQUENCE_BITS
COMMENT_LENGTH = 20
COMMENT_LENGTH_MAX = 31
_SEQUENCE_EPOCH_S = 1_577_836_800
"""2020-01-01: a new journal counts from the seconds since then, so that it never repeats what a
lost one has used (an order a second for ever would be needed to catch up)."""


def first_sequence(now_us: int) -> int:
    """Where a new journal begins to count."""
    return max(1, (now_us // 1_000_000 - _SEQUENCE_EPOCH_S) % SEQUENCE_LIMIT)


def strategy_bits(deployment: str | None) -> int:
    """20 bits that tell strategies apart in a terminal's lists; 0 is an order by hand."""
    if deployment is None:
        return 0
    digest = int.from_bytes(hashlib.sha256(deployment.encode()).digest()[:4], "big")
    return 1 + digest % ((1 << STRATEGY_BITS) - 1)


def magic_of(strategy: int, sequence: int) -> int:
    """One number for one command."""
    assert 0 <= strategy < 1 << STRATEGY_BITS, strategy
    assert 0 < sequence < SEQUENCE_LIMIT, sequence
    return strategy << SEQUENCE_BITS | sequence


def comment_of(command_id: str) -> str:
    """`T1`, 80 bits of the command's id in base32, and 2 check characters.

    Of a UUID they are the last 80, its random half; of any other id, those of its hash.
    """
    try:
        bits = uuid.UUID(command_id).bytes[-10:]
    except ValueError:
        bits = hashlib.sha256(command_id.encode()).digest()[:10]
    body = "T1" + base64.b32encode(bits).decode()
    return body + _check_characters(body)


def is_comment(text: str) -> bool:
    """Whether a comment is one of ours, whole and unchanged."""
    return (
        len(text) == COMMENT_LENGTH
        and text.startswith("T1")
        and text.isascii()
        and _check_characters(text[:-2]) == text[-2:]
    )


def _check_characters(body: str) -> str:
    return base64.b32encode(hashlib.sha256(b"T1" + body.encode()).digest()[:2]).decode()[:2]
