"""The reference at /docs: a small page over /openapi.json, with nothing from another origin."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from gateway.openapi import describe
from gateway.site import page

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def read_openapi(request: Request) -> JSONResponse:
    return JSONResponse(describe(request.app), headers={"Cache-Control": "no-cache"})


@router.get("/docs")
async def read_docs() -> HTMLResponse:
    return HTMLResponse(page("docs.html"))


@router.get("/docs/docs.js")
async def read_script() -> Response:
    return Response(page("docs.js"), media_type="text/javascript")


@router.get("/docs/docs.css")
async def read_style() -> Response:
    return Response(page("docs.css"), media_type="text/css")
