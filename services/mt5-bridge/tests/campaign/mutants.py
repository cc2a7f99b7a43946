"""The five mistakes of `orders.md` 2, each put into the real executor from outside.

A campaign that one of them survives shows nothing.
"""

from dataclasses import replace
from sqlite3 import Connection

import pytest

from campaign.bridge import Executor, KeptJournal, Parts
from campaign.executor import real
from campaign.port import InProcessPort
from mt5_bridge.orders import retcodes, sending
from mt5_bridge.orders.retcodes import Meaning, Outcome
from mt5_bridge.orders.verdict import Stop
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import SendAnswer, VenuePosition, VenueRequest
from tickloom_terminal import constants as mt5


class Resending(InProcessPort):
    """No answer is read as "not done": the same request again, up to three times."""

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        answer = super().send(request)
        for _ in range(2):
            if not isinstance(answer, CallFailed):
                break
            answer = super().send(request)
        return answer


class OnlyIoc(InProcessPort):
    """The filling mode is written down in the code."""

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        if request.action == mt5.TRADE_ACTION_DEAL:
            request = replace(request, type_filling=mt5.ORDER_FILLING_IOC)
        return super().send(request)


class NoneIsFlat(InProcessPort):
    """`positions_get() or ()`: an error is read as "nothing is open"."""

    def positions(self) -> Answer[tuple[VenuePosition, ...]]:
        answer = super().positions()
        return () if isinstance(answer, CallFailed) else answer


class OneMagic(KeptJournal):
    """Every order bears the number of the program."""

    def _next_magic(self, db: Connection, deployment: str | None, now_us: int) -> int:  # noqa: ARG002
        return 20_240_101


def resends_on_none(parts: Parts) -> Executor:
    return real(replace(parts, port=Resending(parts.port.venue)))


def hard_codes_ioc(parts: Parts) -> Executor:
    return real(replace(parts, port=OnlyIoc(parts.port.venue)))


def reads_none_as_closed(parts: Parts) -> Executor:
    return real(replace(parts, port=NoneIsFlat(parts.port.venue)))


def has_one_magic(parts: Parts) -> Executor:
    return real(replace(parts, journal=OneMagic(parts.database)))


def believes_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Goes with `reads_none_as_closed`: nobody looks a second time whether it is really gone."""

    def as_it_is(_parts: object, _asked: object, stop: Stop, **_: object) -> Stop:
        return stop

    monkeypatch.setattr(sending, "confirmed", as_it_is)


def takes_partial_for_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """10010 is not in the list of what is expected, and so it is an error."""
    unexpected = Meaning(Outcome.REFUSED, "unexpected", "unexpected return code")
    monkeypatch.setitem(retcodes.MEANINGS, retcodes.Retcode.DONE_PARTIAL, unexpected)
