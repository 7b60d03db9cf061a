"""Articles in files: nothing is lost on the way out and in, and every problem is told."""

from __future__ import annotations

import json
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from accounts.clock import SHANGHAI
from bot.knowledge.fields import FIELDS
from bot.knowledge.files import reading
from bot.knowledge.files.folder import read_folder, write_folder
from bot.knowledge.files.jsonfile import read_json, write_json
from bot.knowledge.files.packed import read_zip
from bot.knowledge.files.sheet import read_sheet, write_sheet
from bot.knowledge.model import Article, Disclosure, Kind, State, Version

AT = datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI)
FORMATS = {
    "folder": (write_folder, read_folder),
    "library.json": (write_json, read_json),
    "library.xlsx": (write_sheet, read_sheet),
}
# What a field may hold: no control characters, no blank ends (they are stripped on reading).
WORDS = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn", "Co"]),
        min_size=1,
        max_size=30,
    )
    .map(str.strip)
    .filter(bool)
)
LISTS = st.lists(WORDS, max_size=3).map(tuple)
ARTICLES = st.builds(
    Article,
    code=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True),
    title=WORDS,
    answer=st.lists(WORDS, min_size=1, max_size=4).map("\n\n".join),
    kind=st.sampled_from(Kind),
    source=WORDS,
    author=st.from_regex(r"[0-9]{4}", fullmatch=True),
    valid_from=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    similar=LISTS,
    answers=st.dictionaries(st.sampled_from(["sms", "web"]), WORDS, max_size=2),
    categories=LISTS,
    keywords=LISTS,
    weight=st.integers(1, 10),
    scope=st.one_of(st.just(""), WORDS),
    regions=LISTS,
    disclosure=st.sampled_from(Disclosure),
    valid_until=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1))),
    links=LISTS,
    offers=LISTS,
    reviewer=st.sampled_from(["", "9001"]),
)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article=ARTICLES)
def test_what_is_written_is_read_again_to_the_letter(
    tmp_path: Path, name: str, article: Article
) -> None:
    """Every field, whatever it holds: quotes, colons, what looks like a formula or a number."""
    write, read = FORMATS[name]
    folder = tmp_path / article.code
    folder.mkdir(exist_ok=True)
    path = folder / name
    for old in path.glob("*.md"):
        old.unlink()
    write(path, [Version(article, 3, State.DRAFT, AT)])
    (incoming,), problems = read(path)

    assert problems == []
    assert incoming.article == article
    assert incoming.version == 3


def test_no_cell_of_a_spreadsheet_is_a_formula(tmp_path: Path, make) -> None:
    """Who opens it in an office program runs nothing."""
    path = tmp_path / "library.xlsx"
    write_sheet(path, [Version(make("a", "=1+1", "=cmd|' /C calc'!A0"), 1, State.DRAFT, AT)])
    cells = [cell for row in load_workbook(path).active.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "=1+1" in {cell.value for cell in cells}


def test_ten_thousand_bad_rows_are_all_told(tmp_path: Path) -> None:
    """Each with its row and field, within seconds."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([*(each.name for each in FIELDS), "nonsense"])
    for row in range(10_000):
        sheet.append([f"a{row}", None, "poem", "heavy", *[None] * 10, "soon"])
    path = tmp_path / "bad.xlsx"
    book.save(path)
    began = time.monotonic()
    incoming, problems = read_sheet(path)

    assert all(each.unread for each in incoming)
    assert {each.place for each in problems} == {f"knowledge!{row}" for row in range(2, 10_002)}
    assert {each.code for each in problems} == {"missing", "not_choice", "not_number", "not_day"}
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"),
        ("a.json", b"[]"),
        ("a.json", b"[1, null]"),
        ("a.json", b"\xff\xfe"),
        ("a.json", b"[" * 100_000),
        ("a.xlsx", b"no spreadsheet"),
        ("a.xlsx", b""),
    ],
)
def test_a_broken_file_is_one_clear_problem(tmp_path: Path, name: str, content: bytes) -> None:
    """And never a stack trace."""
    path = tmp_path / name
    path.write_bytes(content)
    incoming, problems = (read_json if name.endswith("json") else read_sheet)(path)

    assert incoming == ()
    assert {each.code for each in problems} <= {"unreadable", "no_articles", "not_pairs"}
    assert problems


@pytest.mark.parametrize(
    "text", ["", "---\ncode: [\n---\n正文", "正文", "---\n- a\n---\n正文", "---\n"]
)
def test_a_markdown_file_without_its_fields_is_told_by_name(tmp_path: Path, text: str) -> None:
    """The other files are read all the same."""
    (tmp_path / "bad.md").write_text(text, encoding="utf-8")
    incoming, problems = read_folder(tmp_path)

    assert [(each.place, bool(each.unread)) for each in incoming] == [("bad.md", True)]
    assert {each.place for each in problems} == {"bad.md"}


def test_oversized_files_are_refused_unread(tmp_path: Path, monkeypatch) -> None:
    """By their size, and a small archive by what it would become."""
    monkeypatch.setattr(reading, "LARGEST_FILE", 1000)
    big = tmp_path / "big.json"
    big.write_text(json.dumps(["x" * 2000]))
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", b"0" * 300_000)
    monkeypatch.setattr("bot.knowledge.files.sheet.LARGEST_CONTENT", 100_000)

    assert [each.code for each in read_json(big)[1]] == ["too_big"]
    assert [each.code for each in read_sheet(bomb)[1]] == ["too_big"]


def test_an_empty_folder_and_one_that_is_not_there_are_told(tmp_path: Path) -> None:
    """Apart from each other."""
    assert [each.code for each in read_folder(tmp_path)[1]] == ["no_articles"]
    with pytest.raises(FileNotFoundError):
        read_folder(tmp_path / "nowhere")


def test_a_zip_that_would_unpack_to_too_much_or_holds_no_article_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file can be a bomb; a ZIP of something else is told as such."""
    monkeypatch.setattr("bot.knowledge.files.packed.LARGEST_CONTENT", 100_000)
    bomb, other = tmp_path / "bomb.zip", tmp_path / "other.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.md", "x" * 200_000)
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("../../a.txt", "x")

    assert [each.code for each in read_zip(bomb)[1]] == ["too_big"]
    assert [each.code for each in read_zip(other)[1]] == ["no_articles"]


def test_articles_lie_anywhere_in_a_zip_and_nothing_is_unpacked(tmp_path: Path) -> None:
    """Names that lead out of the folder are names and nothing else."""
    path = tmp_path / "in.zip"
    head = "code: {}\ntitle: 题\nkind: howto\nsource: s\nauthor: a\nvalid_from: 2026-01-01\n"
    text = f"---\n{head}---\n好"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../evil.md", text.format("one"))
        packed.writestr("deep/er/two.md", text.format("two"))
    incoming, problems = read_zip(path)

    assert problems == []
    assert [(each.place, each.article.code) for each in incoming] == [
        ("evil.md", "one"),
        ("two.md", "two"),
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["in.zip"]
