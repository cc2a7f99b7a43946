"""`tickloom import-report` on a real report, and on files that are none."""

import json
from pathlib import Path

import pytest

from tickloom_cli.__main__ import run

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "reports"


@pytest.fixture
def report() -> str:
    path = SHARED / "ReportTester-246753.html"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return str(path)


def test_a_real_report_agrees_with_its_deals_and_is_kept_as_json(
    report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "stats.json"
    assert run(["import-report", report, "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "18 943.28  agrees" in shown
    assert "profit of 346 deals recomputed: all agree" in shown
    kept = json.loads(out.read_text())
    assert kept["format"] == "tickloom-result/1"
    assert kept["statistics"]["net_profit"] == "18943.28"
    assert kept["statistics"]["z_score"] == pytest.approx(-0.68, abs=0.005)
    assert kept["recomputed"]["swap"] == {"checked": 692, "unlike": []}
    assert len(kept["deals"]) == 692
    assert kept["agrees"] is True


def test_a_changed_deal_is_told_and_the_exit_code_says_so(
    report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path(report).read_bytes().decode("utf-16").replace("-39.60", "-39.70", 1)
    changed = tmp_path / "changed.html"
    changed.write_text(text, encoding="utf-16")
    assert run(["import-report", str(changed), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["recomputed"]["profit"]["unlike"] == ["deal 3: profit -39.70, computed -39.60"]
    assert any(row["agrees"] is False for row in told["printed"])


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\x01", "no table".encode("utf-16")])
def test_a_file_that_is_no_report_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(content)
    assert run(["import-report", str(path)]) == 2
    assert "saved as HTML" in capsys.readouterr().err
