"""MetaTrader 4's error numbers as MetaTrader 5's return codes.

The bridge knows what to do about a return code; so an error becomes the code with the same
consequence. What is in no row may have acted: 10011, UNKNOWN.
"""

UNKNOWN_OUTCOME = 10011
RETCODES: dict[int, int] = {
    1: 10025, 3: 10013, 4: 10024, 5: 10006, 6: 10031, 7: 10017, 8: 10024, 64: 10017, 65: 10017,
    128: 10012, 129: 10015, 130: 10016, 131: 10014, 132: 10018, 133: 10017, 134: 10019,
    135: 10020, 136: 10021, 137: 10024, 138: 10004, 139: 10028, 140: 10042, 141: 10024,
    145: 10029, 146: 10024, 147: 10022, 148: 10033, 149: 10006, 150: 10045,
    4051: 10013, 4106: 10013, 4107: 10015, 4108: 10036, 4109: 10027, 4110: 10042, 4111: 10043,
}  # fmt: skip
_WORDS = {"LOT_SIZE_ERROR": 10034, "NUM_ORDERS_ERROR": 10033, "NOT_FOUND": 10036}
"""The adviser's own refusals: its limits on lots and orders, a ticket that is not there."""


def retcode_of(response: object) -> int:
    """For the text that stands under `_response`."""
    text = str(response)
    if text in _WORDS:
        return _WORDS[text]
    return RETCODES.get(int(text) if text.isdecimal() else 0, UNKNOWN_OUTCOME)
