"""Whose account it is: a terminal may come up, or be switched, to another one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAccount:
    """The account that a bridge was given, and no other: the login AND its server."""

    login: int
    server: str

    def problem(self, *, login: int, server: str) -> str | None:
        """Why this is not the account, for a person; None when it is."""
        is_server = server.strip().casefold() == self.server.strip().casefold()
        if login == self.login and is_server:
            return None
        there = f"{login} at {server or 'no server'}" if login else "nobody"
        return (
            f"the terminal is logged in as {there}; "
            f"this bridge trades {self.login} at {self.server} and nothing else"
        )
