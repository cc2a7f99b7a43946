"""A terminal's HTML report as rows of cells, and the numbers, dates and pairs in them.

The files are UTF-16 with a byte-order mark (older ones in a code page); only text is read, no
script or link of the file means anything here.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

from tickloom.domain.errors import InvalidInput

REPORT_BYTES_MAX = 64 * 1024 * 1024
_PAIR = re.compile(r"(.+?)\s*\((.*)\)")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f"), None)


def text_of_report(content: bytes) -> str:
    """The text of a report file; raises `InvalidInput`."""
    if len(content) > REPORT_BYTES_MAX:
        raise InvalidInput("report", f"{len(content)} bytes", f"at most {REPORT_BYTES_MAX} bytes")
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as problem:
        if not is_utf16:
            return content.decode("cp1252", errors="replace")
        raise InvalidInput("report", "broken UTF-16", "the file as the terminal saved it") from (
            problem
        )


class _Rows(HTMLParser):
    """Collects the cells of every table row; a hidden cell is no cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self._cell = []
            self._is_hidden = "hidden" in (dict(attrs).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cell is not None:
            if not self._is_hidden:
                self.rows[-1].append("".join(self._cell).strip().strip("\u00a0"))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def rows_of(text: str) -> list[list[str]]:
    """Every table row of a report, as the texts of its cells."""
    parser = _Rows()
    parser.feed(text)
    parser.close()
    return parser.rows


def number(text: str, field: str) -> Decimal:
    """`18 943.28`, `-0.68` or `12.70%`; raises `InvalidInput`."""
    plain = text.translate(_SPACES).removesuffix("%")
    try:
        value = Decimal(plain)
    except InvalidOperation as problem:
        raise InvalidInput(field, text, "a number as the terminal prints it") from problem
    if not value.is_finite():
        raise InvalidInput(field, text, "a number as the terminal prints it")
    return value


def pair(text: str) -> tuple[str, str]:
    """`1 147.43 (12.70%)` as its two parts; the second is empty where there is none."""
    found = _PAIR.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def moment_ns(text: str, field: str) -> int:
    """`2024.12.30 10:52:08`, the server's wall clock written as if it were UTC."""
    for layout in ("%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y.%m.%d"):
        try:
            moment = datetime.strptime(text, layout).replace(tzinfo=UTC)
        except ValueError:
            continue
        return int(moment.timestamp()) * 1_000_000_000
    raise InvalidInput(field, text, "a time like 2024.12.30 10:52:08")
