"""What a run may read besides its bars: shorter and longer bars, a calendar, a rate."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.gates import NewsEvent
from tickloom.engine.run import Surroundings
from tickloom.engine.run_settings import Intrabar, RunSettings
from tickloom.engine.simulation.market import Drill, Rates
from tickloom.storage.tick_files import holds_ticks, read_tick_file
from tickloom_cli.bars_source import FileChoice, Market, market_of_file, moment_ns
from tickloom_cli.documents import read_text
from tickloom_cli.instruments import points_digits

_NEWS_BYTES_MAX = 64 * 1024 * 1024
_IMPACTS = ("high", "medium", "low")


@dataclass(frozen=True, kw_only=True)
class AroundOptions:
    """Files beside the bars; their clock is that of `--file-clock`.

    Beside kept bars the minutes of the symbol and the pair that converts are found without one.
    """

    detail: Annotated[
        Path | None,
        typer.Option(help="Shorter bars or ticks of the symbol, for --intrabar drill_down."),
    ] = None
    higher: Annotated[
        list[Path],
        typer.Option(help="The broker's own longer bars; folded from the bars without them."),
    ] = field(default_factory=list[Path])
    news: Annotated[
        Path | None, typer.Option(help="CSV of the calendar: time,currency,impact.")
    ] = None
    rates: Annotated[
        Path | None,
        typer.Option(help="Bars of the pair that makes account currency of the profit currency."),
    ] = None

    def around(self, market: Market, settings: RunSettings, file_clock: str | None) -> Surroundings:
        """Everything that was given; raises `InvalidInput` for what does not fit the bars."""
        if self.detail is not None and settings.intrabar is not Intrabar.DRILL_DOWN:
            raise self._detail_misses(settings)
        base = market.bars
        higher = [self._same(path, market, settings, file_clock) for path in self.higher]
        for bars, path in zip(higher, self.higher, strict=True):
            if bars.timeframe.minutes <= base.timeframe.minutes:
                raise InvalidInput("--higher", str(path), f"bars longer than {base.timeframe}")
        return Surroundings(
            higher={bars.timeframe: bars for bars in higher},
            drill=self._detail(market, settings, file_clock),
            news=None if self.news is None else news_of(self.news),
            rates=_kept_rates(market, settings) if self.rates is None
            else self._rates(market, settings, file_clock),
        )  # fmt: skip

    def _detail_misses(self, settings: RunSettings) -> InvalidInput:
        return InvalidInput(
            "--detail, --intrabar", f"{self.detail or '-'}, {settings.intrabar}",
            "--detail FILE together with --intrabar drill_down; kept bars have their own M1",
        )  # fmt: skip

    def _detail(
        self, market: Market, settings: RunSettings, file_clock: str | None
    ) -> Drill | None:
        """What decides inside a bar: every tick is a bar of one price."""
        if settings.intrabar is not Intrabar.DRILL_DOWN:
            return None
        if self.detail is None:
            kept = _kept_minutes(market)
            if kept is None:
                raise self._detail_misses(settings)
            return _drill_of(kept)
        if holds_ticks(self.detail):
            return _ticks(self.detail, market)
        short = self._same(self.detail, market, settings, file_clock)
        if short.timeframe.minutes >= market.bars.timeframe.minutes:
            raise InvalidInput(
                "--detail", str(self.detail), f"bars shorter than {market.bars.timeframe}"
            )
        return _drill_of(short)

    @staticmethod
    def _same(path: Path, market: Market, settings: RunSettings, file_clock: str | None) -> Bars:
        """Bars of the same symbol on the same price grid."""
        read = market_of_file(
            FileChoice(
                path=path, symbol=str(market.bars.symbol), file_clock=file_clock,
                server_clock=settings.server_clock,
            )
        ).bars  # fmt: skip
        if read.digits != market.bars.digits:
            raise InvalidInput(
                str(path), f"prices of {read.digits} decimals",
                f"{market.bars.digits} decimals, as the bars",
            )  # fmt: skip
        return read

    def _rates(self, market: Market, settings: RunSettings, file_clock: str | None) -> Rates:
        assert self.rates is not None, "asked for only with a file"
        choice = FileChoice(
            path=self.rates, file_clock=file_clock, server_clock=settings.server_clock
        )
        bars = market_of_file(choice).bars
        pair = (str(bars.symbol)[:3], str(bars.symbol)[3:6])
        wanted = (market.instrument.currency_profit, settings.account.currency)
        if pair not in {wanted, wanted[::-1]}:
            raise InvalidInput(
                "--rates", str(bars.symbol), f"bars of {''.join(wanted)} or {''.join(wanted[::-1])}"
            )
        return Rates(bars=bars, is_inverse=pair != wanted)


def _kept_minutes(market: Market) -> Bars | None:
    """The kept M1 of longer bars, None without any on their price grid."""
    bars = market.bars
    if market.kept is None or bars.timeframe is Timeframe.M1:
        return None
    found = market.kept.find(str(bars.symbol), Timeframe.M1)
    return None if found is None or found.digits != bars.digits else found


def _kept_rates(market: Market, settings: RunSettings) -> Rates | None:
    """Kept bars of the pair that converts, where neither symbol nor rate tell it."""
    account, own = settings.account, market.instrument.currency_profit
    told = account.currency in {own, market.instrument.currency_base} or account.conversion_rate
    if told or market.kept is None:
        return None
    for pair, is_inverse in ((own + account.currency, False), (account.currency + own, True)):
        bars = market.kept.find(pair, market.bars.timeframe)
        if bars is not None:
            return Rates(bars=bars, is_inverse=is_inverse)
    return None


def _drill_of(short: Bars) -> Drill:
    """Shorter bars as what a run looks into."""
    return Drill(
        time_ns=short.time_ns, open=short.open, high=short.high, low=short.low, spread=short.spread
    )


def _ticks(path: Path, market: Market) -> Drill:
    ticks = read_tick_file(path)
    file_digits = points_digits(str(market.bars.symbol), float(np.median(ticks.bid)))
    if file_digits > market.bars.digits:
        raise InvalidInput(
            str(path), f"quotes of {file_digits} decimals",
            f"at most {market.bars.digits} decimals, as the bars",
        )  # fmt: skip
    scale = 10 ** (market.bars.digits - file_digits)
    bid = (ticks.bid * scale).astype(np.int32)
    spread = ((ticks.ask - ticks.bid) * scale).astype(np.int32)
    return Drill(time_ns=ticks.time_ns, open=bid, high=bid, low=bid, spread=spread)


def news_of(path: Path) -> list[NewsEvent]:
    """The events of a calendar file, oldest first; raises `InvalidInput` with the line."""
    lines = read_text(path, "--news", most=_NEWS_BYTES_MAX).splitlines()
    rows = csv.DictReader(lines)
    missing = {"time", "currency", "impact"} - {name.strip() for name in rows.fieldnames or ()}
    if missing:
        raise InvalidInput("--news", str(path), "a heading with time, currency and impact")
    events: list[NewsEvent] = []
    for number, row in enumerate(rows, start=2):
        cells = {name.strip(): (cell or "").strip() for name, cell in row.items() if name}
        currency, impact = cells["currency"].upper(), cells["impact"].lower()
        if len(currency) != 3 or impact not in _IMPACTS:
            raise InvalidInput(
                f"--news line {number}", f"{currency}, {impact}",
                f"a currency of three letters and one of {', '.join(_IMPACTS)}",
            )  # fmt: skip
        time_ns = moment_ns(cells["time"], f"--news line {number}")
        events.append(NewsEvent(time_ns=time_ns, currency=currency, impact=impact))
    return sorted(events, key=lambda event: event.time_ns)
