"""The backtest lab in a real browser: what it shows is what the API says, to the cent."""

import re
from decimal import Decimal
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect
from tests.acceptance.test_page import ROOT, number, page, probe, sign_in

pytestmark = pytest.mark.browser
__all__ = ["page"]  # the fixture: a tab of a real browser
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
Theme = Literal["dark", "light"]
COLD_MS = 240_000
"""The first run on a machine compiles its kernels."""


@pytest.fixture
async def lab(start_platform: Any, page: Page) -> Any:
    """A platform with recorded bars, and the lab open in a signed-in tab."""
    platform = await start_platform("--symbols", "EURUSD", "--seed", "4", "--workers", "1")
    errors = await sign_in(page, platform)

    async def has_bars() -> bool:
        series = (await platform.get("market-data"))["series"]
        return any(one["timeframe"] == "M1" for one in series)

    await platform.eventually(has_bars, within_s=60, what="bars to test on")
    await page.goto(f"{platform.url}/lab")
    await expect(page.get_by_test_id("lab-run")).to_be_enabled(timeout=30_000)
    yield platform
    assert errors == []


async def run(page: Page) -> str:
    """Press the button; the address of what it made."""
    await page.get_by_test_id("lab-run").click()
    await page.wait_for_url(re.compile(r"/lab/(backtests|sweeps|walk-forwards)/"), timeout=30_000)
    return page.url.split("?")[0].rsplit("/", 1)[1]


async def faults(page: Page) -> list[Any]:
    """What axe finds on the page as it stands."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `npm ci` in web/ does it")
    await page.evaluate(AXE.read_text())
    found = await page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations)", TAGS
    )
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


async def test_a_backtest_adds_up_and_says_why_it_traded(lab: Any, page: Page) -> None:
    backtest = await run(page)
    await expect(page.get_by_test_id("lab-key-figures")).to_be_visible(timeout=COLD_MS)
    result = (await lab.get(f"backtests/{backtest}"))["result"]
    shown = number(await page.get_by_test_id("lab-figure-net_profit").inner_text())
    assert shown == Decimal(result["statistics"]["net_profit"])
    total = page.get_by_test_id("lab-trades-sum")
    await expect(total).to_have_attribute("data-sum", str(shown), timeout=30_000)
    digest = await page.get_by_test_id("lab-digest").inner_text()
    assert digest in result["header"]["digest"]

    trades = (await lab.get(f"backtests/{backtest}/trades", limit=1000))["trades"]
    assert trades, "the example trades on generated prices"
    await page.get_by_test_id(f"lab-trade-{trades[0]['id']}").click()
    await expect(page.get_by_test_id("lab-why-entry")).to_be_visible(timeout=30_000)
    why = await lab.get(f"backtests/{backtest}/trades/{trades[0]['id']}/why")
    conditions = why["entry"]["conditions"]
    assert conditions, "an entry has conditions"
    assert await page.get_by_test_id("lab-condition").count() >= len(conditions)
    await click_on_chart(lab, page, trades[0]["id"])


async def click_on_chart(lab: Any, page: Page, trade: int) -> None:
    """A click on a trade's entry chooses it, as a click on its row does."""

    async def place() -> Any:
        return await probe(page, f"placeOfTrade({trade})")

    at = await lab.eventually(place, within_s=30, what="the trade is on the chart")
    box = await page.get_by_test_id("lab-candles-box").bounding_box()
    assert box is not None
    await page.get_by_role("button", name="Choose no trade").click()
    await expect(page.get_by_test_id("lab-why-entry")).to_have_count(0)
    await page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    await expect(page).to_have_url(re.compile(rf"trade={trade}\b"))
    await expect(page.get_by_test_id("lab-why-entry")).to_be_visible(timeout=30_000)


async def test_a_sweep_is_cancelled_within_a_second(lab: Any, page: Page) -> None:
    await page.get_by_role("button", name="Sweep", exact=True).click()
    await page.get_by_test_id("lab-example").click()
    await page.get_by_label("fast (now 20)").fill("5..40 step 1")
    await page.get_by_label("slow (now 60)").fill("50..150 step 1")
    sweep = await run(page)
    await page.get_by_test_id("lab-cancel").first.click()

    async def is_cancelled() -> bool:
        return (await lab.get(f"sweeps/{sweep}"))["state"] == "cancelled"

    await lab.eventually(is_cancelled, within_s=2, what="cancelled")


TABS = ("", "?tab=statistics", "?tab=distribution", "?tab=monte-carlo", "?tab=document")


async def test_on_a_phone_no_panel_is_wider_than_the_screen(lab: Any, page: Page) -> None:
    backtest = await run(page)
    await expect(page.get_by_test_id("lab-key-figures")).to_be_visible(timeout=COLD_MS)
    await page.set_viewport_size({"width": 390, "height": 844})
    for tab in TABS:
        await page.goto(f"{lab.url}/lab/backtests/{backtest}{tab}")
        await expect(page.get_by_test_id("lab-key-figures")).to_be_visible(timeout=30_000)
        panels = page.locator("main section[data-state=ready]")
        await expect(panels.first).to_be_visible()
        boxes = [await panel.bounding_box() for panel in await panels.all()]
        right = [box["x"] + box["width"] for box in boxes if box is not None]
        assert right, tab
        assert max(right) <= 390, tab


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_the_lab_is_clean_in_both_themes(lab: Any, page: Page, theme: Theme) -> None:
    # Without motion: half-way through a change of colours a contrast is nobody's choice.
    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    await expect(page.locator("html")).to_have_attribute("data-theme", theme)
    assert await faults(page) == []
    backtest = await run(page)
    await expect(page.get_by_test_id("lab-key-figures")).to_be_visible(timeout=COLD_MS)
    for tab in TABS:
        await page.goto(f"{lab.url}/lab/backtests/{backtest}{tab}")
        await expect(page.get_by_test_id("lab-key-figures")).to_be_visible(timeout=30_000)
        assert await faults(page) == [], tab
