"""Curves of a tear sheet as SVG drawn by hand."""

from collections.abc import Sequence
from typing import Any

_WIDTH, _LEFT = 1_000, 70
_TALL, _LOW = 260, 110
_GREEN, _GREY, _RED = "#14714f", "#9aa4b0", "#a3261f"


def equity_chart(equity: dict[str, Any]) -> str:
    """Equity over balance, with the range of both at the side and the dates below."""
    if not equity["equity"]:
        return '<p class="note">this run kept no curve</p>'
    values = [*equity["equity"], *equity["balance"]]
    low, high = min(values), max(values)
    lines = _line(equity["balance"], low, high, _TALL, _GREY) + _line(
        equity["equity"], low, high, _TALL, _GREEN
    )
    labels = _label(f"{high:,.2f}", 14) + _label(f"{low:,.2f}", _TALL - 4)
    return _picture(
        "equity and balance", _TALL + 20, lines + labels + _dates(equity["time"], _TALL)
    )


def drawdown_chart(equity: dict[str, Any]) -> str:
    """The fall from the highest equity so far, in percent, hanging from the top."""
    if not equity["equity"]:
        return ""
    falls = equity["drawdown_pct"]
    deepest = max(falls) or 1.0
    points = _points(falls, 0.0, deepest, _LOW, is_down=True)
    area = f"{_LEFT},0 {points} {_WIDTH},0"
    shape = f'<polygon points="{area}" fill="{_RED}" fill-opacity=".35"/>'
    return _picture("draw-down", _LOW, shape + _label(f"-{deepest:.1f} %", _LOW - 4))


def _picture(name: str, height: int, content: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{name}" '
        f'font-size="12" fill="#5a6472">{content}</svg>'
    )


def _line(values: Sequence[float], low: float, high: float, height: int, colour: str) -> str:
    points = _points(values, low, high, height)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def _points(
    values: Sequence[float], low: float, high: float, height: int, *, is_down: bool = False
) -> str:
    """Places of values, evenly across; a flat curve lies in the middle."""
    span = high - low
    step = (_WIDTH - _LEFT) / max(1, len(values) - 1)

    def place(value: float) -> float:
        share = (value - low) / span if span else 0.5
        return height * (share if is_down else 1 - share)

    return " ".join(f"{_LEFT + n * step:.1f},{place(v):.1f}" for n, v in enumerate(values))


def _label(text: str, y: int) -> str:
    return f'<text x="0" y="{y}">{text}</text>'


def _dates(times: Sequence[str], height: int) -> str:
    return (
        f'<text x="{_LEFT}" y="{height + 16}">{times[0][:10]}</text>'
        f'<text x="{_WIDTH}" y="{height + 16}" text-anchor="end">{times[-1][:10]}</text>'
    )
