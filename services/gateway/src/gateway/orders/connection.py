"""Steps of the way to the broker that the gateway sees by itself, before and after the bridge's."""

from gateway.live.board import SILENT_AFTER_US, Board
from gateway.models.venue import ConnectionStep, StepState

_LIGHTS = (
    ("terminal", "The terminal answers", "Start the terminal on the bridge's machine."),
    ("broker", "The terminal is connected to the broker",
     "Look at the terminal's bottom right corner: log in to the trade account there."),
    ("feed", "Quotes arrive", "Add the symbol to the terminal's Market Watch (Ctrl+M)."),
    ("synchronised", "History is read", "Wait: the bridge reads what it missed."),
)  # fmt: skip

_STATES: dict[str, StepState] = {"up": "ok", "down": "failed"}


def seen_by_gateway(board: Board, now_us: int, *, is_bus_up: bool) -> list[ConnectionStep]:
    """Bus and bridge first, then the five lights, unless the bridge told its own steps."""
    steps = [
        ConnectionStep(
            name="bus", title="The gateway hears the message bus",
            state="ok" if is_bus_up else "failed",
            detail="" if is_bus_up else "the NATS server does not answer",
            action="" if is_bus_up else "Start Tickloom again: python3 dev.py up",
        ),
        _bridge(board, now_us, is_bus_up=is_bus_up),
    ]  # fmt: skip
    if board.bridge is not None:
        return steps
    has_failed = any(step.state != "ok" for step in steps)
    for name, title, action in _LIGHTS:
        light = "unknown" if board.feed is None else str(getattr(board.feed, name))
        state = "waiting" if has_failed else _STATES.get(light, "unknown")
        is_bad = state in {"failed", "unknown"}
        detail = board.feed.detail if is_bad and board.feed is not None else ""
        steps.append(
            ConnectionStep(
                name=name, title=title, state=state, detail=detail, action=action if is_bad else ""
            )
        )
        has_failed = has_failed or state != "ok"
    return steps


def _bridge(board: Board, now_us: int, *, is_bus_up: bool) -> ConnectionStep:
    title = "The bridge runs"
    if not is_bus_up:
        return ConnectionStep(name="bridge", title=title, state="waiting")
    heard = max((one.at for one in (board.feed, board.bridge) if one is not None), default=None)
    if heard is None:
        return ConnectionStep(
            name="bridge", title=title, state="failed", detail="nothing was heard from it yet",
            action="Start the bridge on the machine of the terminal.",
        )  # fmt: skip
    silent_s = (now_us - heard) // 1_000_000
    if now_us - heard > SILENT_AFTER_US:
        return ConnectionStep(
            name="bridge", title=title, state="failed", detail=f"silent for {silent_s} s",
            action="Look at the bridge's window or service: it has stopped or lost the network.",
        )  # fmt: skip
    return ConnectionStep(name="bridge", title=title, state="ok")
