"""Diffs read as `diff -u` writes them, with the line numbers of the whole file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changes.diff import lines_of, unified
from bot.changes.model import Piece

TEXTS = st.lists(st.sampled_from(["甲", "乙", "- 丙", "", "\r", "a\u2028b"]), max_size=9).map(
    "\n".join
)


def test_line_numbers_are_those_of_the_file_that_a_piece_is_from() -> None:
    """A piece of one line in line 120 says so; a target without a change is left out."""
    same = Piece("b.yml", "甲\n", "甲\n")

    assert unified([Piece("a.yml", "甲\n乙\n", "甲\n丙\n", 120), same]) == (
        "--- a/a.yml\n+++ b/a.yml\n@@ -120,2 +120,2 @@\n 甲\n-乙\n+丙\n"
    )


def test_pieces_of_one_file_are_one_diff_of_it() -> None:
    """One heading; what an earlier piece added moves the later one down."""
    first, second = Piece("a.yml", "甲\n", "甲\n乙\n", 3), Piece("a.yml", "丙\n", "", 40)

    assert unified([first, second]) == (
        "--- a/a.yml\n+++ b/a.yml\n@@ -3 +3,2 @@\n 甲\n+乙\n@@ -40 +40,0 @@\n-丙\n"
    )


def test_a_text_that_ends_without_a_line_end_is_said_to() -> None:
    """The mark of `diff -u` follows the line."""
    assert unified([Piece("a", "甲", "甲\n")]) == (
        "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-甲\n\\ No newline at end of file\n+甲\n"
    )


@given(TEXTS)
def test_lines_joined_are_the_text(text: str) -> None:
    """Only a line feed ends a line; nothing is lost."""
    lines = lines_of(text)

    assert "".join(lines) == text
    assert all("\n" not in line[:-1] for line in lines)


@pytest.mark.skipif(not shutil.which("patch"), reason="no patch: apt-get install patch")
def test_patch_turns_what_was_into_what_is(tmp_path: Path) -> None:
    """The diff of two real files applies with the standard tool."""
    before = "".join(f"第{number}行\n" for number in range(40))
    after = before.replace("第3行\n", "").replace("第20行", "改了") + "末行\n"
    (tmp_path / "file").write_text(before, encoding="utf-8")
    diff = unified([Piece("file", before, after)])
    subprocess.run(
        ["patch", "-p1", "-s"],  # noqa: S607 - wherever the machine has it
        cwd=tmp_path,
        input=diff.encode(),
        check=True,
    )

    assert (tmp_path / "file").read_text(encoding="utf-8") == after
