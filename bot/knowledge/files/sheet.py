"""Articles as a spreadsheet (XLSX): one row an article, lists with an entry a line in a cell."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from bot.knowledge.fields import FIELDS, VERSION, Problem
from bot.knowledge.files.reading import LARGEST_CONTENT, Read, articles, too_big, with_version
from bot.knowledge.model import Version

_SHEET = "knowledge"
_COLUMNS = (*(each.name for each in FIELDS), VERSION)
_SHAPES = {each.name: each.shape for each in FIELDS}


def read_sheet(path: Path) -> Read:
    """Return the articles of the first sheet and the problems of all its rows."""
    problems = too_big(path) or _bomb(path)
    if problems:
        return (), problems
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        book.close()
    except (InvalidFileException, KeyError, IndexError, ValueError, zipfile.BadZipFile, EOFError):
        return (), [Problem(path.name, "", "unreadable")]
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


def _bomb(path: Path) -> list[Problem]:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile:
        return [Problem(path.name, "", "unreadable")]
    detail = f"{LARGEST_CONTENT // 1024 // 1024} MB"
    return [Problem(path.name, "", "too_big", detail)] if size > LARGEST_CONTENT else []


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
        except ValueError:
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
