"""Whether a fault happens now: its window, its counts and its dice, which a seed repeats."""

import hashlib

from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.plan import When
from tickloom_terminal.trade.records import Request

_SECOND_NS = 1_000_000_000


class Dice:
    """Numbers from 0 to 1 that depend on the seed, the fault and how often it was asked."""

    def __init__(self, *key: str | int) -> None:
        self._key = "/".join(map(str, key)).encode()
        self._thrown = 0

    def throw(self) -> float:
        self._thrown += 1
        text = self._key + b"/" + str(self._thrown).encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=7).digest(), "big") / (1 << 56)


class Occasions:
    """Counts the occasions of one fault; `began_ns` is the start of the script."""

    def __init__(self, when: When, dice: Dice, *, began_ns: int) -> None:
        self.when = when
        self.dice = dice
        self.happened = 0
        self._began_ns = began_ns
        self._met = 0

    def elapsed_s(self, now_ns: int) -> float:
        """Seconds since the window opened; negative before it."""
        return (now_ns - self._began_ns) / _SECOND_NS - self.when.begin_s

    @property
    def opens_ns(self) -> int:
        """The moment from which the fault is possible."""
        return self._began_ns + round(self.when.begin_s * _SECOND_NS)

    def is_on(self, now_ns: int, symbol: str = "") -> bool:
        """Whether `now_ns` lies in the window, for faults that are a state."""
        concerns = not self.when.symbol or not symbol or symbol == self.when.symbol
        elapsed_s = self.elapsed_s(now_ns)
        if self.when.every_s and elapsed_s >= 0:
            elapsed_s %= self.when.every_s
        return concerns and 0 <= elapsed_s < self.when.for_s

    def is_felt(self, now_ns: int, symbol: str = "") -> bool:
        """`is_on`, counted each time that it shows in an answer."""
        is_on = self.is_on(now_ns, symbol)
        self.happened += is_on
        return is_on

    def happens(self, now_ns: int, symbol: str = "") -> bool:
        """Whether the fault happens on this occasion; counts it."""
        if not self.is_on(now_ns, symbol) or self.is_used_up:
            return False
        self._met += 1
        if self._met <= self.when.skip:
            return False
        if self.when.probability < 1 and self.dice.throw() >= self.when.probability:
            return False
        self.happened += 1
        return True

    @property
    def is_used_up(self) -> bool:
        return bool(self.when.times) and self.happened >= self.when.times

    def concerns(self, request: Request) -> bool:
        """Whether the fault is about requests of this kind."""
        wanted = self.when.action
        if wanted == "entry":
            return request.action == mt5.TRADE_ACTION_DEAL and not request.position
        if wanted == "exit":
            return request.action == mt5.TRADE_ACTION_DEAL and bool(request.position)
        return wanted == "any" or request.action in _ACTIONS[wanted]


_ACTIONS = {
    "deal": (mt5.TRADE_ACTION_DEAL,),
    "pending": (mt5.TRADE_ACTION_PENDING,),
    "change": (mt5.TRADE_ACTION_SLTP, mt5.TRADE_ACTION_MODIFY),
    "remove": (mt5.TRADE_ACTION_REMOVE,),
    "close_by": (mt5.TRADE_ACTION_CLOSE_BY,),
}
