"""Terminals for the adapters: a package whose every answer is written down."""

from collections.abc import Callable
from typing import Any

import pytest

from tickloom_terminal.structures import AccountInfo, StructSequence, TerminalInfo

LOGIN = 1_000_001
SERVER = "Tickloom-Demo"


def filled(kind: type[StructSequence], **fields: Any) -> Any:
    """A named tuple of the package; what is not given is 0, empty or False."""
    empty = {int: 0, float: 0.0, str: "", bool: False}
    return kind(fields.get(name, empty.get(of)) for name, of in kind.__annotations__.items())


class ScriptedModule:
    """Answers what the test says, notes what it was asked, and has one `last_error` slot."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.error: tuple[int, str] = (1, "Success")
        self.answers: dict[str, Any] = {
            "initialize": True,
            "shutdown": True,
            "terminal_info": filled(
                TerminalInfo, connected=True, trade_allowed=True, build=5833, ping_last=12_345
            ),
            "account_info": self.account(),
        }

    def account(self, *, login: int = LOGIN, server: str = SERVER, **more: Any) -> Any:
        fields = {"currency": "USD", "currency_digits": 2, "leverage": 100, **more}
        return filled(AccountInfo, login=login, server=server, **fields)

    def fails(self, call: str, code: int, text: str = "refused", *, value: Any = None) -> None:
        """From now on the call gives its failure value, and leaves this in the slot."""

        def failing(*_: Any, **__: Any) -> Any:
            self.error = (code, text)
            return value

        self.answers[call] = failing

    def asked(self, call: str) -> list[tuple[Any, ...]]:
        return [arguments for name, arguments, _ in self.calls if name == call]

    def last_error(self) -> tuple[int, str]:
        return self.error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls.append((name, arguments, named))
            self.error = (1, "Success")
            answer = self.answers[name]
            return answer(*arguments, **named) if callable(answer) else answer

        call.__name__ = name
        return call


@pytest.fixture
def scripted_module() -> ScriptedModule:
    return ScriptedModule()


@pytest.fixture
def row() -> Callable[..., Any]:
    """Makes a named tuple of the package."""
    return filled
