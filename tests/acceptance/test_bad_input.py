"""What a person may do wrong at the start: one clear line each, and nothing recorded is hurt."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.servers

ROOT = Path(__file__).resolve().parents[2]


def up(folder: Path, *options: str) -> str:
    """What `up` says on standard error when it refuses; it must not start, nor show a traceback."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "local.py"), "--data", str(folder), *options],
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1 or lines[0].startswith("usage"), done.stderr
    return lines[-1]


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = up(tmp_path / "d", "--port", str(port))
    assert f"port {port} is in use" in line
    assert "--port" in line


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--port", "0"), ["--port", "1 to 65535"]),
        (("--speed", "-1"), ["--speed", "-1"]),
        (("--replay", "no-such-file.parquet"), ["--replay", "no-such-file.parquet", "exists"]),
        (("--symbols", "EURUSD,NOSUCH"), ["NOSUCH", "EURUSD"]),
    ],
)
def test_a_wrong_option_is_named(
    tmp_path: Path, options: tuple[str, ...], words: list[str]
) -> None:
    line = up(tmp_path / "d", *options)
    for word in words:
        assert word in line


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("EURUSD.csv", b"this,is,not\na,price,file\n", ["EURUSD.csv"]),
        ("EURUSD.parquet", b"PAR1 broken", ["EURUSD.parquet"]),
        ("EURUSD.csv", b"", ["EURUSD.csv", "empty"]),
        (
            "EURUSD.csv",
            b"<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n"
            b"2024.01.02\t00:00:05.000\t1.10001\t1.10003\t\t\t6\n"
            b"2024.01.02\t00:00:01.000\t1.10002\t1.10004\t\t\t6\n",
            ["backward", "00:00:01"],
        ),
    ],
)
def test_a_file_that_cannot_be_played_is_explained(
    tmp_path: Path, name: str, content: bytes, words: list[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    line = up(tmp_path / "d", "--replay", str(tmp_path / name))
    for word in words:
        assert word in line


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "a folder, not a file" in up(tmp_path / "file")


def test_fresh_does_not_delete_what_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    assert "thesis.tex" in up(tmp_path, "--fresh")
    assert (tmp_path / "thesis.tex").exists()


def test_a_too_old_python_is_told_so_in_one_line(tmp_path: Path) -> None:
    """dev.py's first lines, run as an old Python would see them."""
    source = (ROOT / "dev.py").read_text()
    old = "import sys\nsys.version_info = (3, 9, 2)\n" + source
    script = tmp_path / "dev.py"
    script.write_text(old.replace("sys.version_info < (3, 11)", "sys.version_info < (3, 11)"))
    done = subprocess.run(
        [sys.executable, str(script), "up"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "dev.py: Python 3.9 is not supported; run it with Python 3.11 to 3.14"
    )


async def test_a_second_up_on_the_same_folder_is_refused(start_platform: Any) -> None:
    platform = await start_platform()
    line = up(platform.data, "--port", "8799")
    assert "already running" in line
    assert "--data" in line
    assert (await platform.get("health"))["status"] == "ok"


async def test_fresh_forgets_what_an_earlier_run_recorded(start_platform: Any) -> None:
    first = await start_platform("--speed", "60")
    key = first.run["admin_api_key"]

    async def has_ticks() -> bool:
        rows = (await first.get("coverage"))["symbols"]
        return any(row["ticks"] > 10 for row in rows)

    await first.eventually(has_ticks, within_s=20, what="ticks recorded")
    began = min(row["first_ts"] for row in (await first.get("coverage"))["symbols"])
    await first.stop()
    again = await start_platform("--fresh", folder=first.data.parent)
    assert again.run["admin_api_key"] != key
    rows = (await again.get("coverage"))["symbols"]
    assert all(row["first_ts"] is None or row["first_ts"] > began for row in rows)
