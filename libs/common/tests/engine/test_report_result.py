"""A real report in the shape of a result."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tickloom.engine.report_result import reason_of, report_result
from tickloom.engine.result_document import result_document
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.stats.report_import import read_report
from tickloom.testing.results import hand_made_result

REPORT = Path(__file__).resolve().parents[5] / "shared/data/reports/ReportTester-246753.html"


@pytest.fixture(scope="module")
def imported() -> Any:
    if not REPORT.exists():
        pytest.skip(f"{REPORT} is not here")
    return json.loads(json.dumps(report_result(read_report(REPORT.read_bytes())), allow_nan=False))


def test_a_report_has_every_part_that_a_result_has(imported: Any) -> None:
    own = result_document(hand_made_result())
    assert set(imported) == set(own)
    assert set(own["header"]) - {"session_table"} <= set(imported["header"])
    assert set(own["trades"][0]) == set(imported["trades"][0])
    assert set(own["deals"][0]) == set(imported["deals"][0])
    assert set(own["monthly"][0]) == set(imported["monthly"][0])


def test_trades_deals_and_months_add_up_to_the_printed_profit(imported: Any) -> None:
    profit = Decimal(imported["statistics"]["net_profit"])
    assert profit == Decimal("18943.28")
    assert sum(Decimal(trade["net"]) for trade in imported["trades"]) == profit
    assert sum(Decimal(month["profit"]) for month in imported["monthly"]) == profit
    assert len(imported["trades"]) == 346
    assert imported["deals"][-1]["balance"] == "20943.28"


def test_a_report_says_what_it_cannot_know(imported: Any) -> None:
    assert (imported["header"]["symbol"], imported["header"]["timeframe"]) == ("XAUUSD", "H1")
    assert imported["header"]["clock"] == "server"
    assert imported["header"]["data_hash"] is None
    assert imported["trades"][0]["exit_reason"] == "stop_loss"
    assert imported["intervals"]["win_rate"][0] < 0.396 < imported["intervals"]["win_rate"][1]
    assert "Strategy Tester Report" in tear_sheet(imported)


@pytest.mark.parametrize(
    ("comment", "reason"),
    [("sl 2612.92", "stop_loss"), ("tp 2650.00", "take_profit"), ("end of test", "end_of_data"),
     ("", "exit_condition"), ("so 49.8%", "stop_out")],
)  # fmt: skip
def test_the_servers_comment_tells_the_reason(comment: str, reason: str) -> None:
    assert reason_of(comment) == reason
