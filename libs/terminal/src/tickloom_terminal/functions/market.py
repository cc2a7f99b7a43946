"""Bars and ticks: the market's history as the package hands it out."""

from typing import Any

import numpy.typing as npt

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom_terminal import constants as mt5
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.errors import Refused
from tickloom_terminal.history import TIMEFRAMES

Rows = npt.NDArray[Any]
_NEVER_S = (1 << 31) - 1
_FLAGS = (mt5.COPY_TICKS_ALL, mt5.COPY_TICKS_INFO, mt5.COPY_TICKS_TRADE)


class MarketFunctions:
    """copy_rates_* and copy_ticks_*; times are the server's clock in seconds."""

    def __init__(self, core: TerminalCore) -> None:
        self._core = core

    def copy_rates_from(self, name: str, timeframe: int, date_from: int, count: int) -> Rows:
        """The last `count` bars that open at or before `date_from`: back into the past."""
        return _some(
            self._core.history.rates(
                self._name(name), _timeframe(timeframe), first_s=None, last_s=date_from,
                count=self._count(count),
            )
        )  # fmt: skip

    def copy_rates_from_pos(self, name: str, timeframe: int, start: int, count: int) -> Rows:
        """Position 0 is the unfinished bar; what reaches beyond the history is left out."""
        if start < 0:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        reachable = self._core.settings.bars_max - start
        symbol, frame, wanted = self._name(name), _timeframe(timeframe), self._count(count)
        if reachable <= 0:
            raise Refused(mt5.RES_E_NOT_FOUND)
        rows = self._core.history.newest(symbol, frame, start=start, count=min(wanted, reachable))
        return _some(rows)

    def copy_rates_range(self, name: str, timeframe: int, date_from: int, date_to: int) -> Rows:
        """Bars that open from `date_from` to `date_to`, both included; none is an empty array."""
        last_s = date_to or _NEVER_S
        if date_from > last_s:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        return self._core.history.rates(
            self._name(name), _timeframe(timeframe), first_s=date_from, last_s=last_s,
            count=self._core.settings.bars_max,
        )  # fmt: skip

    def copy_ticks_from(self, name: str, date_from: int, count: int, flags: int) -> Rows:
        """The first `count` ticks from `date_from` on: forward."""
        if count <= 0 or flags not in _FLAGS:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        rows = self._core.history.ticks(
            self._name(name), first_s=date_from, last_s=None, count=count
        )
        return _of_kind(self._core.seen.ticks(name, rows), flags)

    def copy_ticks_range(self, name: str, date_from: int, date_to: int, flags: int) -> Rows:
        """Ticks from `date_from` to `date_to`, both included; none is an empty array."""
        last_s = date_to or _NEVER_S
        if date_from > last_s or flags not in _FLAGS:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        rows = self._core.history.ticks(
            self._name(name), first_s=date_from, last_s=last_s, count=None
        )
        return _of_kind(self._core.seen.ticks(name, rows), flags)

    def _name(self, name: str) -> Symbol:
        """Reading a symbol's history shows it in Market Watch."""
        sheet = self._core.sheet(name)
        self._core.selected.add(name)
        return sheet.instrument.symbol

    def _count(self, count: int) -> int:
        if not 0 < count <= self._core.settings.bars_max:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        return count


def _timeframe(number: int) -> Timeframe:
    name = TIMEFRAMES.get(number)
    if name is None:
        raise Refused(mt5.RES_E_INVALID_PARAMS)
    return Timeframe(name)


def _some(rows: Rows) -> Rows:
    if not len(rows):
        raise Refused(mt5.RES_E_NOT_FOUND)
    return rows


def _of_kind(rows: Rows, flags: int) -> Rows:
    """These markets have no last price and no volume: there are no trade ticks."""
    if flags == mt5.COPY_TICKS_TRADE:
        return rows[:0]
    return rows if flags == mt5.COPY_TICKS_ALL else rows[rows["flags"] > 0]
