"""The death of the bridge as an exception that nothing in the bridge may catch."""


class CrashNow(BaseException):
    """The process is gone from this instruction on; what is on the disk stays."""

    def __init__(self, point: str) -> None:
        super().__init__(point)
        self.point = point
