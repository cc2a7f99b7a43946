"""The scripts for Windows, as far as they can be held from outside: no secrets, real settings."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mt5_bridge.adapters.terminal_settings import TerminalSettings
from mt5_bridge.settings import BridgeSettings

ROOT = Path(__file__).resolve().parents[4]
SCRIPTS = sorted((ROOT / "deploy" / "windows").glob("*.ps1"))
INSTALL = ROOT / "deploy" / "windows" / "Install-Bridge.ps1"
PAGE = ROOT / "docs" / "operations" / "windows.md"
SETTINGS = {
    f"TICKLOOM_{name.upper()}"
    for name in (*TerminalSettings.model_fields, *BridgeSettings.model_fields)
}


def variables(text: str) -> set[str]:
    return set(re.findall(r"TICKLOOM_[A-Z_]*[A-Z]", text))


def bare(text: str) -> str:
    """Without remarks and texts."""
    text = re.sub(r"<#.*?#>", "", text, flags=re.DOTALL)
    text = re.sub(r"'(?:[^']|'')*'", "''", text)
    text = re.sub(r'"(?:`.|[^"`])*"', '""', text)
    return re.sub(r"#.*", "", text)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_strict_and_stops_at_errors(script: Path) -> None:
    text = script.read_text()
    assert "Set-StrictMode -Version 3.0" in text
    assert "$ErrorActionPreference = 'Stop'" in text
    assert "[CmdletBinding()]" in text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_brackets_are_balanced_and_the_text_is_plain_ascii(script: Path) -> None:
    text = script.read_text()
    assert text.isascii(), "Windows PowerShell reads other signs by the machine's code page"
    closes = {")": "(", "]": "[", "}": "{"}
    opened: list[str] = []
    for sign in bare(text):
        if sign in "([{":
            opened.append(sign)
        elif sign in closes:
            assert opened, f"a {sign} too many"
            assert opened.pop() == closes[sign]
    assert opened == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_secret_is_a_parameter_a_plain_text_or_on_a_command_line(script: Path) -> None:
    text = script.read_text()
    assert "AsPlainText" not in text
    parameters = text[text.index("param(") : text.index("Set-StrictMode")]
    assert not re.search(
        r"password|secret(?!s\])", parameters.replace("NewSecrets", ""), re.IGNORECASE
    )
    assert "Write-Host $secret" not in text
    assert not re.search(r"Write-(Host|Output|Done|Step)[^\n]*\$(nats|terminal|secret)\b", text)


def test_secrets_are_asked_for_hidden_and_kept_encrypted() -> None:
    text = INSTALL.read_text()
    asked = re.findall(r"Read-Host[^\n]*", text)
    assert len(asked) == 2
    assert all("-AsSecureString" in line for line in asked)
    assert "Export-Clixml" in text
    written = text[text.index("function Save-Settings") : text.index("function Save-Secrets")]
    assert "PASSWORD" not in written


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_setting_of_a_script_is_one_of_the_bridge(script: Path) -> None:
    assert variables(script.read_text()) <= SETTINGS


def test_the_page_names_every_setting_of_a_terminal_and_none_that_is_not() -> None:
    named = variables(PAGE.read_text())
    assert named <= SETTINGS
    assert {f"TICKLOOM_{name.upper()}" for name in TerminalSettings.model_fields} <= named


def test_every_function_is_defined_once_and_called() -> None:
    text = INSTALL.read_text()
    names = re.findall(r"^function ([\w-]+)", text, re.MULTILINE)
    assert len(names) == len(set(names))
    for name in names:
        assert len(re.findall(rf"\b{re.escape(name)}\b", text)) > 1, name


def test_what_the_script_copies_and_reads_is_there() -> None:
    text = INSTALL.read_text()
    paths = re.findall(r"'((?:deploy|services|libs)\\[\w.\\*-]+|requirements\.lock)'", text)
    assert paths
    for path in paths:
        assert (ROOT / path.replace("\\", "/").removesuffix("/*")).exists(), path


def test_the_parameters_of_the_page_exist() -> None:
    text = INSTALL.read_text()
    parameters = set(re.findall(r"^\s+\[\w+\]\s+\$(\w+)", text, re.MULTILINE))
    used = set(re.findall(r"`?-([A-Z]\w+)`?", PAGE.read_text()))
    assert used - {"Scope", "ScheduledTask", "ExecutionPolicy", "Bridge", "Demo"} <= parameters


NOT_ON_WINDOWS = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in {"fcntl", "grp", "pwd", "resource", "termios", "uvloop"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
import mt5_bridge.__main__
import mt5_bridge.adapters.check_command
import mt5_bridge.kill.command_line
import mt5_bridge.terminal_process
"""


def test_the_bridge_needs_nothing_that_windows_does_not_have() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOT_ON_WINDOWS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
