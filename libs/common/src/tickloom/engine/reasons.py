"""Why a position was opened, closed or not opened: code numbers for kernels, words for people."""

from enum import IntEnum


class _Reason(IntEnum):
    @property
    def word(self) -> str:
        """The code word of results, logs and messages."""
        return self.name.lower()


class EntryReason(_Reason):
    """What opened a position."""

    SIGNAL = 0
    REVERSAL = 1
    LIMIT_ORDER = 2
    STOP_ORDER = 3


class ExitReason(_Reason):
    """What closed a position, or a part of it."""

    NONE = 0
    STOP_LOSS = 1
    TAKE_PROFIT = 2
    EXIT_CONDITION = 3
    OPPOSITE_SIGNAL = 4
    MAX_BARS = 5
    MAX_MINUTES = 6
    AT_TIME = 7
    BEFORE_WEEKEND = 8
    BREAK_EVEN = 9
    TRAILING_STOP = 10
    STOP_OUT = 11
    END_OF_DATA = 12


class Refusal(_Reason):
    """Why a wanted entry was not made; 0 is none."""

    NONE = 0
    SESSION = 1
    WINDOW = 2
    WEEKDAY = 3
    NEWS_BLACKOUT = 4
    WEEKEND = 5
    NO_EXECUTION_BAR = 6
    NOT_WARMED_UP = 10
    NO_SIGNAL = 11
    BOTH_SIDES = 12
    EXIT_BLOCKS_ENTRY = 13
    MAX_POSITIONS = 14
    COOLDOWN = 15
    MAX_TRADES_PER_DAY = 16
    MAX_DAILY_LOSS = 17
    MAX_CONSECUTIVE_LOSSES = 18
    SPREAD_TOO_WIDE = 20
    STOP_WRONG_SIDE = 21
    STOP_TOO_NEAR = 22
    TARGET_WRONG_SIDE = 23
    TARGET_TOO_NEAR = 24
    BELOW_MINIMUM_VOLUME = 25
    NOT_ENOUGH_MARGIN = 26
    NO_LEVEL = 27
    ACCOUNT_RUINED = 30
