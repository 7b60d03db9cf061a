"""Findings stay as they are for everybody, in a file of the project, until somebody says else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changes.model import AlreadyUndone, NoSuchChange
from bot.corpus.bootstrap import Teaching, open_teaching
from bot.corpus.kept_lines import HEAD, entry_lines
from bot.corpus.model import LinesChanged, Marked, NotPossible, NotThere
from bot.training.findings import Finding
from bot.training.kept import Decision, kept_of
from bot.training.sources import Sources

FILE = Sources.kept
NEW = "data/nlu/new.yml"
BY, OTHER = "7701", "7702"
TWINS = """\
nlu:
- intent: thanks
  examples: |
    - 谢谢[上个月](month)的你
    - 谢谢[上个月](month)的你！
    - 我的号是15277304816
    - 感谢
    - 感谢
"""


@pytest.fixture
def open_it(project, changes) -> Callable[[], Teaching]:
    """Give what opens all that trainers teach with, as another process would."""
    project.write("data/dictionary/telecom.txt", "话费 20000 n\n")
    project.write(NEW, TWINS)
    return lambda: open_teaching(root=project.root, changes=changes, names=lambda: ())


@pytest.fixture
def teaching(open_it) -> Teaching:
    """Open it once."""
    return open_it()


def found(teaching: Teaching, kind: str) -> Finding:
    """Return the first finding of a kind that is not kept."""
    return next(one for one in teaching.linter.report().findings if one.kind == kind)


def kinds(teaching: Teaching) -> set[str]:
    """Return the kinds of findings that are listed."""
    return {one.kind for one in teaching.linter.report().findings}


def kept(teaching: Teaching) -> list[str]:
    """Return the keys of what is kept."""
    return [one.finding.key for one in teaching.linter.report().kept]


def test_a_kept_finding_is_out_of_the_lists_of_every_process(project, teaching, open_it) -> None:
    """And stands in a file that a person can review, which makes no training due."""
    before = Sources(root=project.root).fingerprint()
    twin = found(teaching, "twin")
    change = teaching.kept.keep(twin.key, BY, " 客户两种\n都说 13912345678 ")

    assert "twin" not in kinds(teaching) | kinds(open_it())
    assert kept(teaching) == kept(open_it()) == [twin.key]
    assert project.read(FILE) == HEAD + (
        f'- key: "{twin.key}"\n'
        "  kind: twin\n"
        "  sentences:\n"
        '  - thanks: "谢谢[上个月](month)的你！"\n'
        '  - thanks: "谢谢[上个月](month)的你"\n'
        '  by: "7701"\n'
        '  at: "2026-11-15T12:00+08:00"\n'
        '  note: "客户两种 都说 139****5678"\n'
    )
    assert Sources(root=project.root).fingerprint() == before
    assert change is not None
    assert (change.area, change.target, change.author) == ("corpus", FILE, BY)
    assert change.summary["did"] == "keep"


def test_a_decision_costs_no_new_look_at_the_sentences(teaching, monkeypatch) -> None:
    """The page is there again at once."""
    looks = []
    real = __import__("bot.corpus.linting", fromlist=["check_whole"]).check_whole
    monkeypatch.setattr(
        "bot.corpus.linting.check_whole", lambda sources: looks.append(1) or real(sources)
    )
    key = found(teaching, "twin").key
    teaching.kept.keep(key, BY)
    assert teaching.linter.is_due()
    assert kept(teaching) == [key]

    assert len(looks) == 1
    assert not teaching.linter.is_due()


def test_keeping_twice_stays_one_and_the_first_author_stays(project, teaching, open_it) -> None:
    """Of the whole key or its beginning."""
    key = found(teaching, "twin").key
    teaching.kept.keep(key, BY)
    once = project.read(FILE)

    assert open_it().kept.keep(key[:8], OTHER) is None
    assert project.read(FILE) == once


def test_an_error_is_refused_and_so_is_what_is_not_there(project, teaching) -> None:
    """Nothing is written."""
    error = next(one for one in teaching.linter.report().errors)
    twin = found(teaching, "twin")
    with pytest.raises(NotPossible) as refused:
        teaching.kept.keep(error.key, BY)
    assert refused.value.reason == "error_stays"
    for key in ("0" * 16, twin.key[:7], "", twin.key + "0"):
        with pytest.raises(NotThere):
            teaching.kept.keep(key, BY)
        with pytest.raises(NotThere):
            teaching.kept.unkeep(key, BY)
    with pytest.raises(NotPossible) as refused:
        teaching.kept.keep(twin.key, BY, "长" * 201)
    assert refused.value.reason == "note_too_long"
    assert not (project.root / FILE).exists()


def test_a_beginning_that_two_decisions_have_is_refused(project, teaching) -> None:
    """The whole key takes the one that is meant."""
    first, second = "0123456789abcdef", "0123456789abcdee"
    project.write(FILE, f'kept:\n- key: "{first}"\n- key: "{second}"\n')
    with pytest.raises(NotPossible) as refused:
        teaching.kept.unkeep(first[:12], BY)
    teaching.kept.unkeep(first, BY)

    assert refused.value.reason == "key_not_unique"
    assert project.read(FILE) == f'kept:\n- key: "{second}"\n'


def test_a_number_that_looks_real_is_masked_in_the_file(project, teaching, changes) -> None:
    """And in the log of changes."""
    teaching.kept.keep(found(teaching, "personal_phone").key, BY)

    (change,) = changes.listed()
    assert "152****4816" in project.read(FILE)
    for text in (project.read(FILE), change.diff, str(change.summary)):
        assert "15277304816" not in text


def test_a_finding_is_back_when_its_sentence_was_changed_and_not_when_another_was(
    project, teaching
) -> None:
    """Through the studio, as by hand."""
    key = found(teaching, "twin").key
    teaching.kept.keep(key, BY)
    ids = {one.raw: one.id for one in teaching.corpus.examples("thanks")}
    teaching.corpus.replace(ids["我的号是15277304816"], Marked("我要谢谢"), None, BY)
    project.write("data/nlu/aa.yml", "nlu:\n- intent: thanks\n  examples: |\n    - 多谢\n")
    assert kept(teaching) == [key]
    teaching.corpus.remove(ids["感谢"], BY)
    assert kept(teaching) == [key]
    project.write(NEW, project.read(NEW).replace("的你！", "的您"))
    teaching.linter.report()
    project.write(NEW, project.read(NEW) + "    - 谢谢[上个月](month)的您！！\n")

    assert kept(teaching) == []
    assert "twin" in kinds(teaching)


def test_what_is_kept_is_taken_back_and_other_entries_and_comments_stay(project, teaching) -> None:
    """Lines that people wrote around an entry are theirs."""
    twin, copy = found(teaching, "twin"), found(teaching, "duplicate")
    mine = (
        f"# ours\r\nkept:\r\n  # why\r\n  - key: {twin.key}  # x\r\n    note: 手写\r\n  # end\r\n"
    )
    project.write(FILE, mine)
    teaching.kept.keep(copy.key, BY)
    both = project.read(FILE)
    change = teaching.kept.unkeep(copy.key, OTHER)

    assert both.startswith(mine.replace("  # end\r\n", f'  - key: "{copy.key}"\r\n'))
    assert both.endswith('+08:00"\r\n  # end\r\n')
    assert project.read(FILE) == mine
    assert change.summary["did"] == "unkeep"
    assert (kept(teaching), "duplicate" in kinds(teaching)) == ([twin.key], True)
    teaching.kept.unkeep(twin.key[:10], BY)
    assert project.read(FILE) == "# ours\r\nkept:\r\n  # why\r\n  # end\r\n"


def test_a_decision_whose_finding_is_gone_can_be_taken_back(project, teaching) -> None:
    """It hides nothing, and is not listed either."""
    key = found(teaching, "twin").key
    teaching.kept.keep(key, BY)
    project.write(NEW, TWINS.replace("的你！", "的大家"))
    assert kept(teaching) == []
    teaching.kept.unkeep(key, BY)

    assert project.read(FILE) == HEAD


@pytest.mark.parametrize("text", ["kept: [{key: KEY}]\n", "kept: {}\n", "kept:\n- key: 1\n"])
def test_a_file_that_cannot_be_edited_for_sure_is_left_alone(project, teaching, text) -> None:
    """The trainer is told which."""
    other = found(teaching, "twin").key
    project.write(FILE, text.replace("KEY", found(teaching, "duplicate").key))
    before = project.read(FILE)
    with pytest.raises(NotPossible) as refused:
        teaching.kept.keep(other, BY)

    assert refused.value.reason in {"not_editable", "broken_file"}
    assert refused.value.data["file"] == FILE
    assert project.read(FILE) == before


def test_trainers_at_once_lose_nothing(teaching, open_it) -> None:
    """Each with a book of their own, as in processes of their own."""
    keys = [one.key for one in teaching.linter.report().findings if one.severity != "error"]
    assert len(keys) >= 4
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda key: open_it().kept.keep(key, BY), keys))

    assert set(kept(teaching)) == set(keys)
    assert len(teaching.changes.listed()) == len(keys)


def test_a_change_is_undone_in_the_log_and_that_in_turn(project, teaching) -> None:
    """Even the first, which began the file."""
    twin, copy = found(teaching, "twin").key, found(teaching, "duplicate").key
    first = teaching.kept.keep(twin, BY)
    second = teaching.kept.keep(copy, BY)
    both = project.read(FILE)
    undone = teaching.undo(first.id, OTHER)
    assert kept(teaching) == [copy]
    with pytest.raises(AlreadyUndone):
        teaching.undo(first.id, OTHER)
    teaching.undo(undone.id, OTHER)
    assert project.read(FILE) == both
    teaching.undo(second.id, OTHER)
    with pytest.raises(NoSuchChange):
        teaching.kept.undo("99", BY)

    assert kept(teaching) == [twin]
    assert undone.summary["undone"]["did"] == "keep"


def test_undoing_is_refused_when_the_decision_was_taken_back_or_made_again(teaching) -> None:
    """Nothing is kept twice, and nothing that somebody changed is lost."""
    key = found(teaching, "twin").key
    first = teaching.kept.keep(key, BY)
    back = teaching.kept.unkeep(key, OTHER)
    with pytest.raises(LinesChanged):
        teaching.undo(first.id, BY)
    teaching.kept.keep(key, OTHER)
    with pytest.raises(LinesChanged):
        teaching.undo(back.id, BY)

    assert kept(teaching) == [key]


def test_a_decision_comes_back_although_its_neighbours_are_gone(project, teaching) -> None:
    """The older of two is taken back first."""
    twin, copy = found(teaching, "twin").key, found(teaching, "duplicate").key
    teaching.kept.keep(twin, BY)
    teaching.kept.keep(copy, BY)
    last = teaching.kept.unkeep(copy, BY)
    teaching.kept.unkeep(twin, BY)
    project.write(FILE, "# nothing but this\nkept:\n")
    teaching.undo(last.id, BY)

    assert kept(teaching) == [copy]
    assert project.read(FILE).startswith(f'# nothing but this\nkept:\n- key: "{copy}"\n')


TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)


@st.composite
def decisions(draw) -> Decision:
    """Draw any decision."""
    return Decision(
        key=draw(st.text("0123456789abcdef", min_size=16, max_size=16)),
        kind=draw(st.sampled_from(["", "twin", "near_twin"])),
        sentences=tuple(draw(st.lists(st.tuples(TEXTS, TEXTS), max_size=2))),
        intent=draw(TEXTS),
        file=draw(TEXTS),
        by=draw(TEXTS),
        at=draw(TEXTS),
        note=draw(TEXTS),
    )


@given(written=st.lists(decisions(), max_size=3), indent=st.sampled_from(["", "  "]))
def test_whatever_is_written_is_read_back(written, indent) -> None:
    """Each with its own lines, whatever anybody puts in a sentence or a note."""
    lines = [f"{indent}{line}" for one in written for line in entry_lines(one)]
    content = (HEAD + "".join(f"{line}\n" for line in lines)).encode()

    read = kept_of(content, Path(FILE), FILE)

    assert read.problem is None
    assert [one.decision for one in read.entries] == written
    head, all_lines = len(HEAD.splitlines()), content.decode().split("\n")
    starts = [head + at for at, line in enumerate(lines) if line.startswith(f"{indent}- key")]
    assert [one.start for one in read.entries] == starts
    assert [one.end for one in read.entries] == [*starts[1:], len(all_lines) - 1][: len(written)]
