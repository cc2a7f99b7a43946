"""Causes that the terminal's health check halts for, and lifts again."""

ACCOUNT_SWITCHED = "account_switched"
AUTOTRADING_OFF = "autotrading_off"
API_DISABLED = "api_trading_disabled"
AUTHORISATION_FAILED = "authorisation_failed"
LIFTED_BY_HEALTH = frozenset(
    {ACCOUNT_SWITCHED, AUTOTRADING_OFF, API_DISABLED, AUTHORISATION_FAILED}
)
"""Every other cause stands until a person has looked at it."""
