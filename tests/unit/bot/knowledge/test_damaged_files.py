"""Damaged files of every format: cut short or with bytes changed, never more than a refusal."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.knowledge.files import sheet
from bot.knowledge.files.folder import read_file, write_folder
from bot.knowledge.files.jsonfile import read_json, write_json
from bot.knowledge.files.packed import read_zip, write_zip
from bot.knowledge.files.reading import Read
from bot.knowledge.files.sheet import read_sheet, write_sheet
from bot.knowledge.model import State, Version

from .conftest import ARTICLES, NOON

VERSIONS = [Version(each, 1, State.PUBLISHED, NOON) for each in ARTICLES]
FORMATS = {"a.xlsx": read_sheet, "a.zip": read_zip, "a.json": read_json, "a.md": read_file}
TRIES = 150


@pytest.fixture
def whole(tmp_path: Path) -> Callable[[str], bytes]:
    """Give what writes a good file of a format and returns its bytes."""

    def write(name: str) -> bytes:
        path = tmp_path / name
        if name == "a.md":
            write_folder(tmp_path, VERSIONS[:1])
            return (tmp_path / f"{ARTICLES[0].code}.md").read_bytes()
        {"a.xlsx": write_sheet, "a.zip": write_zip, "a.json": write_json}[name](path, VERSIONS)
        return path.read_bytes()

    return write


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """Return parts as a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(tmp_path: Path, name: str, content: bytes) -> Read:
    """Return what is read of a file of that content."""
    path = tmp_path / f"damaged-{name}"
    path.write_bytes(content)
    return FORMATS[name](path)


def refused(result: Read) -> bool:
    """Tell whether there is a problem in words or an article: never neither."""
    incoming, problems = result
    assert incoming or problems
    return bool(problems)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_cut_short_or_changed_is_read_or_refused_and_nothing_else(
    tmp_path: Path, whole, name: str
) -> None:
    """Truncated anywhere, bytes flipped anywhere: a refusal, or articles that came through."""
    good, dice = whole(name), random.Random(7)
    assert not refused(read(tmp_path, name, good))
    cut = [good[: dice.randrange(1, len(good))] for _ in range(TRIES // 3)]
    if name.endswith(("xlsx", "zip")):
        assert all(refused(read(tmp_path, name, each)) for each in cut)
    for each in cut:
        refused(read(tmp_path, name, each))
    for _ in range(TRIES):
        changed = bytearray(good)
        for _ in range(dice.choice([1, 3, 20])):
            changed[dice.randrange(len(good))] = dice.randrange(256)
        refused(read(tmp_path, name, bytes(changed)))


def test_a_workbook_whose_parts_are_damaged_inside_is_refused(tmp_path: Path, whole) -> None:
    """The archive is sound and its XML is not: cut, flipped or missing, part by part."""
    parts, dice = unpacked(whole("a.xlsx")), random.Random(11)
    for name, content in parts.items():
        damaged = [content[: len(content) // 2], b"", b"<", b"\xff\xfe<a/>", None]
        for _ in range(12):
            changed = bytearray(content)
            changed[dice.randrange(len(content))] = dice.randrange(256)
            damaged.append(bytes(changed))
        for each in damaged:
            other = {**parts, name: each} if each is not None else {**parts}
            if each is None:
                del other[name]
            refused(read(tmp_path, "a.xlsx", packed(other)))


def with_sheet(parts: dict[str, bytes], xml: bytes) -> bytes:
    """Return the workbook with another first sheet."""
    return packed({**parts, "xl/worksheets/sheet1.xml": xml})


def test_a_small_workbook_that_unpacks_to_a_great_deal_is_refused_in_time(
    tmp_path: Path, whole, monkeypatch
) -> None:
    """Rows by the million, a row that claims any number, one of endless cells, entities."""
    parts = unpacked(whole("a.xlsx"))
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    head, foot = b"<worksheet " + space + b"><sheetData>", b"</sheetData></worksheet>"
    laughs = b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
    )
    bombs = {
        "far row": head + b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>' + foot,
        "rows": head + b"<row/>" * 100_000 + foot,
        "cells": head + b"<row>" + b"<c/>" * 3_100_000 + b"</row>" + foot,
        "wide": head + b'<row r="1"><c r="XFD1"><v>1</v></c></row>' * 30_000 + foot,
        "entities": b'<!DOCTYPE a [<!ENTITY a0 "ha">' + laughs + b"]>" + head + b"&a9;" + foot,
    }
    said = {
        name: {each.code for each in read(tmp_path, "a.xlsx", with_sheet(parts, xml))[1]}
        for name, xml in bombs.items()
    }

    assert said == {
        "far row": {"too_many_rows"},
        "rows": {"too_many_rows"},
        "cells": {"too_many_rows"},
        "wide": {"no_articles"},
        "entities": {"unreadable"},
    }
    monkeypatch.setattr(sheet, "LARGEST_CONTENT", 1000)
    big = read(tmp_path, "a.xlsx", whole("a.xlsx"))
    assert [each.code for each in big[1]] == ["too_big"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", b"---\ncode: " + b"[" * 50_000 + b"\n---\nx"),
        ("a.md", b"---\n? {a: b}\n: c\n---\nx"),
        ("a.md", b"---\nvalid_from: 2026-13-45\n---\nx"),
        ("a.md", b"---\ncode: &a [*a]\n---\nx"),
        ("a.json", b'[{"code": ' + b"9" * 9_000 + b"}]"),
        ("a.json", b'[{"code": "a", "title": "\\ud800"}]'),
    ],
    ids=["nested", "key", "day", "alias", "number", "half a character"],
)
def test_what_a_parser_stumbles_over_is_a_problem(tmp_path: Path, name, content) -> None:
    """Nested beyond every depth, keys that are none, days and numbers that are none."""
    assert refused(read(tmp_path, name, content))
