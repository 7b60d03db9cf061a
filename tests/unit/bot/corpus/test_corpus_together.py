"""Several people and a hand in the file: edits go together or are refused, never lost or half."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from accounts.clock import SystemClock
from bot.changes.bootstrap import open_changes
from bot.changes.log import ChangeLog
from bot.corpus.bootstrap import open_corpus
from bot.corpus.model import LinesChanged, Marked, NotPossible, NotThere
from bot.safe_files import FileChanged
from bot.settings import ROOT

BILLING, GENERAL = "data/nlu/billing.yml", "data/nlu/general.yml"
BY, OTHER = "7701", "7702"

ADD_SOME = """
import sys
from pathlib import Path
from accounts.clock import SystemClock
from bot.changes.bootstrap import open_changes
from bot.corpus.bootstrap import open_corpus, open_teaching
from bot.corpus.model import Marked
root, url, who = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
corpus = open_corpus(root=root, changes=open_changes(url, SystemClock()))
for number in range(5):
    corpus.add("stop", [Marked(f"{who}说第{number}次不要了")], who)
"""
FULL_DISK = """
import resource, sys
from pathlib import Path
from accounts.clock import SystemClock
from bot.changes.bootstrap import open_changes
from bot.corpus.bootstrap import open_corpus, open_teaching
from bot.corpus.model import Marked
from bot.safe_files import FileNotWritten
root, url = Path(sys.argv[1]), sys.argv[2]
changes = open_changes(url, SystemClock())
changes.listed()
corpus = open_corpus(root=root, changes=changes)
moved = corpus.examples("query_bill")[0].id
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
for edit in (
    lambda: corpus.add("query_bill", [Marked("新的一句")], "7701"),
    lambda: corpus.replace(moved, Marked("挪过来的"), "greet", "7701"),
):
    try:
        edit()
    except FileNotWritten:
        print("refused")
print(len(changes.listed()))
"""

UNLOGGED = """
import os, resource, sys
from contextlib import contextmanager
from pathlib import Path
from accounts.clock import SystemClock
from bot.changes.log import ChangeLog
from bot.corpus.bootstrap import open_corpus
from bot.corpus.model import Marked
root, url, how = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

class Dying(ChangeLog):
    @contextmanager
    def recording(self, *args, **more):
        with super().recording(*args, **more) as change:
            yield change
            if how == "killed":
                os._exit(0)
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
            if how == "stuck":
                Path.replace = refuse
            raise OSError("no space")

def refuse(*_):
    raise OSError(28, "no space")

corpus = open_corpus(root=root, changes=Dying(url, SystemClock()))
try:
    corpus.add("query_bill", [Marked("没有记下的一句")], "7701")
except OSError as error:
    print(error)
