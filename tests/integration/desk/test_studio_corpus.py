"""Trainers edit the training data over HTTP; nobody else does, and nothing is ever half done."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.gateway.openapi import document
from bot.gateway.studio_corpus import corpus_face, teaching_of
from bot.nlu.synonyms import SynonymFiles, with_synonyms
from bot.settings import ROOT
from bot.text.catalogue_names import NameBook

AGENT, BOSS, TRAINER = "8801", "9901", "7701"
HERE = "/api/studio"
FILES = ("domain.yml", "config.yml", "data/rules", "data/dictionary")
NLU = """\
# kept
version: "3.1"
nlu:
- intent: query_bill
  examples: |
    - 查话费
    - 看一下账单
    - 这个月花了多少
- intent: query_balance
  examples: |
    - 余额多少
    - 还剩多少钱
    - 查话費！
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Lay out a project with the real domain and few sentences."""
    root = tmp_path / "project"
    for name in FILES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, root / name)
    (root / "data/nlu").mkdir()
    (root / "data/nlu/billing.yml").write_text(NLU, encoding="utf-8")
    return root


@pytest.fixture
async def studio(open_centre, project: Path) -> AsyncIterator[Any]:
    """Run the centre with the studio's face of the training data."""

    def faces(parts, door) -> list[Any]:
        teaching = teaching_of(parts.settings, parts.accounts, parts.clock, project)
        face = corpus_face(
            door=door, teaching=teaching, scripts=parts.scripts, accounts=parts.accounts
        )
        return [face]

    async with open_centre(faces) as running:
        yield running


@pytest.fixture
async def trainer(studio) -> Any:
    """Log a trainer in."""
    return await studio.staff(TRAINER)


def text_of(project: Path) -> str:
    """Return the file of sentences."""
    return (project / "data/nlu/billing.yml").read_text(encoding="utf-8")


async def example(trainer, text: str) -> dict[str, Any]:
    """Return the example `text`."""
    found = (await trainer.get(f"{HERE}/examples?q={text}"))["examples"]
    return next(one for one in found if one["text"] == text)


async def test_every_route_is_in_the_openapi_document(studio) -> None:
    """With the same methods."""
    served = {
        (route.method.lower(), route.resource.canonical)
        for route in studio.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith(HERE)
    }
    described = {
        (method, path) for path, methods in document()["paths"].items() for method in methods
    }

    assert len(served) == 18
    assert served <= described


@pytest.mark.parametrize("number", [AGENT, BOSS])
async def test_only_trainers_come_in(studio, project, number) -> None:
    """Agents and supervisors are refused, and so is who has not logged in."""
    member = await studio.staff(number)
    stranger = studio.member(TRAINER)
    calls = [
        ("GET", "/intents", None),
        ("GET", "/lint", None),
        ("POST", "/intents/query_bill/examples", {"texts": ["查账"]}),
        ("POST", "/examples/0123456789abcdef/only", {"others": []}),
        ("POST", "/lint/kept", {"key": "0123456789abcdef"}),
        ("DELETE", "/lint/kept?key=0123456789abcdef", None),
        ("POST", "/synonyms", {"value": "X", "word": "小卡"}),
    ]
    for method, path, body in calls:
        assert (await member.call(method, HERE + path, body))[0] == 403
        assert (await stranger.call(method, HERE + path, body))[0] == 401
    assert text_of(project) == NLU


async def test_a_change_without_the_sessions_token_is_refused(trainer, project) -> None:
    """A page of another site cannot make a trainer edit."""
    trainer.csrf = "forged"
    status, shown = await trainer.call(
        "POST", f"{HERE}/intents/query_bill/examples", {"texts": ["查账"]}
    )

    assert (status, shown["error"]) == (403, "bad_csrf")
    assert text_of(project) == NLU


async def test_examples_are_added_and_told_apart_from_what_stood_already(trainer, project) -> None:
    """The file has one line more, the answer the change and what was left out."""
    shown = await trainer.post(
        f"{HERE}/intents/query_bill/examples", texts=["话费咋查", "查话费。"]
    )
    listed = await trainer.get(f"{HERE}/intents/query_bill/examples?size=1&page=4")

    assert (shown["added"], [one["text"] for one in shown["skipped"]]) == (1, ["查话费。"])
    assert "data/nlu/billing.yml:6" in shown["skipped"][0]["reason"]
    assert shown["change"]["author_name"]
    assert shown["change"]["summary"] == "在“查话费账单”新增 1 句：话费咋查"
    assert "+    - 话费咋查" in shown["change"]["diff"]
    assert (listed["total"], listed["examples"][0]["text"]) == (4, "话费咋查")
    assert text_of(project) == NLU.replace("了多少\n", "了多少\n    - 话费咋查\n")


