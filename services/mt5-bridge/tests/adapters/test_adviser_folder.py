"""Heartbeats to the adviser and its state from it, and that both sides speak the same words."""

import re
from pathlib import Path

import pytest

from mt5_bridge.adapters.adviser_folder import protocol
from mt5_bridge.adapters.adviser_folder.folder import AdviserFolder
from tickloom.domain.errors import InvalidInput
from tickloom.runtime.clock import ManualClock

MT5 = Path(__file__).resolve().parents[4] / "deploy" / "mt5"
SOURCES = sorted([*MT5.rglob("*.mq5"), *MT5.rglob("*.mqh")])
LOGIN = 1_000_001


def folder(common: Path, clock: ManualClock) -> AdviserFolder:
    return AdviserFolder(common, login=LOGIN, clock=clock)


def says(common: Path, sequence: int, state: str = "ARMED", *, login: int = LOGIN) -> None:
    line = f"TICKLOOM1;{sequence};{state};{login};Broker-Demo;2;1;20;;END\r\n"
    path = common / "Files" / "Tickloom" / str(LOGIN)
    path.mkdir(parents=True, exist_ok=True)
    (path / "adviser.txt").write_bytes(line.encode())


def beat_of(common: Path) -> list[str]:
    path = common / "Files" / "Tickloom" / str(LOGIN) / "heartbeat.txt"
    return path.read_text().strip().split(";")


def test_a_heartbeat_is_one_whole_line_with_a_new_number_each_time(tmp_path: Path) -> None:
    clock = ManualClock()
    files = folder(tmp_path, clock)
    assert files.beat()
    first = beat_of(tmp_path)
    assert files.beat()
    second = beat_of(tmp_path)
    assert (first[0], *first[2:]) == ("TICKLOOM1", "20", "0", "END")
    assert int(second[1]) > int(first[1])


def test_a_restarted_bridge_goes_on_with_higher_numbers(tmp_path: Path) -> None:
    clock = ManualClock()
    folder(tmp_path, clock).beat()
    before = beat_of(tmp_path)[1]
    clock.advance(1.0)
    folder(tmp_path, clock).beat()
    assert int(beat_of(tmp_path)[1]) > int(before)


def test_a_bridge_that_stops_on_purpose_says_so(tmp_path: Path) -> None:
    files = folder(tmp_path, ManualClock())
    files.sign_off()
    assert beat_of(tmp_path)[1] == "0"


def test_a_heartbeat_that_cannot_be_written_is_no_exception(tmp_path: Path) -> None:
    (tmp_path / "Files").write_text("a file where a folder should be")
    assert not folder(tmp_path, ManualClock()).beat()


@pytest.mark.parametrize("patience_s", [0, 9, 31, 3_600])
def test_the_patience_of_the_dead_mans_switch_has_bounds(tmp_path: Path, patience_s: int) -> None:
    with pytest.raises(InvalidInput, match="10 to 30 seconds"):
        AdviserFolder(tmp_path, login=LOGIN, clock=ManualClock(), patience_s=patience_s)


def test_an_adviser_lives_while_its_numbers_change(tmp_path: Path) -> None:
    clock = ManualClock()
    files = folder(tmp_path, clock)
    assert files.adviser() is None
    says(tmp_path, 41)
    assert files.adviser() is None, "a file of yesterday looks the same"
    says(tmp_path, 42)
    state = files.adviser()
    assert state is not None
    assert (state.state, state.pending_orders, state.positions) == ("ARMED", 2, 1)
    clock.advance(5.1)
    assert files.adviser() is None
    says(tmp_path, 43, "TRIPPED")
    state = files.adviser()
    assert state is not None
    assert state.state == "TRIPPED"


@pytest.mark.parametrize(
    "line",
    ["", "TICKLOOM1;1;ARMED", "OTHER;1;ARMED;1;s;0;0;20;;END", "TICKLOOM1;x;A;1;s;0;0;2;;END"],
)
def test_half_a_line_is_no_line(tmp_path: Path, line: str) -> None:
    files = folder(tmp_path, ManualClock())
    says(tmp_path, 1)
    (files.path / "adviser.txt").write_text(line)
    assert files.adviser() is None


def test_an_adviser_of_another_account_is_none_of_ours(tmp_path: Path) -> None:
    files = folder(tmp_path, ManualClock())
    for sequence in (1, 2, 3):
        says(tmp_path, sequence, login=555)
        assert files.adviser() is None


# -- the source of the adviser --------------------------------------------------------------------


def constants() -> dict[str, str]:
    text = (MT5 / "Include" / "Tickloom" / "Protocol.mqh").read_text()
    found = re.findall(r'^#define TICKLOOM_(\w+)\s+"?([^"\n]+?)"?\s*$', text, re.MULTILINE)
    return {name: value for name, value in found if not name.endswith("_MQH")}


def test_both_sides_have_the_same_words() -> None:
    ours = {
        name: str(value)
        for name, value in vars(protocol).items()
        if name.isupper() and not name.startswith("_")
    }
    assert constants() == ours


def bare(text: str) -> str:
    """The source without its texts and remarks."""
    text = re.sub(r'"(?:\\.|[^"\\])*"', '""', text)
    text = re.sub(r"'(?:\\.|[^'\\])'", "''", text)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"//.*", "", text)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_brackets_are_balanced_in_the_advisers_source(source: Path) -> None:
    closes = {")": "(", "]": "[", "}": "{"}
    open_brackets: list[str] = []
    for sign in bare(source.read_text()):
        if sign in "([{":
            open_brackets.append(sign)
        elif sign in closes:
            assert open_brackets, f"a {sign} too many"
            assert open_brackets.pop() == closes[sign]
    assert open_brackets == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_conditions_of_the_preprocessor_are_closed(source: Path) -> None:
    text = source.read_text()
    opened = len(re.findall(r"^#if(?:n?def)?\b", text, re.MULTILINE))
    assert opened == len(re.findall(r"^#endif\b", text, re.MULTILINE))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_file_of_ours_that_is_included_is_there(source: Path) -> None:
    for name in re.findall(r"^#include <(Tickloom/[^>]+)>", source.read_text(), re.MULTILINE):
        assert (MT5 / "Include" / name).is_file(), name


def test_the_words_of_the_protocol_stand_in_one_file_only() -> None:
    words = {value for name, value in constants().items() if name.endswith(("_FILE", "REFUSED"))}
    for source in SOURCES:
        if source.name != "Protocol.mqh":
            text = source.read_text()
            assert not [word for word in words if f'"{word}"' in text], source.name


def test_magics_pass_whole_and_no_order_is_sent_with_the_mask_as_its_filling() -> None:
    surface = (MT5 / "Include" / "Tickloom" / "Surface.mqh").read_text()
    assert "request.magic        = (ulong)StringToInteger(fields[4]);" in surface
    for source in SOURCES:
        assert "type_filling = (ENUM_ORDER_TYPE_FILLING)SymbolInfoInteger" not in source.read_text()


def test_the_timer_looks_at_heartbeat_kill_file_and_account() -> None:
    text = (MT5 / "TickloomBridge.mq5").read_text()
    timer = text[text.index("void OnTimer(void)") : text.index("void OnChartEvent")]
    for word in ("ACCOUNT_LOGIN", "LookAtKillFile", "OnHeartbeatLine", "Act()", "Report()"):
        assert word in timer
    assert "EventSetMillisecondTimer" in text
    assert "EventKillTimer" in text
