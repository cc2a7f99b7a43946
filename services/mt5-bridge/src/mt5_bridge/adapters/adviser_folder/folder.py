"""One account's folder under the terminals' common files: `Files/Tickloom/<login>`.

The bridge beats while it is healthy and on the bus; the adviser counts the seconds between two
numbers on its own clock. The adviser's line counts as its life sign the same way here.
"""

from dataclasses import dataclass
from pathlib import Path

from mt5_bridge.adapters.adviser_folder import protocol
from tickloom.domain.errors import InvalidInput
from tickloom.runtime.clock import Clock

STALE_S = 5.0
"""The adviser writes every second; so long without a new line it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviserState:
    """What the adviser said last."""

    sequence: int
    state: str
    login: int
    server: str
    pending_orders: int
    positions: int
    patience_s: int
    reason: str


class AdviserFolder:
    """`common` is the terminal's `commondata_path`."""

    def __init__(
        self,
        common: Path,
        *,
        login: int,
        clock: Clock,
        patience_s: int = 20,
        flattens: bool = False,
    ) -> None:
        if not protocol.DEAD_MAN_S_MIN <= patience_s <= protocol.DEAD_MAN_S_MAX:
            raise InvalidInput(
                "patience_s",
                patience_s,
                f"{protocol.DEAD_MAN_S_MIN} to {protocol.DEAD_MAN_S_MAX} seconds",
            )
        self.path = common / "Files" / protocol.FOLDER / str(login)
        self._clock = clock
        self._login = login
        self._orders = f"{patience_s};{int(flattens)};{protocol.END}"
        self._sequence = 0
        self._heard: AdviserState | None = None
        self._heard_at_s: float | None = None

    def beat(self) -> bool:
        """One heartbeat; False when it could not be written, which the adviser will notice."""
        self._sequence = max(self._sequence + 1, self._clock.now_us())
        return self._write(self._sequence)

    def sign_off(self) -> bool:
        """The bridge stops on purpose: the adviser need not act."""
        return self._write(protocol.SIGNED_OFF)

    def adviser(self) -> AdviserState | None:
        """The living adviser of this account; None says that there is no dead man's switch."""
        said = self._read()
        now_s = self._clock.monotonic_s()
        if said is None or said.login != self._login:
            return None
        if self._heard is None:  # an old file tells nothing: wait for a second line
            self._heard = said
            return None
        if said.sequence != self._heard.sequence:
            self._heard, self._heard_at_s = said, now_s
        if self._heard_at_s is None or now_s - self._heard_at_s > STALE_S:
            return None
        return self._heard

    def _write(self, sequence: int) -> bool:
        line = f"{protocol.VERSION};{sequence};{self._orders}\n"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            # In place and in one write: the adviser may have the file open, and wants the END.
            (self.path / protocol.HEARTBEAT_FILE).write_bytes(line.encode("ascii"))
        except OSError:
            return False
        return True

    def _read(self) -> AdviserState | None:
        try:
            text = (self.path / protocol.ADVISER_FILE).read_bytes().decode("utf-8", "replace")
        except OSError:
            return None
        fields = text.strip().split(";")
        is_whole = len(fields) == protocol.ADVISER_FIELDS and fields[-1] == protocol.END
        if not is_whole or fields[0] != protocol.VERSION:
            return None
        _, sequence, state, login, server, orders, positions, patience_s, reason, _ = fields
        try:
            return AdviserState(
                sequence=int(sequence), state=state, login=int(login), server=server,
                pending_orders=int(orders), positions=int(positions),
                patience_s=int(patience_s), reason=reason,
            )  # fmt: skip
        except ValueError:
            return None
