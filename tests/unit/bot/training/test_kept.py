"""What trainers keep as it is stays out of the lists; a file that is broken hides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.training.check import check_files
from bot.training.kept import kept_of
from bot.training.sources import Sources

FILE = Sources.kept
KEY = "0123456789012345"
ENTRY = f'- key: "{KEY}"\n  kind: few_examples\n  by: "7701"\n'


def warning(project):
    """Return the finding that the intent `greet` has few examples."""
    return next(one for one in project.check().warnings if one.intent == "greet")


def keep(project, key: str) -> None:
    """Write the file as a hand would."""
    project.write(FILE, f"kept:\n# why\n- key: {key}\n  by: 7701\n  note: 够用了\n")


def test_without_the_file_nothing_is_kept(project) -> None:
    """Nor with one that decides nothing."""
    whole = project.check()
    for text in ("", "# nothing yet\n", "kept:\n", "kept: []\n", "\ufeffkept:\r\n"):
        project.write(FILE, text)
        assert project.check().findings == whole.findings
        assert project.check().kept == ()


def test_a_kept_finding_is_set_apart_with_who_decided_so(project) -> None:
    """Of the project, and of single files that are checked."""
    found = warning(project)
    keep(project, found.key)

    report = project.check()
    (kept,) = report.kept

    assert kept.finding == found
    assert (kept.decision.by, kept.decision.note) == ("7701", "够用了")
    assert found not in report.findings
    assert len(report.warnings) == 2
    assert report.as_json()["kept"][0]["key"] == found.key
    assert report.as_json()["warnings"] == 2


def test_single_files_are_checked_without_what_is_kept(project, intent) -> None:
    """A writer sees what nobody has decided on."""
    project.write("data/nlu/own.yml", "nlu:\n" + intent("stop", "- 好了", "- 好了"))
    check = lambda: check_files([project.root / "data/nlu/own.yml"], Sources(root=project.root))  # noqa: E731
    (found,) = check().findings
    keep(project, found.key)

    assert check().findings == ()
    assert [one.finding for one in check().kept] == [found]


def test_an_error_is_never_kept_whatever_the_file_says(project, intent) -> None:
    """Nothing would be trained, and nobody would see why."""
    project.write("data/nlu/own.yml", "nlu:\n" + intent("stop", "- 查话费！"))
    (error,) = project.check().errors
    keep(project, error.key)

    assert project.check().errors == (error,)
    assert project.check().kept == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<<<<<<< HEAD\nkept:\n" + ENTRY, 2),
        ("kept:\n" + ENTRY + "<<<<<<< HEAD\n" + ENTRY, 5),
        ("kept:\n" + ENTRY + '- key: "123"\n', 5),
        ("kept:\n" + ENTRY + "- kind: twin\n", 5),
        ("kept:\n" + ENTRY + "- twin\n", 5),
        ("kept:\n" + ENTRY + "  by: 7702\n", 5),
        ("kept:\n" + ENTRY + "  note: [a]\n", 5),
        ("kept:\n" + ENTRY + "  sentences: x\n", 5),
        ("kept:\n" + ENTRY + "  sentences:\n  - a: b\n    c: d\n", 6),
        ("kept:\n  a: b\n", 2),
        ("# c\nkpet:\n" + ENTRY, 2),
        ("- a\n", 1),
        ("kept:\n" + ENTRY + "  note: 客户\n".encode("gbk").decode("latin-1"), 0),
    ],
)
def test_a_broken_file_hides_nothing_and_is_told_at_its_line(project, text, line) -> None:
    """One finding, and the others as if there were no file."""
    found = warning(project)
    whole = project.check().findings
    content = text.replace(KEY, found.key)
    project.write(FILE, content.encode("latin-1" if line == 0 else "utf-8"))

    report = project.check()
    (broken,) = [one for one in report.findings if one.kind == "broken_kept"]

    assert report.kept == ()
    assert [one for one in report.findings if one != broken] == list(whole)
    assert (broken.file, broken.severity) == (FILE, "warning")
    assert broken.line == (line or 5)


def test_keys_and_numbers_are_read_as_they_are_written() -> None:
    """YAML would make numbers of them."""
    content = f"kept:\n- {{key: {KEY}, by: 0077, note: }}\n".encode()

    (entry,) = kept_of(content, Path(FILE), FILE).entries

    assert (entry.decision.key, entry.decision.by, entry.decision.note) == (KEY, "0077", "")
    assert (entry.start, entry.end) == (1, 2)