async def test_an_example_is_changed_moved_removed_and_all_of_it_undone(trainer, project) -> None:
    """Each change is in the log, with its undoing."""
    old = await example(trainer, "看一下账单")
    path = f"{HERE}/examples/{old['id']}"
    _, changed = await trainer.call("PUT", path, {"text": "看看账单", "entities": []})
    moved_path = f"{HERE}/examples/{changed['example']['id']}"
    _, moved = await trainer.call("PUT", moved_path, {"intent": "query_balance"})
    _, removed = await trainer.call("DELETE", f"{HERE}/examples/{moved['example']['id']}")
    for change in (removed, moved, changed):
        await trainer.post(f"{HERE}/changes/{change['change']['id']}/undo")
    log = (await trainer.get(f"{HERE}/changes?area=corpus"))["changes"]
    again, _ = await trainer.call("POST", f"{HERE}/changes/{changed['change']['id']}/undo")

    assert (moved["example"]["intent"], moved["example"]["text"]) == ("query_balance", "看看账单")
    assert text_of(project) == NLU
    assert [one["undoable"] for one in log] == [True, True, True, False, False, False]
    assert log[0]["summary"].startswith("撤销：修改“查话费账单”的例句")
    assert again == 409


async def test_an_edit_of_what_somebody_else_changed_is_refused_with_what_is_there(
    studio, trainer, project
) -> None:
    """Two trainers on one line, a trainer on another line, and a hand in the file."""
    old = await example(trainer, "查话费")
    other = await studio.staff(TRAINER)
    await other.call("PUT", f"{HERE}/examples/{old['id']}", {"text": "查查话费"})
    (project / "data/nlu/billing.yml").write_text("# by hand\n" + text_of(project), "utf-8")
    status, shown = await trainer.call("PUT", f"{HERE}/examples/{old['id']}", {"text": "话费"})
    gone, _ = await trainer.call("DELETE", f"{HERE}/examples/0123456789abcdef")

    assert (status, shown["error"], shown["present"]["text"]) == (
        409,
        "changed_meanwhile",
        "查查话费",
    )
    assert shown["present"]["line"] == 7
    assert gone == 404


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"texts": ["", "好" * 401]}, 400, "bad_example"),
        ({"texts": []}, 400, "bad_example"),
        ({"texts": "查账"}, 400, "bad_request"),
        ({"texts": [3]}, 400, "bad_request"),
        ({"texts": ["余额多少？"]}, 409, "duplicate"),
        ({"texts": ["我的号是15277304816"]}, 400, "bad_example"),
    ],
)
async def test_a_bad_example_is_refused_and_nothing_changes(
    trainer, project, body, status, error
) -> None:
    """With what is wrong, or where it stands already."""
    found, shown = await trainer.call("POST", f"{HERE}/intents/query_bill/examples", body)

    assert (found, shown["error"]) == (status, error)
    assert shown["message"]
    if error == "bad_example":
        assert all(one["message"] for one in shown["problems"])
    if error == "duplicate":
        assert shown["places"][0]["intent"] == "query_balance"
    assert text_of(project) == NLU


async def test_findings_come_with_place_words_and_what_to_do(trainer) -> None:
    """A conflict names the other example, by which it can be mended."""
    shown = await trainer.get(f"{HERE}/lint?kind=conflicting_labels")
    rows = (await trainer.get(f"{HERE}/intents"))["intents"]
    (conflict,) = shown["findings"]

    assert (conflict["severity"], conflict["line"]) == ("error", 13)
    assert conflict["example"] == (await example(trainer, "查话費！"))["id"]
    assert [one["text"] for one in conflict["others"]] == ["查话费"]
    assert "查话费账单" in conflict["message"]
    assert conflict["suggestion"]
    assert shown["counts"]["conflicting_labels"] == 1
    assert shown["kinds"]["conflicting_labels"] == "标签冲突"
    assert next(one for one in rows if one["intent"] == "query_balance")["findings"] >= 1
    for query in ("kind=nonsense", "severity=bad"):
        assert (await trainer.call("GET", f"{HERE}/lint?{query}"))[0] == 400


async def test_a_key_that_stands_where_none_belongs_is_told_too(trainer, project) -> None:
    """Its finding carries the key, which is no key of ours."""
    path = project / "data/nlu/billing.yml"
    path.write_text(NLU.replace("  examples:", "  exmples:", 1), encoding="utf-8")

    (found,) = (await trainer.get(f"{HERE}/lint?kind=unknown_key"))["findings"]

    assert "exmples" in found["message"]


async def test_lists_show_the_findings_of_the_last_look_and_look_again_after_a_change(
    trainer,
) -> None:
    """No list waits for them; a conflict that was mended is gone a moment later."""

    async def found() -> int:
        rows = (await trainer.get(f"{HERE}/intents"))["intents"]
        return next(one["findings"] for one in rows if one["intent"] == "query_balance")

    async def until(expected: Callable[[int], bool]) -> int:
        for _ in range(200):
            number = await found()
            if expected(number):
                break
            await asyncio.sleep(0.05)
        return number

    assert await found() == 0
    before = await until(bool)
    listed = (await trainer.get(f"{HERE}/intents/query_balance/examples"))["examples"]
    (wrong,) = [one for one in listed if one["findings"]]
    await trainer.call("DELETE", f"{HERE}/examples/{wrong['id']}")
    after = await until(lambda number: number < before)

    assert [one["kind"] for one in wrong["findings"]] == ["conflicting_labels"]
    assert after == before - 1


