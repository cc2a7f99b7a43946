"""Delimited text as columns of strings, and strings as numbers and times; a bad row is named."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tickloom.domain.errors import InvalidInput

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class TextTable:
    """The rows of a text file; `first_row` is the line number of the first data row."""

    def __init__(
        self, path: Path, *, separator: str, columns: tuple[str, ...], header_lines: int
    ) -> None:
        self.name = path.name
        self.first_row = header_lines + 1
        with path.open("rb") as file:
            encoding = "utf-16" if file.read(2) in UTF16_MARKS else "utf-8-sig"
        try:
            self._frame = pd.read_csv(
                path, sep=separator, names=list(columns), dtype=str, header=None,
                skiprows=header_lines, keep_default_na=False, encoding=encoding, index_col=False,
                skip_blank_lines=False,
            )  # fmt: skip
        except (ValueError, UnicodeError) as problem:
            text = " ".join(str(problem).split())
            raise InvalidInput(self.name, text, f"rows of {', '.join(columns)}") from problem
        if not len(self._frame):
            raise InvalidInput(self.name, "a header without rows", "at least one quote")

    def __len__(self) -> int:
        return len(self._frame)

    def keep(self, rows: npt.NDArray[np.bool_]) -> None:
        """Go on with these rows only; row numbers keep meaning lines of the file."""
        self._frame = self._frame.loc[rows]

    def text(self, column: str) -> "pd.Series[str]":
        return self._frame[column]

    def is_empty(self, column: str) -> npt.NDArray[np.bool_]:
        """Where the field is there and holds nothing."""
        return (self._frame[column] == "").to_numpy(dtype=np.bool_)

    def refuse(self, column: str, bad: npt.NDArray[np.bool_], expected: str) -> None:
        """Raise for the first bad row, if any, naming its line and its text."""
        if not bad.any():
            return
        position = int(np.argmax(bad))
        line = self.first_row + int(self._frame.index[position])
        value = self._frame[column].iloc[position]
        shown = "a missing field" if pd.isna(value) else str(value)
        raise InvalidInput(f"{self.name} line {line} {column}", shown, expected)

    def prices(self, column: str, *, empty_repeats: bool = False) -> npt.NDArray[np.float64]:
        """Positive decimal prices; an empty field may mean "as before", then NaN until known."""
        values = pd.to_numeric(self._frame[column], errors="coerce").to_numpy(dtype=np.float64)
        bad = ~(np.isfinite(values) & (values > 0))
        if empty_repeats:
            empty = self.is_empty(column)
            self.refuse(column, bad & ~empty, "a price above 0")
            return pd.Series(values).ffill().to_numpy(dtype=np.float64)
        self.refuse(column, bad, "a price above 0")
        return values

    def decimals(self, column: str) -> int:
        """How many decimals are written, zeros included."""
        return int(self._frame[column].str.partition(".")[2].str.len().max())

    def whole_numbers(self, column: str) -> npt.NDArray[np.int64]:
        values = pd.to_numeric(self._frame[column], errors="coerce").to_numpy(dtype=np.float64)
        self.refuse(column, ~np.isfinite(values) | (values != np.rint(values)), "a whole number")
        return values.astype(np.int64)

    def times(self, column: str, text: "pd.Series[str]", layout: str) -> npt.NDArray[np.int64]:
        """UTC nanoseconds of `text` read by a strptime layout; `column` names it when refusing."""
        stamps = pd.to_datetime(text, format=layout, errors="coerce")
        self.refuse(column, stamps.isna().to_numpy(dtype=np.bool_), f"a time like {layout}")
        return stamps.to_numpy(dtype="datetime64[ns]").astype(np.int64)
