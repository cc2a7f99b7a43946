"""The terminal's program on Windows, found by the path of its file: two terminals may run there."""

import contextlib
import os
import subprocess

_STOP = (
    "$ErrorActionPreference = 'Stop'; "
    "Get-CimInstance Win32_Process -Filter \"Name = 'terminal64.exe'\" | "
    "Where-Object { $_.ExecutablePath -eq $env:TICKLOOM_TERMINAL_PATH } | "
    "ForEach-Object { Stop-Process -Id $_.ProcessId -Force }"
)
"""The path travels in the environment, so no path can be read as a command."""
_PATIENCE_S = 20.0


class WindowsTerminal:
    """`TerminalProgram` for MetaTrader 5; the package starts it again when it connects."""

    def __init__(self, path: str) -> None:
        self._path = path

    def stop(self) -> None:
        # When it cannot be stopped, connecting fails again and the ladder goes on to its end.
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(  # noqa: S603 - a constant command
                ["powershell", "-NoProfile", "-NonInteractive", "-Command", _STOP],  # noqa: S607
                env={**os.environ, "TICKLOOM_TERMINAL_PATH": self._path},
                timeout=_PATIENCE_S,
                check=False,
            )
