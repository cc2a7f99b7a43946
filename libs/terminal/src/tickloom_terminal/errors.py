"""The slot behind last_error(): a code and a text for each outcome of a call."""

from tickloom_terminal import constants

SUCCESS = (constants.RES_S_OK, "Success")
NO_CONNECTION = (constants.RES_E_INTERNAL_FAIL_CONNECT, "No IPC connection")
TIMEOUT = (constants.RES_E_INTERNAL_FAIL_TIMEOUT, "IPC timeout")

TEXTS = {
    constants.RES_S_OK: "Success",
    constants.RES_E_FAIL: "Terminal: Call failed",
    constants.RES_E_INVALID_PARAMS: "Terminal: Invalid params",
    constants.RES_E_NO_MEMORY: "Terminal: Out of memory",
    constants.RES_E_NOT_FOUND: "Terminal: Not found",
    constants.RES_E_INVALID_VERSION: (
        "Terminal: Incompatible versions, please install the latest version of Terminal and "
        "Python module"
    ),
    constants.RES_E_AUTH_FAILED: "Terminal: Authorization failed",
    constants.RES_E_UNSUPPORTED: "Terminal: Unsupported function",
    constants.RES_E_AUTO_TRADING_DISABLED: "Auto-Trading using Python API disabled in Terminal",
    constants.RES_E_INTERNAL_FAIL: "IPC call failed",
    constants.RES_E_INTERNAL_FAIL_SEND: "IPC send failed",
    constants.RES_E_INTERNAL_FAIL_RECEIVE: "IPC recv failed",
    constants.RES_E_INTERNAL_FAIL_INIT: "IPC initialize failed, MetaTrader 5 x64 not found",
    constants.RES_E_INTERNAL_FAIL_CONNECT: "No IPC connection",
    constants.RES_E_INTERNAL_FAIL_TIMEOUT: "IPC timeout",
}
"""What the terminal's side says for each code; the module's own words differ (`Refused`)."""


class Refused(Exception):
    """A call that the package answers with its failure value; never seen by its user."""

    def __init__(self, code: int, text: str | None = None) -> None:
        self.code = code
        self.text = TEXTS[code] if text is None else text
        super().__init__(f"{code}: {self.text}")


def invalid(text: str = "Invalid arguments") -> Refused:
    """Bad arguments, found by the module itself."""
    return Refused(constants.RES_E_INVALID_PARAMS, text)
