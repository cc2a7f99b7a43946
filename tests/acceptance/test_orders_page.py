"""Orders and positions in a real browser: what is ordered there is what the API says happened."""

import os
import re
import signal
from decimal import Decimal
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect
from tests.acceptance.test_lab_page import faults
from tests.acceptance.test_page import number, page, sign_in

pytestmark = pytest.mark.browser
__all__ = ["page"]  # the fixture: a tab of a real browser
Theme = Literal["dark", "light"]
ANSWER_MS = 15_000


@pytest.fixture
async def desk(start_platform: Any, page: Page) -> Any:
    """A platform whose prices move, and the orders page open in a signed-in tab."""
    platform = await start_platform(
        "--symbols", "EURUSD", "--seed", "4", "--workers", "1", "--speed", "20"
    )  # at the market's own pace a quiet minute has prices too old to trade on
    errors = await sign_in(page, platform)
    await page.goto(f"{platform.url}/orders?symbol=EURUSD")
    await expect(page.get_by_test_id("ticket-submit")).to_be_enabled(timeout=30_000)
    yield platform
    assert errors == []


async def buy(page: Page, volume: str, stop: str | None = None) -> None:
    """The whole way: type, look, send, and read that it was filled."""
    await page.get_by_test_id("ticket-volume").fill(volume)
    if stop is not None:
        await page.get_by_test_id("ticket-stop").fill(stop)
    await expect(page.get_by_test_id("ticket-submit")).to_be_enabled(timeout=ANSWER_MS)
    await page.get_by_test_id("ticket-submit").click()
    await page.get_by_test_id("ticket-send").click()
    outcome = page.get_by_test_id("ticket-outcome")
    await expect(outcome).to_have_attribute("data-state", "filled", timeout=ANSWER_MS)


async def positions(platform: Any) -> list[dict[str, Any]]:
    return (await platform.get("positions"))["positions"]


async def stop_below(platform: Any, page: Page) -> str:
    """A stop 500 points under the market."""
    candles = await platform.get("candles", symbol="EURUSD", timeframe="M1", limit=1)
    assert page
    return f"{Decimal(str(candles['close'][-1])) - Decimal('0.00500'):.5f}"


async def test_an_order_is_looked_at_sent_once_moved_and_closed_in_part(
    desk: Any, page: Page
) -> None:
    stop = await stop_below(desk, page)
    await page.get_by_test_id("ticket-stop").fill(stop)
    await page.get_by_test_id("ticket-volume").fill("0.20")
    risk = page.get_by_test_id("ticket-risk")
    await expect(risk).to_contain_text("USD", timeout=ANSWER_MS)
    assert Decimal(50) < number(await risk.inner_text()) < Decimal(150)
    await buy(page, "0.20", stop)
    (opened,) = await positions(desk)
    assert (opened["volume"], opened["stop_loss"]) == ("0.20", stop)
    row = page.get_by_test_id(f"open-{opened['ticket']}")
    await expect(row).to_contain_text("%", timeout=ANSWER_MS)

    lower = f"{Decimal(stop) - Decimal('0.00100'):.5f}"
    await page.get_by_test_id(f"stops-{opened['ticket']}").click()
    await page.get_by_test_id("stops-sl").fill(lower)
    await page.get_by_test_id("dialog-send").click()
    await expect(page.get_by_test_id("order-outcome")).to_have_attribute(
        "data-state", "done", timeout=ANSWER_MS
    )
    await page.get_by_test_id("dialog-close").click()
    assert (await positions(desk))[0]["stop_loss"] == lower

    await page.get_by_test_id(f"close-{opened['ticket']}").click()
    await page.get_by_test_id("close-volume").fill("0.05")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("order-outcome")).to_have_attribute(
        "data-state", "filled", timeout=ANSWER_MS
    )
    await page.get_by_test_id("dialog-close").click()
    assert (await positions(desk))[0]["volume"] == "0.15"
    history = page.get_by_test_id("history")
    await expect(history.locator("[data-order-state=filled]")).to_have_count(2, timeout=ANSWER_MS)


async def test_a_wrong_field_says_what_would_be_right_and_nothing_can_be_sent(
    desk: Any, page: Page
) -> None:
    await page.get_by_test_id("ticket-volume").fill("0.105")
    await page.get_by_test_id("ticket-stop").fill("9")
    alerts = page.get_by_test_id("ticket").get_by_role("alert")
    await expect(alerts.filter(has_text="steps of 0.01")).to_be_visible(timeout=ANSWER_MS)
    await expect(alerts.filter(has_text="below")).to_be_visible()
    await expect(page.get_by_test_id("ticket-submit")).to_be_disabled()
    assert await positions(desk) == []


async def test_everything_is_closed_after_it_was_named(desk: Any, page: Page) -> None:
    await buy(page, "0.10")
    await buy(page, "0.20")
    await page.get_by_test_id("close-all").click()
    dialog = page.get_by_test_id("flatten-dialog")
    await expect(dialog).to_contain_text("2 positions are closed")
    await page.get_by_test_id("flatten-send").click()
    result = page.get_by_test_id("flatten-result")
    await expect(result).to_have_attribute("data-open", "0", timeout=30_000)
    assert await positions(desk) == []


