"""What is known to be whole of one series: the rule that makes the record complete.

`verified` is the promise: every row of the series before it is in the database. Two things move
it. A repaired page moves it to where the terminal said the page was complete. A live row moves it
once it is stored, but only within a *run*, and only when the run is joined: a run is an unbroken
stretch of messages (one epoch, no number missing, nothing shed), and it is joined when everything
before its beginning is verified. Whatever else happens only breaks the run, which costs a repair
and never a row.
"""


class Continuity:
    """One series of one symbol; `timeframe` is empty for ticks. Times are microseconds."""

    __slots__ = ("_epoch", "_run_start", "_seq", "_stored", "goal", "is_joined", "latest_goal",
                 "reason", "retry_at_s", "run", "symbol", "timeframe", "verified",
                 "verified_from")  # fmt: skip

    def __init__(self, *, symbol: str, timeframe: str = "") -> None:
        self.symbol = symbol
        self.timeframe = timeframe
        self.verified_from: int | None = None
        self.verified: int | None = None
        self.goal: int | None = None
        """Everything before it should have arrived by now, heard or not."""
        self.latest_goal: int | None = None
        """Everything before it exists; some of it may still be on its way."""
        self.run = 0
        self.is_joined = False
        self.reason = "start"
        self.retry_at_s = 0.0
        self._run_start: int | None = None
        self._stored = 0
        self._epoch = ""
        self._seq = 0

    def begin(self, verified_from: int) -> None:
        """The record begins here; nothing is verified yet."""
        self.verified_from = self.verified = verified_from
        self.break_("start")

    def hear(self, epoch: str, seq: int, start: int) -> int:
        """Take the numbers of a live message; returns the run it belongs to.

        `start` is the earliest time from which this message and its successors tell everything.
        """
        if self._run_start is not None and epoch == self._epoch:
            if seq == self._seq + 1:
                self._seq = seq
                return self.run
            if seq <= self._seq:  # said again: the row is known, the run goes on
                return self.run
        if self._run_start is not None:
            self.reason = "hole" if epoch == self._epoch else "restart"
        self.run += 1
        self._epoch, self._seq, self._run_start = epoch, seq, start
        self._stored = start
        self.is_joined = self.verified is not None and start <= self.verified
        return self.run

    def break_(self, reason: str) -> None:
        """Something may have been missed from here on: the next message begins a new run."""
        self.run += 1
        self._run_start = None
        self.is_joined = False
        self.reason = reason

    def promise(self, run: int, proof: int) -> int | None:
        """How far `verified` may go when the rows of `run` up to `proof` are stored."""
        if run == self.run and self.is_joined and proof > (self.verified or 0):
            return proof
        return None

    def stored(self, run: int, proof: int) -> None:
        """The rows of `run` up to `proof` are stored, so everything before `proof` of it is."""
        if run != self.run:
            return
        self._stored = max(self._stored, proof)
        if self.is_joined and self.verified is not None:
            self.verified = max(self.verified, proof)

    def repaired(self, until: int) -> None:
        """The terminal's answer is stored, and complete before `until`."""
        assert self.verified is not None, "a repair starts from what is verified"
        self.verified = max(self.verified, until)
        if self._run_start is not None and self.verified >= self._run_start:
            self.is_joined = True
            self.verified = max(self.verified, self._stored)

    def target(self) -> int | None:
        """Until where to ask the terminal; None when nothing is missing."""
        if self.verified is None:
            return None
        if self._run_start is not None and not self.is_joined:
            wanted: int | None = self._run_start
        else:
            wanted = self.goal if self.is_joined else self.latest_goal
        return wanted if wanted is not None and wanted > self.verified else None

    @property
    def epoch(self) -> str | None:
        """The producer's life that the run belongs to; None while there is no run."""
        return None if self._run_start is None else self._epoch

    @property
    def is_whole(self) -> bool:
        return self.verified is not None and self.target() is None
