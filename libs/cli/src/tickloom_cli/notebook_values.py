"""Values as notebooks hold them (numpy's numbers, timestamps, paths) as the options take them."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np

from tickloom.domain.errors import InvalidInput

_WORDS: dict[Any, str] = {
    str: "text or a number", int: "a whole number", float: "a number", bool: "True or False",
    Path: "a path",
}  # fmt: skip


def own(value: Any) -> Any:  # noqa: ANN401 - whatever a notebook holds
    """Python's own number for one of numpy's."""
    return cast("Any", value.item()) if isinstance(value, np.generic) else value


def fitting(option: str, given: Any, hint: Any) -> Any:  # noqa: ANN401 - a value and its type
    """The value as the option's type has it; raises `InvalidInput` that names the option."""
    kinds = get_args(hint) or (hint,)
    value = _converted(own(given), kinds)
    if isinstance(value, bool) != (kinds == (bool,)) or not isinstance(value, kinds):
        wanted = " or ".join(words for kind, words in _WORDS.items() if kind in kinds)
        raise InvalidInput(option, given, f"{wanted}, or leave it out")
    return value


def _converted(value: Any, kinds: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a value of any type
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if str in kinds and is_number:
        return str(value)
    if str in kinds and isinstance(value, date):  # moments and pandas' timestamps are dates, too
        return value.isoformat()
    if Path in kinds and isinstance(value, str):
        return Path(value)
    return float(value) if float in kinds and is_number else value
