"""One kill for both: thrown at the adviser's button it is thrown at the bridge, and released there.

The bridge's own file is what it obeys; the adviser sees only the one in its folder.
"""

from mt5_bridge.kill.kill_file import KillFile


class KillMirror:
    """`look` every second. The same kill is brought over once: a release must not be undone."""

    def __init__(self, *, adviser: KillFile, bridge: KillFile) -> None:
        self._adviser = adviser
        self._bridge = bridge
        self._brought: str | None = None

    def look(self, now_us: int) -> None:
        """Bring a new kill over; take the adviser's file away once the bridge's was released."""
        order = self._adviser.read(now_us)
        if order is None:
            self._brought = None
            return
        if order.id != self._brought:
            self._brought = order.id
            if not self._bridge.exists():
                self._bridge.write(order)
        elif not self._bridge.exists():
            self._adviser.remove()
            self._brought = None
