"""Ports of servers that are yet to listen."""

import pytest

from tickloom.runtime.embedded import process
from tickloom.runtime.embedded.process import free_port, promise_port


def test_no_port_is_given_twice_nor_one_that_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_promised", set[int]())
    promised = range(20_000, 26_000)  # half of all: a draw that ignored them would meet one
    for port in promised:
        promise_port(port)
    given = [free_port() for _ in range(300)]
    assert len(set(given)) == 300
    assert not set(given) & set(promised)
