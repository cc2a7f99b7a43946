"""The error tree as problem details (RFC 9457): the same object in REST and on the WebSocket."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from gateway.credentials import Unauthenticated
from gateway.rates import TooMany
from gateway.refusals import OrderRefused
from tickloom.domain.errors import (
    Conflict,
    CorrectIt,
    Forbidden,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    TickloomError,
    TryAgain,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1


class FieldProblem(BaseModel):
    """One field that does not fit."""

    path: str = Field(description="JSON pointer to the field")
    code: str
    message: str
    severity: str = "error"
    hint: str = ""


class Problem(BaseModel):
    """Why a request was not done, and what the caller can do about it."""

    type: str = Field(description="stable name of the kind of problem")
    title: str
    status: int
    code: str
    detail: str
    hint: str = ""
    retryable: bool = False
    trace_id: str = ""
    errors: list[FieldProblem] | None = None
    retcode: int | None = Field(default=None, description="the broker's own code")
    order_id: str | None = None


class PreconditionFailed(Conflict):
    """The stored thing is not the one the caller saw."""

    code = "precondition_failed"


class PreconditionRequired(CorrectIt):
    """The caller has to say which version it saw."""

    code = "precondition_required"


class Findings(CorrectIt):
    """A document or a request was refused; `errors` says what to mend and where."""

    code = "invalid:document"

    def __init__(
        self, detail: str, errors: list[FieldProblem], *, code: str | None = None, hint: str = ""
    ) -> None:
        super().__init__(detail, code=code, hint=hint)
        self.errors = errors


class TooLarge(CorrectIt):
    """The body of a request is larger than any we need."""

    code = "too_large"


class WrongHost(CorrectIt):
    """The request names a host that is not ours."""

    code = "wrong_host"


class NoSuchMethod(CorrectIt):
    """The resource exists and cannot do that."""

    code = "method_not_allowed"


# The first that fits decides, so the narrow ones come first.
_STATUS: tuple[tuple[type[TickloomError], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (PreconditionFailed, 412),
    (PreconditionRequired, 428),
    (Conflict, 409),
    (TooLarge, 413),
    (WrongHost, 421),
    (NoSuchMethod, 405),
    (TooMany, 429),
    (CorrectIt, 422),
    (OutcomeUnknown, 202),
    (TryAgain, 503),
)


def status_of(error: TickloomError) -> int:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def problem_of(error: TickloomError, *, trace_id: str = "") -> Problem:
    """`error` for a person and for a program; what is broken inside is not told outside."""
    status = status_of(error)
    errors: list[FieldProblem] | None = None
    if isinstance(error, Findings):
        errors = error.errors
    elif isinstance(error, InvalidInput):
        message = f"expected {error.expected}"
        errors = [FieldProblem(path=f"/{error.field}", code=error.code, message=message)]
    refused = error.order if isinstance(error, OrderRefused) else None
    detail = "internal error; the log has it under this trace_id" if status == 500 else error.detail
    return Problem(
        type=f"urn:tickloom:problem:{error.code}", title=HTTPStatus(status).phrase, status=status,
        code=error.code, detail=detail, hint=error.hint, retryable=isinstance(error, TryAgain),
        trace_id=trace_id, errors=errors, retcode=None if refused is None else refused.retcode,
        order_id=None if refused is None else refused.order_id,
    )  # fmt: skip


def body_of(problem: Problem) -> dict[str, Any]:
    """The object as it is sent: without what is not there."""
    return problem.model_dump(exclude_none=True)


def response_of(
    error: TickloomError, *, trace_id: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """`error` as an HTTP answer."""
    problem = problem_of(error, trace_id=trace_id)
    extra = dict(headers or {})
    if problem.status == 401:
        extra["WWW-Authenticate"] = "Bearer"
    elif problem.status == 503:
        extra["Retry-After"] = str(RETRY_AFTER_S)
    return JSONResponse(
        body_of(problem), status_code=problem.status, headers=extra, media_type=MEDIA_TYPE
    )
