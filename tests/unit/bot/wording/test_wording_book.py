"""Trainers change lines: checked, logged, brought back; nothing is lost and nothing half-done."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.changes.log import ChangeLog
from bot.changes.model import AlreadyUndone, NoSuchChange
from bot.safe_files import FileNotWritten
from bot.scripts import Scripts
from bot.settings import ROOT
from bot.wording.book import ScriptBook, ScriptChanged
from bot.wording.bootstrap import FOLDER, SAMPLES, open_scripts
from bot.wording.checking import LinesRefused
from bot.wording.samples import Samples
from bot.wording.source import NoSuchScript

from .conftest import BILL

TRAINER, OTHER = "8001", "8002"
OLD = ("谢谢您的等待", "好的：马上")


def codes(refused: pytest.ExceptionInfo[LinesRefused]) -> list[tuple[int, str]]:
    """Return place and code of each problem."""
    return [(each.place, each.code) for each in refused.value.problems]


def test_a_changed_line_is_said_at_once_and_logged_with_author_and_diff(
    book: ScriptBook, said: Scripts, folder: Path, changes: ChangeLog
) -> None:
    """Only that line of the file differs."""
    change = book.save("note", ["谢谢您的耐心", "好的：马上"], expected=OLD, by=TRAINER)

    assert said.text("note") == "谢谢您的耐心"
    assert (folder / "bill.yml").read_text(encoding="utf-8") == BILL.replace("等待", "耐心")
    assert (change.author, change.area, change.target) == (TRAINER, "scripts", "note")
    assert "-  lines: [谢谢您的等待" in change.diff
    assert "--- a/scripts/bill.yml" in change.diff
    assert changes.listed(target="note") == (change,)
    assert book.show("note").change == change


def test_lines_with_problems_are_refused_with_all_of_them(book: ScriptBook, folder: Path) -> None:
    """Variables, taboos, blanks and braces, of every line at once; the file stays."""
    lines = ["号码{number}，{month}", "{x}{number}{month}{total}", "你不知道", " ", "{0}", "a\x07"]
    with pytest.raises(LinesRefused) as refused:
        book.save("bill", lines, expected=book.show("bill").script.lines, by=TRAINER)

    assert codes(refused) == [
        (1, "left_out"),
        (2, "undeclared"),
        (3, "left_out"),
        (3, "taboo"),
        (3, "taboo"),
        (4, "blank"),
        (5, "braces"),
        (6, "left_out"),
        (6, "control"),
    ]
    assert [each.instead for each in refused.value.problems if each.word == "你"] == ["您"]
    assert (folder / "bill.yml").read_text(encoding="utf-8") == BILL


@pytest.mark.parametrize(
    ("lines", "code"),
    [([], "no_lines"), (["好"] * 21, "too_many"), (["好" * 1001], "too_long"), (OLD, "unchanged")],
    ids=["none", "many", "long", "same"],
)
def test_too_few_too_many_too_long_and_the_same_lines_are_refused(
    book: ScriptBook, lines: list[str], code: str
) -> None:
    """Each with its own code."""
    with pytest.raises(LinesRefused) as refused:
        book.save("note", lines, expected=OLD, by=TRAINER)

    assert (0 if code != "too_long" else 1, code) in codes(refused)


def test_a_no_without_a_reason_is_a_hint_and_can_be_kept(book: ScriptBook) -> None:
    """Handbook §1: with a reason or another way; a title or a list item needs none."""
    (bare, reasoned) = book.preview("note", ["没有查到", "没有查到，请您稍后再试"])

    assert [(each.code, each.blocks) for each in bare.problems] == [("negative", False)]
    assert reasoned.problems == ()
    assert book.save("note", ["没有查到"], expected=OLD, by=TRAINER).id


def test_a_preview_is_spoken_with_plausible_values_in_their_formats(book: ScriptBook) -> None:
    """As customers would hear it, by the formatter that speaks to them."""
    good, unknown = book.preview("bill", ["{month}，{number}：{total}元", "{x}"])

    assert good.spoken == "10月，138****0001：86.50元"
    assert good.problems == ()
    assert unknown.spoken == ""
    assert book.samples("bill") == {"number": "138****0001", "month": "10月", "total": "86.50"}


def test_an_unknown_script_is_refused_everywhere(book: ScriptBook) -> None:
    """There is none to show, hear, change or list the versions of."""
    for call in (book.show, book.versions, book.samples):
        with pytest.raises(NoSuchScript):
            call("nothing")
    with pytest.raises(NoSuchScript):
        book.preview("nothing", ["好"])
    with pytest.raises(NoSuchScript):
        book.save("nothing", ["好"], expected=[], by=TRAINER)


def test_scripts_are_found_by_key_situation_words_and_file(book: ScriptBook) -> None:
    """In the order of the files; the newest change of each beside it."""
    book.save("note", ["谢谢您"], expected=OLD, by=TRAINER)

    assert [each.key for each in book.listed()] == ["bill", "note"]
    assert [each.key for each in book.listed("一句")] == ["note"]
    assert [each.key for each in book.listed("合计")] == ["bill"]
    assert book.listed(file="other.yml") == ()
    assert book.files() == ("bill.yml",)
    assert [each.change and each.change.author for each in book.listed()] == [None, TRAINER]


def test_of_two_trainers_the_second_is_told_what_stands_there_now(
    book: ScriptBook, said: Scripts
) -> None:
    """Nothing is overwritten; another key of the same file is no conflict."""
    bill = book.show("bill").script.lines
    book.save("note", ["谢谢您"], expected=OLD, by=TRAINER)

    with pytest.raises(ScriptChanged) as refused:
        book.save("note", ["多谢"], expected=OLD, by=OTHER)

    assert refused.value.present == ("谢谢您",)
    assert book.save("bill", bill[:1], expected=bill, by=OTHER).author == OTHER
    assert said.script("note").lines == ("谢谢您",)


def test_many_saving_at_once_lose_nothing(book: ScriptBook, changes: ChangeLog) -> None:
    """Of those who read the same lines one is kept; the others are told."""
    outcomes: list[str] = []

    def edit(number: int) -> None:
        try:
            book.save("note", [f"谢谢您{number}"], expected=OLD, by=TRAINER)
            outcomes.append("kept")
        except ScriptChanged:
            outcomes.append("told")

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["kept"] + ["told"] * 5
    assert len(changes.listed()) == 1


def test_any_earlier_wording_can_be_said_again(book: ScriptBook, said: Scripts) -> None:
    """As a change left it, or as the first one found it; each return is a change of its own."""
    first = book.save("note", ["一"], expected=OLD, by=TRAINER)
    second = book.save("note", ["二"], expected=["一"], by=TRAINER)

    assert [each.lines for each in book.versions("note")] == [("二",), ("一",)]
    third = book.restore("note", first.id, by=OTHER)
    assert said.script("note").lines == ("一",)
    book.restore("note", first.id, by=OTHER, before=True)
    assert said.script("note").lines == OLD
    assert [each.change.id for each in book.versions("note")][1:] == [
        third.id,
        second.id,
        first.id,
    ]


def test_only_a_change_of_this_very_script_can_be_restored(
    book: ScriptBook, changes: ChangeLog
) -> None:
    """Neither one of another script nor of another area, nor none."""
    change = book.save("note", ["一"], expected=OLD, by=TRAINER)
    foreign = changes.record(
        author=TRAINER, area="corpus", target="note", summary="x", before="", after=""
    )

    for key, id_ in (("bill", change.id), ("note", foreign.id), ("note", "99"), ("note", "x")):
        with pytest.raises(NoSuchChange):
            book.restore(key, id_, by=OTHER)


def test_a_change_is_undone_once_and_only_while_its_lines_stand(
    book: ScriptBook, said: Scripts, folder: Path
) -> None:
    """Then the file is what it was, to the byte."""
    first = book.save("note", ["一", "二"], expected=OLD, by=TRAINER)
    undone = book.undo(first.id, by=OTHER)

    assert undone.undoes == first.id
    assert said.script("note").lines == OLD
    assert (folder / "bill.yml").read_text(encoding="utf-8") == BILL
    with pytest.raises(AlreadyUndone):
        _again(book, first.id)
    second = book.save("note", ["三"], expected=["一", "二"], by=TRAINER)
    book.save("note", ["四"], expected=["三"], by=TRAINER)
    with pytest.raises(ScriptChanged):
        book.undo(second.id, by=OTHER)


def _again(book: ScriptBook, change_id: str) -> None:
    """Bring the lines to what the change left, and undo it again."""
    book.restore("note", change_id, by=TRAINER)
    book.undo(change_id, by=OTHER)


def test_a_full_disk_changes_nothing(
    book: ScriptBook, folder: Path, changes: ChangeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the file nor the log nor what is said; no scrap is left behind."""

    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FileNotWritten):
        book.save("note", ["一"], expected=OLD, by=TRAINER)

    assert (folder / "bill.yml").read_text(encoding="utf-8") == BILL
    assert sorted(path.name for path in folder.iterdir()) == [
        "bill.yml",
        "formats.yml",
        "taboo.yml",
    ]
    assert changes.listed() == ()


