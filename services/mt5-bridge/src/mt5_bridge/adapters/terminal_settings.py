"""Which terminal the bridge stands before, and how it is reached: `TICKLOOM_TERMINAL...`."""

from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mt5_bridge.adapters.adviser_folder.protocol import DEAD_MAN_S_MAX, DEAD_MAN_S_MIN
from mt5_bridge.port.identity import ExpectedAccount
from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock


class TerminalSettings(BaseSettings):
    """A real terminal has exactly one account here: its login AND its server."""

    model_config = SettingsConfigDict(
        env_prefix="TICKLOOM_", extra="ignore", frozen=True, env_ignore_empty=True
    )

    terminal: Literal["simulated", "package", "adviser"] = "simulated"
    terminal_path: str | None = None
    """The program (terminal64.exe); with it a terminal that hangs can be restarted."""
    terminal_login: int | None = Field(default=None, gt=0)
    terminal_server: str | None = Field(default=None, min_length=1)
    terminal_password: SecretStr | None = None
    """Only when the terminal has not saved it."""
    terminal_portable: bool = False
    server_clock: str = "GMT+2/us"
    dead_man_s: int = Field(default=20, ge=DEAD_MAN_S_MIN, le=DEAD_MAN_S_MAX)
    dead_man_flattens: bool = False
    adviser_host: str = "127.0.0.1"
    adviser_commands_port: int = Field(default=32768, ge=1, le=65535)
    adviser_replies_port: int = Field(default=32769, ge=1, le=65535)
    adviser_prices_port: int = Field(default=32770, ge=1, le=65535)
    adviser_dialect: Literal["dwx", "tickloom"] = "tickloom"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.terminal != "simulated" and self.account is None:
            raise ValueError(
                "a real terminal needs TICKLOOM_TERMINAL_LOGIN and TICKLOOM_TERMINAL_SERVER"
            )
        ServerClock.read(self.server_clock)
        return self

    @property
    def account(self) -> ExpectedAccount | None:
        if self.terminal_login is None or self.terminal_server is None:
            return None
        return ExpectedAccount(login=self.terminal_login, server=self.terminal_server)


def read_terminal_settings() -> TerminalSettings:
    """From the environment; one clear error that names the variable."""
    try:
        return TerminalSettings()
    except ValidationError as error:
        first = error.errors()[0]
        place = "_".join(str(part) for part in first["loc"]).upper() or "TERMINAL"
        given = first.get("input", "") if first["loc"] else ""
        raise InvalidInput(f"TICKLOOM_{place}", given, first["msg"]) from error
