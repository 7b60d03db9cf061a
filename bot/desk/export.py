"""Tables of conversations for spreadsheets: one row each, masked, and safe to open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from bot.desk.words import Words

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MARK = "\ufeff"
"""Tells spreadsheets that the text is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_000


def as_csv(rows: Iterable[Mapping[str, Any]], words: Words) -> bytes:
    """Return the rows as CSV with a heading."""
    out = io.StringIO()
    out.write(_MARK)
    writer = csv.writer(out)
    writer.writerow(words.table("columns").values())
    for row in rows:
        writer.writerow([_text(value) for value in cells(row, words)])
    return out.getvalue().encode("utf-8")


def as_xlsx(rows: Iterable[Mapping[str, Any]], words: Words) -> bytes:
    """Return the rows as a workbook of one sheet, its heading bold and standing still."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("conversations")
    sheet.freeze_panes = "A2"
    heading = []
    for title in words.table("columns").values():
        cell = WriteOnlyCell(sheet, value=title)
        cell.font = Font(bold=True)
        heading.append(cell)
    sheet.append(heading)
    for row in rows:
        sheet.append([value if _is_number(value) else _text(value) for value in cells(row, words)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(row: Mapping[str, Any], words: Words) -> Sequence[Any]:
    """Return the cells of a row in the order of the columns; what is missing is empty."""
    shown = {
        **row,
        **row["who"],
        "owner": words.of("owners", row["owner"]),
        "group": words.of("groups", row["group"]),
        "ending": words.of("endings", row["ending"]),
        "solved": {True: "是", False: "否", None: ""}[row["solved"]],
    }
    return ["" if shown.get(name) is None else shown[name] for name in words.table("columns")]


def _text(value: Any) -> Any:
    """Return a cell's text such that no spreadsheet takes it for a formula."""
    if _is_number(value):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_CELL]
    return f"'{text}" if text.startswith(_FORMULA) else text


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
