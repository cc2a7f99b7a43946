"""The server's clock as a terminal shows it: its rule, and what a fault adds to it."""

from collections.abc import Callable

from tickloom.domain.server_time import ServerClock


class TerminalClock(ServerClock):
    """`shift_s` is added to what the rule says of an instant; it is 0 while nothing is wrong."""

    __slots__ = ("_shift_s",)
    _shift_s: Callable[[int], int]

    def __init__(self, rule: ServerClock, shift_s: Callable[[int], int]) -> None:
        super().__init__(shift_hours=rule.shift_hours, rule=rule.rule, zone=rule.zone)
        object.__setattr__(self, "_shift_s", shift_s)

    def offset_s(self, utc_ns: int) -> int:
        return super().offset_s(utc_ns) + self._shift_s(utc_ns)
