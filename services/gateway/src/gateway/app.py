"""Parts into one FastAPI application."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request, WebSocket
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from gateway.access import PROTECTED
from gateway.envelope import Envelope
from gateway.openapi import describe
from gateway.parts import Parts
from gateway.problems import FieldProblem, Findings, NoSuchMethod, response_of
from gateway.routes import (
    backtests,
    deployments,
    docs,
    exports,
    indicators,
    jobs,
    kill,
    market,
    orders,
    positions,
    searches,
    session,
    status,
    strategies,
    trading,
    venue,
)
from gateway.site import Site
from gateway.socket import serve_socket
from tickloom.domain.errors import Broken, CorrectIt, NotFound, TickloomError

API = "/api/v1"

_PROTECTED = (
    status.router,
    market.router,
    indicators.router,
    trading.router,
    orders.router,
    positions.router,
    kill.router,
    venue.router,
    strategies.router,
    deployments.router,
    backtests.router,
    exports.router,
    searches.router,
    jobs.router,
    session.router,
)
_OPEN = (status.open_router, session.open_router)


def bare_app(version: str) -> FastAPI:
    """All REST routes and nothing behind them: enough to describe the interface."""
    app = FastAPI(
        title="Tickloom", version=version, openapi_url=None, docs_url=None, redoc_url=None,
        redirect_slashes=False, generate_unique_id_function=_operation_id,
    )  # fmt: skip
    for router in _PROTECTED:
        app.include_router(router, prefix=API, dependencies=PROTECTED)
    for router in _OPEN:
        app.include_router(router, prefix=API)
    app.include_router(docs.router)
    return app


def build_app(parts: Parts) -> FastAPI:
    """The whole gateway over `parts`: REST, WebSocket, reference and page."""
    app = bare_app(parts.place.version)
    app.state.parts = parts
    _add_socket(app, parts)
    app.router.default = Site(parts.place.web_dir)
    app.openapi = lambda: describe(app)
    _answer_errors(app)
    app.add_middleware(Envelope, place=parts.place, clock=parts.clock)
    return app


def _operation_id(route: Any) -> str:  # noqa: ANN401  FastAPI's route, of either kind
    """The handler's name: clients generated from the document read well."""
    return str(route.name)


def _add_socket(app: FastAPI, parts: Parts) -> None:
    async def live(websocket: WebSocket) -> None:
        await serve_socket(websocket, parts)

    router = APIRouter()
    router.add_api_websocket_route("/ws/v1", live)
    app.include_router(router)


def _answer_errors(app: FastAPI) -> None:
    def trace_of(request: Request) -> str:
        return str(request.scope["state"]["trace_id"])

    async def on_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, TickloomError)
        return response_of(error, trace_id=trace_of(request))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return response_of(
            _error_of(error, request), trace_id=trace_of(request), headers=dict(error.headers or {})
        )

    async def on_invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        fields = [_field_problem(item) for item in error.errors()]
        return response_of(
            Findings(
                "the request does not fit",
                fields,
                code="invalid:request",
                hint="errors says what and where",
            ),
            trace_id=trace_of(request),
        )

    app.add_exception_handler(TickloomError, on_error)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)


def _error_of(error: HTTPException, request: Request) -> TickloomError:
    """What Starlette and FastAPI raise by themselves, as our own."""
    if isinstance(error.__cause__, TickloomError):  # met while the body was read
        return error.__cause__
    path = request.url.path[:200]
    match error.status_code:
        case 404:
            return NotFound(f"there is nothing at {path}", hint="see /docs")
        case 405:
            return NoSuchMethod(f"{path} does not know {request.method}", hint="see /docs")
        case status if status < 500:
            return CorrectIt(str(error.detail))
        case _:
            return Broken(str(error.detail))


def _field_problem(item: dict[str, Any]) -> FieldProblem:
    path = "/" + "/".join(str(part) for part in item["loc"])
    return FieldProblem(path=path, code=f"invalid:{item['type']}", message=str(item["msg"]))
