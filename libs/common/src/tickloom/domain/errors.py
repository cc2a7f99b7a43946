"""The error tree, split by what the caller can do.

TickloomError
    TryAgain          nothing happened; the same call may succeed later
        Unavailable       a server or a service does not answer
    CorrectIt         nothing happened; the caller has to change something
        InvalidInput      a field, its value and what would be right
        NotFound          no such thing
        Conflict          it is already so, or not in a state for that
        Forbidden         not allowed for this caller
    OutcomeUnknown    it may have happened: ask, never resend
    Broken            an invariant does not hold: stop

A refusal by a risk rule is a value (`risk`), not an error.
"""


class TickloomError(Exception):
    """Root of all errors; `code` is what REST and WebSocket show."""

    code = "internal"

    def __init__(self, detail: str, *, code: str | None = None, hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint
        if code is not None:
            self.code = code


class TryAgain(TickloomError):
    """Nothing happened; the same call may succeed later."""

    code = "try_again"


class Unavailable(TryAgain):
    """A server or a service does not answer."""

    code = "unavailable"


class CorrectIt(TickloomError):
    """Nothing happened; the caller has to change something."""

    code = "invalid"


class InvalidInput(CorrectIt):
    """A field holds a value that cannot be used."""

    code = "invalid:field"

    def __init__(
        self, field: str, value: object, expected: str, *, code: str | None = None
    ) -> None:
        super().__init__(f"{field}: {value!r} is not usable; expected {expected}", code=code)
        self.field = field
        self.value = value
        self.expected = expected


class NotFound(CorrectIt):
    """There is no such thing."""

    code = "not_found"


class Conflict(CorrectIt):
    """It is already so, or not in a state that allows it."""

    code = "conflict"


class Forbidden(CorrectIt):
    """The caller may not do this."""

    code = "forbidden"


class OutcomeUnknown(TickloomError):
    """It may have happened: ask what is, never send again."""

    code = "outcome_unknown"


class Broken(TickloomError):
    """Something that must hold does not: stop and show it."""

    code = "broken"
