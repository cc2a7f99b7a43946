"""The tear sheet: whole, alone, and safe."""

import re
from html.parser import HTMLParser

from tickloom.engine.result_document import result_document
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.testing.results import hand_made_result, without_a_curve


class Balance(HTMLParser):
    """Notes tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    page = tear_sheet(result_document(hand_made_result()))
    assert "<script" not in page
    assert not re.search(r"(src|href|url)\s*[=(]", page)
    checked = Balance()
    checked.feed(page)
    assert checked.open == []


def test_the_page_says_what_the_result_says() -> None:
    made = result_document(hand_made_result(), command="tickloom backtest x")
    page = tear_sheet(made)
    assert made["header"]["read_back"] in page
    assert "<span>net profit</span><span>-0.45</span>" in page
    assert "<td>take_profit</td>" in page
    assert "<code>tickloom backtest x</code>" in page
    assert made["header"]["digest"] in page
    assert "<span>sharpe ratio</span><span>-</span>" in page, "unknown is a dash"


def test_text_from_outside_is_escaped() -> None:
    made = result_document(hand_made_result(), command="<b onload='x'>&")
    page = tear_sheet(made)
    assert "<b onload" not in page
    assert "&lt;b onload=&#x27;x&#x27;&gt;&amp;" in page


def test_a_run_without_a_curve_has_a_page() -> None:
    page = tear_sheet(result_document(without_a_curve(hand_made_result())))
    assert "kept no curve" in page
