"""Lines are changed in place: every byte that is none of theirs stays."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.scripts import SECTIONS
from bot.settings import ROOT
from bot.wording.source import NoSuchScript, NotEditable, entry_of, lines_in, with_lines

FILES = sorted((ROOT / "data" / "scripts").glob("*.yml"))
TEXT = st.text(
    st.one_of(
        st.sampled_from("您好，：。{}[]#&*!|>%@`'\"-?, :\\\n\t谢0"),
        st.characters(exclude_categories=("Cs", "Cc")),
    ),
    min_size=1,
    max_size=30,
)


@lru_cache
def _read(path: Path) -> tuple[str, dict[str, tuple[str, ...]]]:
    text = path.read_text(encoding="utf-8")
    content = YAML(typ="safe").load(text)
    return text, {key: tuple(v["lines"]) for key, v in content.items() if key not in SECTIONS}


PLACES = [(path, key) for path in FILES for key in _read(path)[1]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_script_of_the_real_files_is_found_and_read_as_it_is_loaded(path: Path) -> None:
    """The place of an entry is the entry: its block alone says the same lines."""
    text, scripts = _read(path)

    for key, lines in scripts.items():
        entry = entry_of(text, key)
        assert entry.lines == lines
        assert lines_in(entry.block) == lines
        assert with_lines(text, key, lines) == text


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PLACES), st.lists(TEXT, min_size=1, max_size=4), st.data())
def test_any_lines_are_written_into_any_real_entry_and_nothing_else_changes(
    place: tuple[Path, str], new: list[str], data: st.DataObject
) -> None:
    """What was kept of the old lines, what is new, and in which order does not matter."""
    path, key = place
    text, scripts = _read(path)
    kept = data.draw(st.lists(st.sampled_from(scripts[key]), max_size=2, unique=True))
    wanted = data.draw(st.permutations([*kept, *new]))

    changed = with_lines(text, key, wanted)

    before, after = entry_of(text, key), entry_of(changed, key)
    assert after.lines == tuple(wanted)
    assert changed[: after.start] == text[: before.start]
    assert changed[after.start + after.size :] == text[before.start + before.size :]
    head = before.sequence.start_mark.index
    assert after.block[:head] == before.block[:head]
    loaded = YAML(typ="safe").load(changed)
    assert {k: v for k, v in loaded.items() if k != key} == {
        k: v for k, v in YAML(typ="safe").load(text).items() if k != key
    }


def test_a_changed_line_keeps_its_quotes_its_place_and_the_comments_beside_it() -> None:
    """Only the words of the line differ."""
    text = "a:\n  lines:\n  # 先\n  - '一: x'  # 短\n  - 二\n# 后\nb: {lines: [三]}\n"

    assert with_lines(text, "a", ["四: y", "二"]) == text.replace("一: x", "四: y")
    assert with_lines(text, "a", ["一: x", "二", "五"]) == text.replace(
        "- 二\n", "- 二\n  - '五'\n"
    )
    assert with_lines(text, "a", ["二"]) == text.replace("  - '一: x'  # 短\n", "")
    assert with_lines(text, "b", ["三", "六"]) == text.replace("[三]", "[三, 六]")


def test_what_cannot_stand_plain_is_quoted() -> None:
    """A number sign, a colon or a number would mean something else."""
    text = "a:\n  lines:\n  - 一\n"

    for line in ("# 一", "一: 二", "12", "是", "yes", "a\nb", "'", '"', "- 一", "{x}", "\\n"):
        assert with_lines(text, "a", [line]) != text
        assert entry_of(with_lines(text, "a", [line]), "a").lines == (line,)


def test_a_file_with_windows_lines_and_no_last_newline_keeps_both_habits() -> None:
    """It was written in an editor of the trainer's choice."""
    text = "a:\r\n  lines:\r\n  - 一\r\nb:\r\n  lines:\r\n  - 二"

    assert with_lines(text, "a", ["一", "三"]) == text.replace("- 一\r\n", "- 一\r\n  - 三\r\n")
    assert with_lines(text, "b", ["二", "四"]) == text + "\r\n  - 四"


@pytest.mark.parametrize(
    "text",
    [
        "x: &x 一\na:\n  lines:\n  - *x\n",
        "a:\n  lines:\n  - &x 一\nb: {lines: [*x]}\n",
        "a:\n  lines:\n  - |\n    一\n",
        "a:\n  lines:\n  - [一]\n",
    ],
    ids=["alias", "anchor", "block", "nested"],
)
def test_lines_that_hang_together_with_others_are_left_to_hands(text: str) -> None:
    """To change one would change what stands elsewhere."""
    with pytest.raises(NotEditable):
        with_lines(text, "a", ["二"])


@pytest.mark.parametrize("key", ["c", "lines"])
def test_an_unknown_key_is_refused(key: str) -> None:
    """There is nothing to change."""
    with pytest.raises(NoSuchScript):
        with_lines("a: {lines: [一]}\nformats: {month: 一}\n", key, ["二"])