"""


def ids(corpus) -> dict[str, str]:
    """Return the id of each sentence."""
    return {one.text: one.id for one in corpus.examples()}


def run(code: str, *arguments: str) -> str:
    """Run Python in a process of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_edits_of_different_lines_by_many_at_once_all_stand(project, corpus) -> None:
    """Each thread has a corpus of its own, as each process has."""

    def add(number: int) -> None:
        project.open().add("query_bill", [Marked(f"第{number}个人问话费")], f"77{number:02}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(16)))

    texts = [one.text for one in corpus.examples("query_bill")]
    assert {f"第{number}个人问话费" for number in range(16)} <= set(texts)
    assert len(project.changes.listed()) == 16
    assert "# What trainers must not lose: this comment," in project.read(BILLING)


def test_processes_at_once_lose_nothing(project, corpus, tmp_path) -> None:
    """Fifteen sentences of three processes, and fifteen entries of the log."""
    url = f"sqlite:///{tmp_path / 'studio.db'}"
    project.changes.listed()
    with ThreadPoolExecutor(3) as pool:
        whos = ("甲员工", "乙员工", "丙员工")
        list(pool.map(lambda who: run(ADD_SOME, str(project.root), url, who), whos))

    assert len(corpus.examples("stop", "次不要了")) == 15
    assert len(project.changes.listed()) == 15


def test_the_second_edit_of_a_line_is_refused_with_what_is_there_now(project, corpus) -> None:
    """Whoever was first, in this process or another, and whatever they made of it."""
    other = project.open()
    old = ids(corpus)["看一下账单"]
    _, new = other.replace(old, Marked("看看账单"), None, OTHER)
    with pytest.raises(LinesChanged) as refused:
        corpus.replace(old, Marked("瞧瞧账单"), None, BY)
    assert refused.value.present == new
    other.remove(new.id, OTHER)
    # One that has seen the change and one that knows of it from the log alone.
    for late in (corpus, project.open()):
        with pytest.raises(LinesChanged) as refused:
            late.remove(old, BY)
        assert refused.value.present is None
    with pytest.raises(NotThere):
        corpus.remove("0123456789abcdef", BY)


def test_a_hand_in_the_file_is_honoured(project, corpus) -> None:
    """What it wrote stays; a line that it changed is not written over."""
    known = ids(corpus)
    text = project.read(BILLING).replace("- 算了", "- 算了吧").replace("# between", "# 中间，")
    project.write(BILLING, "# by hand\n" + text)
    corpus.replace(known["查话费"], Marked("查查话费"), None, BY)
    with pytest.raises(LinesChanged) as refused:
        corpus.remove(known["算了"], BY)

    assert refused.value.present.text == "算了吧"
    project.write(GENERAL, project.read(GENERAL).replace("  - text: 在吗\n", ""))
    with pytest.raises(LinesChanged) as refused:
        corpus.remove(known["在吗"], BY)
    assert refused.value.present is None
    assert project.read(BILLING) == "# by hand\n" + text.replace("- 查话费", "- 查查话费")


def test_a_hand_that_breaks_the_file_stops_edits_until_it_is_mended(project, corpus) -> None:
    """Told with file and line; nothing is guessed, nothing is written."""
    broken = project.read(BILLING).replace("- intent: stop", "- intent: stop: x")
    project.write(BILLING, broken)
    with pytest.raises(NotPossible) as refused:
        corpus.add("greet", [Marked("您好呀")], BY)
    assert (refused.value.reason, refused.value.data["file"]) == ("broken_file", BILLING)
    project.write(BILLING, broken.replace("stop: x", "stop"))

    assert corpus.add("greet", [Marked("您好呀")], BY).change.author == BY


class Meddling(ChangeLog):
    """A log during whose entry a hand changes the file, or whose disk is full at the end."""

    path: Path | None = None
    fails = False

    @contextmanager
    def recording(self, *args, **more):
        """Let it happen while the entry is written."""
        with super().recording(*args, **more) as change:
            if self.path is not None:
                self.path.write_text("# by hand\n", encoding="utf-8")
            yield change
            if self.fails:
                raise DatabaseError("commit", None, OSError("no space"))


@pytest.fixture
def meddling(tmp_path) -> Meddling:
    """Open a log of one's own."""
    log = Meddling(f"sqlite:///{tmp_path / 'other.db'}", SystemClock())
    yield log
    log.close()


def test_a_hand_that_writes_at_the_very_moment_wins(project, meddling) -> None:
    """The edit is refused, and not put down."""
    corpus = open_corpus(root=project.root, changes=meddling)
    meddling.path = project.root / BILLING
    with pytest.raises(FileChanged):
        corpus.add("query_bill", [Marked("话费怎么查")], BY)

    assert project.read(BILLING) == "# by hand\n"
    assert meddling.listed() == ()


def test_a_log_that_cannot_be_written_leaves_every_file_as_it_was(project, meddling) -> None:
    """An edit without an author would be nobody's."""
    before = project.read(BILLING), project.read(GENERAL)
    corpus = open_corpus(root=project.root, changes=meddling)
    meddling.fails = True
    with pytest.raises(DatabaseError):
        corpus.replace(ids(corpus)["在吗"], Marked("在吗"), "stop", BY)

    assert (project.read(BILLING), project.read(GENERAL)) == before
    assert meddling.listed() == ()


def test_on_a_full_disk_an_edit_that_cannot_be_logged_is_taken_back_too(project, tmp_path) -> None:
    """Nothing can be written when the log says no: giving the file back needs no room."""
    before = project.read(BILLING)
    told = run(UNLOGGED, str(project.root), f"sqlite:///{tmp_path / 'studio.db'}", "full")

    assert told.strip() == "no space"
    assert project.read(BILLING) == before
    assert sorted(path.name for path in (project.root / "data/nlu").iterdir()) == [
        "billing.yml",
        "general.yml",
    ]


@pytest.mark.parametrize("how", ["killed", "stuck"])
def test_an_edit_that_was_left_unlogged_is_taken_back_by_the_next(project, corpus, how) -> None:
    """The process died between file and log, or nothing could be given back at all."""
    before = project.read(BILLING)
    url = f"sqlite:///{project.root.parent / 'studio.db'}"
    run(UNLOGGED, str(project.root), url, how)
    left = project.read(BILLING)

    corpus.add("stop", [Marked("先不弄了")], BY)

    assert "没有记下的一句" in left
    assert project.read(BILLING) == before + "    - 先不弄了\n"
    assert [one.summary["text"] for one in project.changes.listed()] == ["先不弄了"]
    assert not list((project.root / "data/nlu").glob(".*"))


def test_a_database_that_cannot_be_opened_changes_nothing(project, tmp_path) -> None:
    """As above, from the first moment."""
    (tmp_path / "broken.db").write_bytes(b"no database" * 999)
    log = open_changes(f"sqlite:///{tmp_path / 'broken.db'}", SystemClock())
    before = project.read(BILLING)
    with pytest.raises(DatabaseError):
        open_corpus(root=project.root, changes=log).add("stop", [Marked("不要了")], BY)
    log.close()

    assert project.read(BILLING) == before


def test_a_full_disk_changes_nothing_in_any_file(project, tmp_path) -> None:
    """Neither where one file is refused nor where the second is, after the first was written.

    The limit on the size of a file stands for the end of the disk.
    """
    lines = "".join(f"    - 第{number}个很长很长的问题是话费\n" for number in range(9000))
    text = project.read(BILLING).replace("    - 查话费\n", f"    - 查话费\n{lines}")
    project.write(BILLING, text)
    before = project.read(GENERAL)
    told = run(FULL_DISK, str(project.root), f"sqlite:///{tmp_path / 'studio.db'}")

    assert told.split() == ["refused", "refused", "0"]
    assert (project.read(BILLING), project.read(GENERAL)) == (text, before)
    assert sorted(path.name for path in (project.root / "data/nlu").iterdir()) == [
        "billing.yml",
        "general.yml",
    ]
