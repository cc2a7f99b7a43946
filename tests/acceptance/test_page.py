"""The page in a real browser: what it shows is what the API says, also after a crash."""

import os
import shutil
from collections.abc import AsyncIterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
MINUS = "\u2212"


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A tab of a real browser; the test is skipped where there is none or no built page."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine; install it or set CHROMIUM_PATH")
    if not (ROOT / "web" / "dist" / "index.html").exists():
        pytest.skip("the page is not built; `dev.py up` builds it where node is to be had")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        tab = await browser.new_page(viewport={"width": 1440, "height": 900})
        yield tab
        await browser.close()


async def probe(page: Page, expression: str) -> Any:
    return await page.evaluate(f"window.__tickloom.{expression}")


async def sign_in(page: Page, platform: Any) -> list[str]:
    """Follow the one-time link; the errors the page logs from now on."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(platform.sign_in_link)
    await page.wait_for_url("**/live**")
    await page.wait_for_function("window.__tickloom !== undefined")
    await expect(page.get_by_test_id("mode-badge")).to_contain_text("DEMO")
    return errors


def number(text: str) -> Decimal:
    """The number in a text such as \u22121,234.50 USD."""
    kept = text.replace(MINUS, "-").replace(",", "")
    return Decimal("".join(c for c in kept if c in "-.0123456789"))


async def test_a_strategy_started_on_the_page_trades_and_the_page_says_the_truth(
    start_platform: Any, page: Page
) -> None:
    platform = await start_platform("--speed", "600", "--seed", "7")
    errors = await sign_in(page, platform)

    async def ticks_flow() -> bool:
        return await probe(page, "ticksReceived") > 20 and await probe(page, "barsShown") > 50

    await platform.eventually(ticks_flow, within_s=30, what="moving candles")
    await page.get_by_test_id("algo-start").click()

    async def has_traded() -> Any:
        deals = (await platform.get("deals"))["deals"]
        return deals if sum(d["entry"] == "out" for d in deals) >= 2 else None

    await platform.eventually(has_traded, within_s=120, what="two round trips")
    assert await page.get_by_test_id("condition-light").count() > 0
    await page.get_by_test_id("algo-stop").first.click()
    await platform.eventually(
        partial(page_agrees, platform, page), within_s=20, what="page and API agree"
    )
    assert errors == []


async def page_agrees(platform: Any, page: Page) -> bool:
    """Deals, positions, balance and markers on the page are those of the API."""
    deals = (await platform.get("deals", limit=1000))["deals"]
    account = (await platform.get("accounts"))["accounts"][0]
    shown = number(await page.get_by_test_id("account-balance").inner_text())
    markers = {m["ticket"]: m["price"] for m in await probe(page, "markers")}
    newest = deals[0]
    row = await page.get_by_test_id(f"deal-row-{newest['ticket']}").count()
    rows = await page.locator("[data-testid^=position-row-]").count()
    known = {d["ticket"]: d["price"] for d in deals}
    return (
        shown == Decimal(account["balance"])
        and row == 1
        and rows == len(account["positions"])
        and newest["ticket"] in markers
        and all(known.get(ticket) == price for ticket, price in markers.items())
    )


async def test_the_page_says_stale_when_the_gateway_dies_and_comes_back(
    start_platform: Any, page: Page
) -> None:
    platform = await start_platform("--speed", "60")
    await sign_in(page, platform)

    async def is_open() -> bool:
        return await probe(page, "connection") == "live" and await probe(page, "ticksReceived") > 5

    await platform.eventually(is_open, within_s=30, what="live")
    platform.kill("gateway")
    await expect(page.get_by_test_id("connection-banner")).to_be_visible(timeout=3_000)
    before = await probe(page, "ticksReceived")

    async def flows_again() -> bool:
        return await is_open() and await probe(page, "ticksReceived") > before

    await platform.eventually(flows_again, within_s=40, what="live again by itself")
    await expect(page.get_by_test_id("connection-banner")).to_be_hidden(timeout=5_000)


async def test_quotes_flow_again_after_bus_and_bridge_died_together(
    start_platform: Any, page: Page
) -> None:
    platform = await start_platform("--speed", "60")
    await sign_in(page, platform)

    async def ticks_flow() -> bool:
        return await probe(page, "ticksReceived") > 5

    await platform.eventually(ticks_flow, within_s=30, what="live")
    platform.kill("nats-server")
    platform.kill("mt5-bridge")
    before = await probe(page, "ticksReceived")

    async def flows_again() -> bool:
        return await probe(page, "ticksReceived") > before + 20

    await platform.eventually(flows_again, within_s=40, what="live again by itself")
