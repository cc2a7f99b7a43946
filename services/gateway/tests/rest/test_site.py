"""The built page from a folder: what is kept, what is not, and what lies outside."""

from pathlib import Path
from typing import Any

import pytest

from gateway.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    web = tmp_path / "dist"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>the page</title>")
    (web / "assets" / "live-4f2a.js").write_text("export {}")
    (web / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "secret.txt").write_text("outside")
    (web / "assets" / "link.txt").symlink_to(tmp_path / "secret.txt")
    return Place(web_dir=web)


async def test_the_page_answers_its_own_routes_and_is_never_kept(running: Any) -> None:
    for path in ("/", "/live", "/strategies/s-1", "/sign-in"):
        reply = await running.http.get(path)
        assert "the page" in reply.text
        assert reply.headers["cache-control"] == "no-cache"
        assert "default-src 'self'" in reply.headers["content-security-policy"]


async def test_hashed_assets_are_kept_for_ever_and_missing_ones_are_not_the_page(
    running: Any,
) -> None:
    asset = await running.http.get("/assets/live-4f2a.js")
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-type"].startswith("text/javascript")
    assert (await running.http.get("/assets/old-0000.js")).status_code == 404
    assert (await running.http.get("/icon.svg")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/link.txt",
     "/assets/%00", "/..%5csecret.txt"],
)  # fmt: skip
async def test_nothing_outside_the_folder_is_served(running: Any, path: str) -> None:
    reply = await running.http.get(path)
    assert "outside" not in reply.text
    assert reply.status_code in {200, 404}


async def test_without_a_page_api_paths_are_still_problems(running: Any) -> None:
    reply = await running.http.get("/api/v2/anything")
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
