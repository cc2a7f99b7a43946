"""The web page: built files from a folder, and an honest page where they are missing.

Hashed assets never change, so browsers keep them; `index.html` answers every other path, because
the page has its own routes, and is never kept.
"""

import mimetypes
from importlib.resources import files
from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from tickloom.domain.errors import NotFound

_FOR_EVER = "public, max-age=31536000, immutable"
_NEVER = "no-cache"
_OURS = ("/api", "/ws")

mimetypes.add_type("text/javascript", ".js")  # the registry of Windows may say otherwise
mimetypes.add_type("font/woff2", ".woff2")


def page(name: str) -> str:
    """One of the few pages that are part of the gateway."""
    return (files("gateway") / "pages" / name).read_text(encoding="utf-8")


class Site:
    """Answers whatever no route does."""

    def __init__(self, web_dir: Path | None) -> None:
        folder = None if web_dir is None else web_dir.resolve()
        self._folder = folder if folder is not None and (folder / "index.html").is_file() else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        if path.startswith(_OURS) or scope["method"] not in {"GET", "HEAD"}:
            raise NotFound(f"there is nothing at {path[:200]}", hint="see /docs")
        response = self._response(path)
        await response(scope, receive, send)

    def _response(self, path: str) -> Response:
        if self._folder is None:
            return HTMLResponse(page("not_built.html"), headers={"Cache-Control": _NEVER})
        file = self._file(path)
        if file is not None and file.name != "index.html":
            kept = _FOR_EVER if path.startswith("/assets/") else _NEVER
            return FileResponse(file, headers={"Cache-Control": kept})
        if Path(path).suffix and path.startswith("/assets/"):
            raise NotFound(f"there is no file {path[:200]}", hint="reload the page")
        return FileResponse(self._folder / "index.html", headers={"Cache-Control": _NEVER})

    def _file(self, path: str) -> Path | None:
        """The file at `path` if it lies inside the folder, links resolved."""
        assert self._folder is not None
        if "\0" in path or "\\" in path:
            return None
        file = (self._folder / path.lstrip("/")).resolve()
        return file if file.is_file() and file.is_relative_to(self._folder) else None