async def test_the_kill_switch_stops_and_then_asks_about_what_is_open(
    desk: Any, page: Page
) -> None:
    await buy(page, "0.10")
    await page.keyboard.press("Shift+Escape")
    await page.keyboard.press("Shift+Escape")
    report = page.get_by_test_id("kill-report")
    await expect(report).to_contain_text("No strategy was running", timeout=ANSWER_MS)
    await expect(page.get_by_test_id("kill-open")).to_contain_text("1 open position")
    await page.get_by_test_id("kill-flatten").click()
    await expect(page.get_by_test_id("kill-open")).to_contain_text(
        "Nothing is open", timeout=30_000
    )
    assert await positions(desk) == []
    await report.get_by_role("button", name="Close", exact=True).click()
    banner = page.get_by_test_id("kill-banner")
    await expect(banner).to_have_attribute("data-stage", "flat", timeout=30_000)
    await expect(page.get_by_test_id("ticket-blocked")).to_contain_text("kill switch is on")
    await page.goto(f"{desk.url}/live")
    await banner.get_by_role("button", name="Release").click()
    await page.get_by_test_id("release-reason").fill("the drill is over")
    await expect(page.get_by_test_id("release-send")).to_be_disabled()
    await page.get_by_test_id("release-word").fill("RELEASE")
    await page.get_by_test_id("release-send").click()
    await expect(page.get_by_test_id("release-dialog")).to_contain_text(
        "orders pass again", timeout=ANSWER_MS
    )
    await expect(banner).to_have_count(0)
    await page.goto(f"{desk.url}/orders")
    await expect(page.get_by_test_id("ticket-submit")).to_be_enabled(timeout=30_000)
    await buy(page, "0.10")


async def test_filters_stand_in_the_address_and_the_keys_open_the_ticket(
    desk: Any, page: Page
) -> None:
    await page.get_by_test_id("history").get_by_label("State").select_option("rejected")
    await expect(page).to_have_url(re.compile(r"state=rejected"))
    await page.reload()
    state = page.get_by_test_id("history").get_by_label("State")
    await expect(state).to_have_value("rejected", timeout=ANSWER_MS)
    await page.locator("h1").first.evaluate("() => document.activeElement?.blur()")
    await page.keyboard.press("s")
    await expect(page.get_by_test_id("ticket-sell")).to_have_attribute("aria-checked", "true")
    assert await positions(desk) == []


async def test_the_connection_page_names_the_step_that_fails_and_what_to_do(
    desk: Any, page: Page
) -> None:
    await page.goto(f"{desk.url}/connection")
    verdict = page.get_by_test_id("connection-verdict")
    await expect(verdict).to_have_attribute("data-failing", "", timeout=ANSWER_MS)
    await expect(verdict).to_contain_text("Every step is right")
    os.kill(desk.pid("terminal"), signal.SIGSTOP)  # it hangs, as terminals do
    await expect(verdict).to_have_attribute("data-failing", "terminal", timeout=30_000)
    await expect(verdict).to_contain_text("What to do")
    os.kill(desk.pid("terminal"), signal.SIGCONT)
    await expect(verdict).to_have_attribute("data-failing", "", timeout=30_000)


async def test_on_a_phone_no_panel_is_wider_than_the_screen(desk: Any, page: Page) -> None:
    await buy(page, "0.10")
    await page.set_viewport_size({"width": 390, "height": 844})
    for path in ("orders", "orders?view=deals", "connection"):
        await page.goto(f"{desk.url}/{path}")
        panels = page.locator("main section[data-state]")
        await expect(panels.first).to_be_visible(timeout=ANSWER_MS)
        boxes = [await panel.bounding_box() for panel in await panels.all()]
        right = [box["x"] + box["width"] for box in boxes if box is not None]
        assert right, path
        assert max(right) <= 390, path
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_the_pages_are_clean_in_both_themes(desk: Any, page: Page, theme: Theme) -> None:
    # Without motion: half-way through a change of colours a contrast is nobody's choice.
    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    await expect(page.locator("html")).to_have_attribute("data-theme", theme)
    await buy(page, "0.10")
    assert await faults(page) == [], "orders"
    (opened,) = await positions(desk)
    await page.get_by_test_id(f"close-{opened['ticket']}").click()
    assert await faults(page) == [], "close"
    await page.keyboard.press("Escape")
    await page.get_by_test_id("close-all").click()
    assert await faults(page) == [], "flatten"
    await page.keyboard.press("Escape")
    await page.goto(f"{desk.url}/orders?view=deals")
    await expect(page.get_by_test_id("history").get_by_role("table")).to_be_visible()
    assert await faults(page) == [], "deals"
    await page.goto(f"{desk.url}/connection")
    await expect(page.get_by_test_id("connection-verdict")).to_be_visible(timeout=ANSWER_MS)
    assert await faults(page) == [], "connection"
