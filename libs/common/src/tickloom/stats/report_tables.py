"""A terminal's HTML report as rows of cells, and the numbers, dates and pairs in them.

The files are UTF-16 with a byte-order mark, or UTF-8 or a code page where another program saved
them anew; only text is read, no script or link of the file means anything here.
"""

import codecs
import re
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser

from tickloom.domain.errors import InvalidInput

REPORT_BYTES_MAX = 64 * 1024 * 1024
_PAIR = re.compile(r"(.+?)\s*\((.*)\)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?")
"""No exponents, no commas: neither is ever printed, and a comma means two things."""
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2007\u2009\u202f"), None)
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]+)")
_HEAD_BYTES = 2_048


def text_of_report(content: bytes) -> str:
    """The text of a report file; raises `InvalidInput`."""
    if len(content) > REPORT_BYTES_MAX:
        raise InvalidInput("report", f"{len(content)} bytes", f"at most {REPORT_BYTES_MAX} bytes")
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        if not encoding.startswith("utf-16"):
            return content.decode(_declared(content), errors="replace")
        raise InvalidInput("report", "broken UTF-16", "the file as the terminal saved it") from (
            problem
        )


def _encoding(content: bytes) -> str:
    """Without a mark, a zero beside the first letter tells UTF-16 and its order."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if content[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if content[:1] == b"\0" else "utf-8-sig"


def _declared(content: bytes) -> str:
    """The code page that the file names for itself, else the western one."""
    found = _CHARSET.search(content[:_HEAD_BYTES])
    name = found[1].decode("ascii").lower() if found else "cp1252"
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return "cp1252" if name.startswith("utf") else name


class _Rows(HTMLParser):
    """Collects the cells of every table row; a hidden cell is no cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.tables_open = 0
        self._cell: list[str] | None = None
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables_open += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self._cell = []
            self._is_hidden = "hidden" in (dict(attrs).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.tables_open -= 1
        elif tag in {"td", "th"} and self._cell is not None:
            if not self._is_hidden:
                self.rows[-1].append("".join(self._cell).strip().strip("\u00a0"))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def rows_of(text: str) -> tuple[list[list[str]], bool]:
    """Every table row of a report as the texts of its cells, and whether the tables end."""
    parser = _Rows()
    parser.feed(text)
    parser.close()
    return parser.rows, parser.tables_open <= 0


def number(text: str, field: str) -> Decimal:
    """`18 943.28`, `-0.68` or `12.70%`; raises `InvalidInput`."""
    plain = text.translate(_SPACES).removesuffix("%")
    if _NUMBER.fullmatch(plain) is None:
        raise InvalidInput(field, text[:40], "a number as the terminal prints it, like 1 234.56")
    return Decimal(plain)


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
    raise InvalidInput(field, text[:40], "a time like 2024.12.30 10:52:08")
