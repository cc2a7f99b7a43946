"""The `tickloom` command: commands in, exit codes out; bad input is one message."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from tickloom.domain.errors import TickloomError
from tickloom_cli import exit_codes
from tickloom_cli.output import BadDocument, finding_json, print_findings, print_json, to_stderr

_HELP = "Backtests, sweeps and data on this machine, without a server."
_COMMANDS = {
    "backtest": ("backtest_command", "backtest"),
    "sweep": ("sweep_command", "sweep"), "walk-forward": ("walk_forward_command", "walk_forward"),
    "spec": ("spec_commands", "spec"), "data": ("data_commands", "data"),
    "indicators": ("indicator_commands", "indicators"),
    "import-report": ("report_command", "import_report"),
}  # fmt: skip
"""The module and the name of each command or group of commands."""


def app_of(arguments: Sequence[str]) -> typer.Typer:
    """The command that is called, or all of them: checking a document loads no compiler."""
    app = typer.Typer(
        name="tickloom", no_args_is_help=True, add_completion=False,
        pretty_exceptions_enable=False, help=_HELP,
    )  # fmt: skip
    called = arguments[0] if arguments else ""
    for name in [called] if called in _COMMANDS else _COMMANDS:
        module, attribute = _COMMANDS[name]
        command = getattr(import_module(f"tickloom_cli.{module}"), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    app.callback()(tickloom)
    return app


def tickloom() -> None:
    """Backtests, sweeps and data on this machine, without a server."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; answers the exit code and never raises for bad input."""
    is_json = "--json" in arguments
    try:
        answer = app_of(arguments)(args=list(arguments), standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        answer = exit_codes.INTERRUPTED
    except TickloomError as error:
        _complain(error, is_json=is_json)
        return exit_codes.BAD_INPUT
    except typer.TyperException as error:
        if words := _words(error):
            _say("invalid:usage", words, is_json=is_json)
        return exit_codes.BAD_INPUT
    except Exception as error:
        if os.environ.get("TICKLOOM_DEBUG"):
            raise
        words = f"a fault of the program: {type(error).__name__}: {error}"
        _say("internal", f"{words} (TICKLOOM_DEBUG=1 shows where)", is_json=is_json)
        return exit_codes.FAULT
    if answer == exit_codes.INTERRUPTED:
        to_stderr().print("interrupted")
    return answer if isinstance(answer, int) else exit_codes.DONE


def _words(error: typer.TyperException) -> str:
    """The message that typer would have shown."""
    formatted: object = getattr(error, "format_message", lambda: str(error))()
    return str(formatted)


def _complain(error: TickloomError, *, is_json: bool) -> None:
    if isinstance(error, BadDocument):
        if is_json:
            findings = [finding_json(finding) for finding in error.findings]
            shape = {"code": error.code, "message": error.detail, "findings": findings}
            print_json({"error": shape})
        else:
            print_findings(to_stderr(), error.findings)
        return
    hint = f" ({error.hint})" if error.hint else ""
    _say(error.code, f"{error.detail}{hint}", is_json=is_json)


def _say(code: str, message: str, *, is_json: bool) -> None:
    if is_json:
        print_json({"error": {"code": code, "message": message}})
    else:
        to_stderr().print(f"tickloom: {message}", style="red", markup=False)


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
