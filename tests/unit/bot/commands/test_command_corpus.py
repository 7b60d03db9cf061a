"""`xiaotong corpus` on a real project: found, edited, told, undone, each with its author."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import SystemClock
from bot.commands import corpus
from bot.errors import XiaotongError
from bot.settings import load

OPERATOR = Path(__file__).resolve().parents[2] / "accounts" / "small.yml"
BY = "9901"
NLU = """\
nlu:
- intent: query_bill   # kept
  examples: |
    - 查话费
    - 看一下账单
    - 这个月花了多少
- intent: stop
  examples: |
    - 算了
    - 不办了
    - 先这样吧
"""
DOMAIN = "intents:\n- query_bill\n- stop\nentities:\n- month\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Lay out a small project."""
    root = tmp_path / "project"
    for name, text in (
        ("domain.yml", DOMAIN),
        ("data/nlu/nlu.yml", NLU),
        ("data/dictionary/telecom.txt", "话费 20000 n\n"),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def run(tmp_path: Path, project: Path, monkeypatch) -> Callable[..., None]:
    """Seed the small operator and give what runs a command on the project, in English."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    settings = load({"data_dir": tmp_path / "data"})
    settings.data_dir.mkdir()
    accounts = open_accounts(
        url=settings.accounts_url,
        clock=SystemClock(),
        outbox_path=settings.data_dir / "outbox.jsonl",
    )
    seed_file(accounts, OPERATOR)
    accounts.close()
    return partial(corpus.run, data_dir=settings.data_dir, root=project)


def id_of(run, tmp_path: Path, text: str) -> str:
    """Return the id that the commands show for a sentence."""
    out = tmp_path / "found.json"
    run(what="find", q=text, json_out=out)
    (found,) = json.loads(out.read_text(encoding="utf-8"))
    return found["id"]


def read(project: Path) -> str:
    """Return the file of sentences."""
    return (project / "data/nlu/nlu.yml").read_text(encoding="utf-8")


def test_examples_are_added_changed_moved_removed_and_all_of_it_undone(
    run, project, tmp_path, capsys
) -> None:
    """The log names who did what; the file is as it was in the end."""
    (tmp_path / "more.txt").write_text("\ufeff话费咋查\n\n查话費！\n", encoding="utf-8")
    run(what="add", intent="query_bill", file=tmp_path / "more.txt", by=BY)
    run(what="replace", example=id_of(run, tmp_path, "话费咋查"), texts=("怎么查话费",), by=BY)
    run(what="move", example=id_of(run, tmp_path, "怎么查"), intent="stop", by=BY)
    run(what="remove", example=id_of(run, tmp_path, "先这样"), by=BY)
    edited = read(project)
    capsys.readouterr()
    run(what="log")
    log = capsys.readouterr().out
    run(what="show", change="4")
    shown = capsys.readouterr().out
    for change in ("4", "3", "2", "1"):
        run(what="undo", change=change, by=BY)

    assert edited == NLU.replace("    - 先这样吧\n", "    - 怎么查话费\n")
    assert "removed from stop: 先这样吧" in log
    assert "moved from query_bill to stop: 怎么查话费" in log
    assert "-    - 先这样吧" in shown
    assert read(project) == NLU


def test_an_example_goes_only_while_its_twin_stands(run, project, tmp_path) -> None:
    """Of two trainers who each remove another of two that say the same."""
    one, other = (id_of(run, tmp_path, text) for text in ("不办了", "算了"))
    run(what="remove", example=one, twins=(other,), by=BY)

    with pytest.raises(XiaotongError, match="this one is left alone"):
        run(what="remove", example=other, twins=(one,), by=BY)

    assert read(project) == NLU.replace("    - 不办了\n", "")


def test_what_was_left_out_is_told_with_its_place(run, capsys) -> None:
    """The rest is added."""
    run(what="add", intent="stop", texts=("不要了", "查话費"), by=BY)
    told = capsys.readouterr().out

    assert "“查话費”: it stands at data/nlu/nlu.yml:4 already (query_bill)" in told
    assert "added to stop (1): 不要了" in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"what": "add", "intent": "stop", "texts": ("查话费",)}, "data/nlu/nlu.yml:4"),
        ({"what": "add", "intent": "stop", "texts": ("",)}, "no text"),
        ({"what": "add", "intent": "stop"}, "--file"),
        ({"what": "add", "intent": "greet", "texts": ("你好",)}, "no intent “greet”"),
        ({"what": "add", "intent": "stop", "texts": ("不要",), "by": "1"}, "number 1"),
        ({"what": "remove", "example": "0123"}, "no example 0123"),
        ({"what": "undo", "change": "7"}, "no change 7"),
        ({"what": "show", "change": "7"}, "no change 7"),
        ({"what": "log", "area": "x"}, "No such area"),
        ({"what": "add_synonym", "value": "NO", "word": "小卡"}, "the code “NO”"),
        ({"what": "remove_synonym", "value": "NO", "word": "小卡"}, "no such name"),
        ({"what": "add_word", "word": "话费"}, "in the dictionary already"),
        ({"what": "add_word", "word": "卡 号"}, "cannot be in the dictionary"),
        ({"what": "add_word", "word": "卡号", "frequency": 0}, "from 1 to"),
        ({"what": "remove_word", "word": "没有"}, "not in the dictionary"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(run, project, given, told) -> None:
    """Nothing changes."""
    with pytest.raises(XiaotongError) as refused:
        run(**{"by": BY, **given})

    assert told in str(refused.value)
    assert read(project) == NLU


def test_an_example_that_was_changed_meanwhile_is_shown_as_it_is_now(run, tmp_path) -> None:
    """Another process did it: the log tells what became of it."""
    old = id_of(run, tmp_path, "看一下账单")
    run(what="replace", example=old, texts=("看看账单",), by=BY)
    with pytest.raises(XiaotongError, match="看看账单"):
        run(what="remove", example=old, by=BY)
    run(what="undo", change="1", by=BY)
    with pytest.raises(XiaotongError, match="undone already"):
        run(what="undo", change="1", by=BY)


def test_synonyms_and_words_are_added_listed_and_taken_back(run, project, capsys) -> None:
    """A synonym's item is named by its title."""
    run(what="synonyms", every=True)
    code = capsys.readouterr().out.split()[0]
    run(what="add_synonym", value=code, word="小太阳卡", by=BY)
    run(what="synonyms")
    run(what="add_word", word="小太阳卡", by=BY)
    run(what="words", q="太阳")
    told = capsys.readouterr().out
    run(what="remove_synonym", value=code, word="小太阳卡", by=BY)
    run(what="remove_word", word="小太阳卡", by=BY)

    assert f"named {code} also 小太阳卡" in told
    assert "    5000  n     小太阳卡" in told
    assert (project / "data/dictionary/telecom.txt").read_text("utf-8") == "话费 20000 n\n"
    assert "小太阳卡" not in (project / "data/synonyms/catalogue.yml").read_text("utf-8")