async def test_a_synonym_is_understood_at_once_and_refused_when_it_means_something_else(
    studio, trainer, project
) -> None:
    """By the very names that messages are read with."""
    shown = await trainer.get(f"{HERE}/synonyms")
    item, other = shown["values"][:2]
    added = await trainer.post(f"{HERE}/synonyms", value=item["value"], word="小太阳卡")
    source = with_synonyms(
        studio.accounts.catalogue.names, SynonymFiles(project / "data" / "synonyms")
    )
    meant = [one.value.code for one in NameBook(source()).find("我想办小太阳卡")]
    status, refused = await trainer.call(
        "POST", f"{HERE}/synonyms", {"value": other["value"], "word": "小太阳卡"}
    )
    unknown, _ = await trainer.call("POST", f"{HERE}/synonyms", {"value": "NO", "word": "小月亮"})
    path = f"{HERE}/synonyms?value={item['value']}&word=小太阳卡"
    removed, _ = await trainer.call("DELETE", path)

    assert meant == [item["value"]]
    assert added["change"]["area"] == "synonyms"
    assert (status, refused["error"]) == (409, "refused")
    assert item["title"] in refused["reason"]
    assert (unknown, removed) == (404, 200)
    assert (await trainer.get(f"{HERE}/synonyms"))["synonyms"] == []


async def test_words_of_the_dictionary_are_listed_added_and_taken_out(trainer, project) -> None:
    """In their own lines."""
    path = project / "data/dictionary/telecom.txt"
    before = path.read_text(encoding="utf-8")
    await trainer.post(f"{HERE}/dictionary", word="校园卡片", frequency=900, tag="n")
    shown = await trainer.get(f"{HERE}/dictionary?q=校园卡片")
    twice, _ = await trainer.call("POST", f"{HERE}/dictionary", {"word": "校园卡片"})
    gone, _ = await trainer.call("DELETE", f"{HERE}/dictionary?word=校园卡片")
    missing, _ = await trainer.call("DELETE", f"{HERE}/dictionary?word=校园卡片")

    assert shown["words"] == [{"word": "校园卡片", "frequency": 900, "tag": "n"}]
    assert (twice, gone, missing) == (409, 200, 404)
    assert path.read_text(encoding="utf-8") == before


async def test_files_spoilt_by_hand_are_findings_with_their_line(trainer, project) -> None:
    """Sentences and words saved in GBK: every page answers, and says what to do."""
    for name in ("data/nlu/billing.yml", "data/dictionary/telecom.txt"):
        path = project / name
        path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))

    lint = await trainer.get(f"{HERE}/lint?severity=error")
    pages = [
        await trainer.call("GET", f"{HERE}/{name}")
        for name in ("intents", "examples?q=话费", "dictionary", "synonyms")
    ]
    status, refused = await trainer.call("POST", f"{HERE}/dictionary", {"word": "校园卡片"})

    told = {one["kind"]: one for one in lint["findings"]}
    assert told["not_utf8"]["file"] == "data/nlu/billing.yml"
    assert told["not_utf8"]["line"] > 0
    assert told["broken_dictionary"]["file"] == "data/dictionary/telecom.txt"
    assert "UTF-8" in told["broken_dictionary"]["suggestion"]
    assert [status for status, _ in pages] == [200] * 4
    assert (status, "第 1 行" in refused["reason"]) == (409, True)


async def test_a_conflict_is_never_mended_twice_over(trainer) -> None:
    """Two trainers look at one finding and keep different sentences: the second is told why not."""
    (one,) = (await trainer.get(f"{HERE}/lint?kind=conflicting_labels"))["findings"]
    (other,) = one["others"]

    status, _ = await trainer.call(
        "POST", f"{HERE}/examples/{one['example']}/only", {"others": [other["example"]]}
    )
    late = [
        await trainer.call(
            "POST", f"{HERE}/examples/{other['example']}/only", {"others": [one["example"]]}
        ),
        await trainer.call("DELETE", f"{HERE}/examples/{one['example']}?twins={other['example']}"),
    ]
    bad, _ = await trainer.call("POST", f"{HERE}/examples/{one['example']}/only", {"others": 1})

    assert status == 200
    assert [(status, body["error"]) for status, body in late] == [(409, "refused")] * 2
    assert all("请重新检查" in body["reason"] for _, body in late)
    assert bad == 400
    assert [
        row["intent"] for row in (await trainer.get(f"{HERE}/examples?q=查话费"))["examples"]
    ] == [one["intent"]]


async def test_what_is_added_may_be_marked(trainer, project) -> None:
    """As a sentence that somebody removed is written again, marks and all."""
    marked = {"text": "上个月的话费呢", "entities": [{"start": 0, "end": 3, "entity": "month"}]}
    await trainer.post(f"{HERE}/intents/query_bill/examples", texts=[marked])
    bad, _ = await trainer.call(
        "POST", f"{HERE}/intents/query_bill/examples", {"texts": [{"text": 1}]}
    )

    assert "    - [上个月](month)的话费呢\n" in (project / "data/nlu/billing.yml").read_text(
        "utf-8"
    )
    assert bad == 400
