"""What may be attached: names that are safe to show and save, content that is what it says."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.file_checks import (
    FILE_TYPES,
    LARGEST_ATTACHMENT,
    NAME_BYTES,
    NAME_CHARS,
    check_size,
    clean_name,
    media_type_of,
)
from bot.knowledge.model import KnowledgeRefused

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR"
SCRIPT = b"<script>alert(1)</script>"


def office(*names: str) -> bytes:
    """Return an archive of files of those names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            # Never the present time: bytes name the tests, alike in each worker that collects them.
            archive.writestr(zipfile.ZipInfo(name), "x")
    return packed.getvalue()


WORD = office("[Content_Types].xml", "word/document.xml")
SHEET = office("[Content_Types].xml", "xl/workbook.xml")
NAMES = st.text(max_size=300) | st.text('./\\:*?"<>|%\x00\u202e\u200b\r\n 张表aZ01', max_size=300)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("过户申请表.pdf", "过户申请表.pdf"),
        ("../../etc/passwd.TXT", "passwd.txt"),
        ("C:\\Users\\me\\价目 表.XLSX", "价目 表.xlsx"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("行\r\n一.txt", "行 一.txt"),
        ("CON.txt", "_CON.txt"),
        ('x<y>"z".png', "x_y_z_.png"),
        ("..隐藏.csv", "隐藏.csv"),
        ("20261101活动说明.pdf", "20261101活动说明.pdf"),
    ],
)
def test_a_name_is_cleaned_to_what_can_be_shown_and_saved(given_name: str, kept: str) -> None:
    """Folders, marks that turn writing round, line breaks and devices are gone."""
    assert clean_name(given_name) == kept


@pytest.mark.parametrize(
    "name", ["", ".pdf", "...", "没有扩展名", "a/", "表.p df", "13800138000.pdf"]
)
def test_a_name_without_anything_left_or_with_a_number_is_refused(name: str) -> None:
    """So is one without an ending: nobody would know what opens it."""
    with pytest.raises(KnowledgeRefused) as refused:
        clean_name(name)

    assert refused.value.reason == "file_name"


@given(NAMES, st.sampled_from(sorted(FILE_TYPES)))
def test_whatever_the_name_it_is_safe_or_refused_and_cleaning_twice_changes_nothing(
    stem: str, ending: str
) -> None:
    """One part of a path on every system, without characters that are not seen."""
    try:
        name = clean_name(stem + ending)
    except KnowledgeRefused:
        return

    assert clean_name(name) == name
    assert name == PurePosixPath(name).name == PureWindowsPath(name).name
    assert PurePosixPath(name).suffix == ending
    assert len(name) <= NAME_CHARS
    assert len(name.encode()) <= NAME_BYTES
    assert not name.startswith((".", " "))
    assert {unicodedata.category(each)[0] for each in name}.isdisjoint({"C"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.png", PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.docx", WORD),
        ("a.xlsx", SHEET),
        ("a.pptx", office("[Content_Types].xml", "ppt/presentation.xml")),
        ("a.txt", "资费说明：< 100 元\r\n".encode()),
        ("a.csv", "套餐,月费\n畅享,59\n".encode("gb18030")),
    ],
)
def test_a_file_that_is_what_its_ending_says_is_served_as_that(name: str, content: bytes) -> None:
    """Of every type that is attached."""
    assert media_type_of(name, content) == FILE_TYPES[PurePosixPath(name).suffix].media_type


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.html", SCRIPT, "file_type"),
        ("a.svg", b"<svg/>", "file_type"),
        ("a.js", b"1", "file_type"),
        ("a.exe", b"MZ", "file_type"),
        ("a.docm", WORD, "file_type"),
        ("a.zip", WORD, "file_type"),
        ("a.png", SCRIPT, "file_disguised"),
        ("a.png", b"\xff\xd8\xff\xe0", "file_disguised"),
        ("a.pdf", b" %PDF-1.7", "file_disguised"),
        ("a.docx", SHEET, "file_disguised"),
        ("a.docx", office("word/document.xml"), "file_disguised"),
        ("a.xlsx", b"PK\x03\x04 cut short", "file_disguised"),
        ("a.docx", office("[Content_Types].xml", "word/d.xml", "word/vbaProject.bin"),
         "file_disguised"),
        ("a.txt", b"MZ\x90\x00\x03", "file_disguised"),
        ("a.txt", b"\xff\xff\xff", "file_disguised"),
        ("a.csv", b"x,y\n1,<ScRipt src=x>\n", "file_disguised"),
        ("a.txt", b"  <!DOCTYPE html><p>x", "file_disguised"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", "file_disguised"),
    ],
)  # fmt: skip
def test_what_is_never_attached_and_what_is_disguised_are_refused(
    name: str, content: bytes, reason: str
) -> None:
    """A script called a picture, a macro in a document, a page called a text."""
    with pytest.raises(KnowledgeRefused) as refused:
        media_type_of(name, content)

    assert refused.value.reason == reason


@given(st.binary(max_size=400), st.sampled_from(sorted(FILE_TYPES)), st.booleans())
def test_no_content_brings_the_check_down(content: bytes, ending: str, archive: bool) -> None:
    """Broken archives among them: it fits or it is refused."""
    broken = WORD[: len(WORD) // 2] + content + WORD[len(WORD) // 2 :] if archive else content
    told = ""
    with suppress(KnowledgeRefused):
        told = media_type_of(f"a{ending}", broken)

    assert told in {"", FILE_TYPES[ending].media_type}


def test_a_file_may_have_ten_megabytes_and_has_to_have_something() -> None:
    """To the byte."""
    check_size(1)
    check_size(LARGEST_ATTACHMENT)
    for size, reason in ((0, "file_empty"), (LARGEST_ATTACHMENT + 1, "file_too_large")):
        with pytest.raises(KnowledgeRefused) as refused:
            check_size(size)
        assert refused.value.reason == reason


def test_the_type_of_a_file_is_told_by_its_whole_name(tmp_path: Path) -> None:
    """Of two endings the last one counts, as it does for whoever opens the file."""
    with pytest.raises(KnowledgeRefused):
        media_type_of(clean_name(str(tmp_path / "a.png.html")), PNG)

    assert media_type_of(clean_name("a.html.png"), PNG) == "image/png"
