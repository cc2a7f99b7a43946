"""/openapi.json: what FastAPI generates, with our problem object in place of its own errors."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gateway.problems import MEDIA_TYPE, Problem

_DESCRIPTION = """REST of a Tickloom installation. Errors are problem details (RFC 9457) with a
stable `code`. Times named `ts`, `at`, `time` or `*_us` are microseconds UTC; money, prices of
orders and volumes are decimal strings. Live data come from the WebSocket `/ws/v1`."""


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes
        )
        schemas = document["components"]["schemas"]
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs", {}))
        schemas["Problem"] = problem
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
        answer = {"description": "Why it was not done", "content": {MEDIA_TYPE: reference}}
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = answer
        app.openapi_schema = document
    return app.openapi_schema
