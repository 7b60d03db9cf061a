"""Articles as a spreadsheet (XLSX): one row an article, lists with an entry a line in a cell."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from bot.knowledge.fields import FIELDS, VERSION, Problem
from bot.knowledge.files.reading import LARGEST_CONTENT, Read, articles, too_big, with_version
from bot.knowledge.model import Version

MOST_ROWS = 20_000
"""Articles of a sheet: one of so many rows, all wrong, is told within some seconds."""
MOST_COLUMNS = 100
"""Columns that are read; an export has a fifth of them."""
MOST_TAGS = 3_000_000
"""Elements of all its XML: as a row of empty cells they take 1 GB; `MOST_ROWS` has fewer."""
_CHUNK = 1024 * 1024
_SHEET = "knowledge"
_COLUMNS = (*(each.name for each in FIELDS), VERSION)
_SHAPES = {each.name: each.shape for each in FIELDS}


def read_sheet(path: Path) -> Read:
    """Return the articles of the first sheet and the problems of all its rows."""
    problems = too_big(path) or _bomb(path)
    if problems:
        return (), problems
    try:
        rows = _rows(path)
    except Exception:  # noqa: BLE001 - a damaged file raises whatever its parsers come upon
        return (), [Problem(path.name, "", "unreadable")]
    if len(rows) > MOST_ROWS + 1:
        return (), [Problem(path.name, "", "too_many_rows", str(MOST_ROWS))]
    if len(rows) < 2:  # noqa: PLR2004 - a heading and a row
        return (), [Problem(path.name, "", "no_articles")]
    heads = [str(each or "").strip() for each in rows[0]]
    return articles(_filled(heads, rows[1:]))


def write_sheet(path: Path, versions: Iterable[Version]) -> None:
    """Write `versions` to `path`; no cell is a formula, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    sheet.append(list(_COLUMNS))
    for version in versions:
        raw = with_version(version)
        sheet.append([_cell(sheet, raw.get(name)) for name in _COLUMNS])
    book.save(path)


def _rows(path: Path) -> list[tuple[Any, ...]]:
    """Return the cells of the first sheet, no more than may be: a row may claim any number."""
    with (
        path.open("rb") as file,
        closing(load_workbook(file, read_only=True, data_only=True)) as book,
    ):
        sheet = book.worksheets[0]
        found = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return list(found)


def _bomb(path: Path) -> list[Problem]:
    """Return why a sheet is not even parsed: what it unpacks to would take all memory."""
    size = tags = 0
    try:
        with zipfile.ZipFile(path) as packed:
            for entry in packed.infolist():
                with packed.open(entry) as part:
                    while chunk := part.read(_CHUNK):
                        size, tags = size + len(chunk), tags + chunk.count(b"<")
                        if size > LARGEST_CONTENT:
                            detail = f"{LARGEST_CONTENT // 1024 // 1024} MB"
                            return [Problem(path.name, "", "too_big", detail)]
                        if tags > MOST_TAGS:
                            return [Problem(path.name, "", "too_many_rows", str(MOST_ROWS))]
    except Exception:  # noqa: BLE001 - as in read_sheet
        return [Problem(path.name, "", "unreadable")]
    return []


def _filled(
    heads: list[str], rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, row in enumerate(rows, 2):
        pairs = zip(heads, row, strict=False)
        raw = {head: _value(head, value) for head, value in pairs if head and value is not None}
        if raw:
            yield f"{_SHEET}!{number}", raw


def _value(head: str, value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if _SHAPES.get(head) == "pairs" and isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, int | date):
        return value
    if isinstance(value, list):
        value = "\n".join(value)
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    cell = WriteOnlyCell(sheet, value=value)
    # As text: a title that begins with = would otherwise be a formula in whoever opens it.
    cell.data_type = "s"
    return cell