def test_a_log_that_cannot_be_written_takes_the_line_back(
    folder: Path, said: Scripts, changes: ChangeLog
) -> None:
    """What nobody can look up or undo is not said either."""

    class Breaking(ChangeLog):
        def __init__(self) -> None:
            super().__init__("sqlite://", changes._clock)

        def recording(self, *given, **more):  # type: ignore[no-untyped-def]
            return _FailsAtTheEnd()

    class _FailsAtTheEnd:
        def __enter__(self) -> None:
            return None

        def __exit__(self, *_error: object) -> None:
            raise OSError(28, "No space left on device")

    book = open_scripts(Breaking(), said, folder)
    with pytest.raises(FileNotWritten):
        book.save("note", ["一"], expected=OLD, by=TRAINER)

    assert (folder / "bill.yml").read_text(encoding="utf-8") == BILL
    assert said.script("note").lines == OLD


def test_while_another_file_is_broken_nothing_is_saved_and_its_problem_is_told(
    book: ScriptBook, folder: Path
) -> None:
    """The whole would not load at the next start."""
    (folder / "other.yml").write_text("a: {lines: [好]}", encoding="utf-8")
    with pytest.raises(LinesRefused) as refused:
        book.save("note", ["一"], expected=OLD, by=TRAINER)

    assert [each.detail for each in refused.value.problems] == [
        "other.yml: a: situation is missing"
    ]


def test_every_variable_of_the_real_scripts_has_a_sample_and_every_line_is_heard(
    changes: ChangeLog,
) -> None:
    """No line of the product is previewed with a gap, and none that is said is refused."""
    said = Scripts.load(FOLDER)
    book = open_scripts(changes, said)
    named = Samples.load(SAMPLES).names
    for key in sorted(said.keys()):
        script = said.script(key)
        assert {n for n, form in script.variables.items() if form == "text"} <= named.keys(), key
        for heard in book.preview(key, script.lines):
            assert heard.spoken, key
            assert "{" not in heard.spoken
            assert not [each for each in heard.problems if each.blocks], key
    assert ROOT in FOLDER.parents
