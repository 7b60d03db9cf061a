"""The trainers' inbox over HTTP: real gateway, real databases, real logs, a project on disk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.engine.storage.event_log import open_event_log
from bot.gateway.inbox import inbox_of, marks_of, picker_of, trainers
from bot.gateway.openapi import document
from bot.gateway.studio_corpus import corpus_face, teaching_of
from bot.gateway.studio_words import staff_names
from bot.inbox.service import Inbox
from bot.releases.model import Draft, Event, State
from bot.releases.storage.database import Database
from bot.releases.storage.versions import Versions
from bot.studio.corpus_words import CorpusWords
from bot.studio.inbox_routes import InboxRoutes

HERE = "/api/studio/inbox"
CHANGES = "/api/studio/changes"
TRAINER, OTHER, AGENT = "7701", "7702", "8801"
DOMAIN = """\
version: "3.1"
intents: [query_bill, query_points, out_of_scope, nlu_fallback]
entities: [month]
"""
NLU = """\
version: "3.1"
nlu:
- intent: query_bill
  examples: |
    - 查话费
    - 看一下账单
- intent: query_points
  examples: |
    - 查积分
    - 我有多少积分
- intent: out_of_scope
  examples: |
    - 今天天气
    - 讲个笑话
"""


class LetterEncoder:
    """Encodes a text by its characters."""

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return one row of length 1 for each text."""
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for char in text:
                row[ord(char) % 256] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


@dataclass
class Studio:
    """A running centre with the inbox."""

    centre: Any
    inbox: Inbox
    root: Path
    url: str
    studio_url: str

    def hear(
        self,
        sender: str,
        text: str,
        intent: str,
        confidence: float,
        place: int = 0,
        seq: int | None = None,
    ) -> None:
        """Write into the engine's log what its turn leaves there; `seq` is of the gateway's."""
        log = open_event_log(self.url)
        at = self.centre.clock.now().timestamp()
        understood = [{"name": intent, "confidence": confidence}]
        parsed = {"intent": understood[0], "intent_ranking": understood, "entities": []}
        said = {"event": "user", "timestamp": at, "text": text, "parse_data": parsed}
        if seq is not None:
            said["metadata"] = {"turn_id": f"{sender}:{seq}"}
        events = [said]
        if intent == "nlu_fallback":
            slot = {"event": "slot", "timestamp": at, "name": "misunderstood"}
            events += [{**slot, "value": place + 1}]
        head = log.head(sender) or 0
        log.append(sender, head, events)
        log.close()

    def release(self) -> None:
        """Let a version answer from now on that was trained of what is taught now."""
        database, now = Database(self.studio_url), self.centre.clock.now()
        versions = Versions(database)
        made = versions.add(Draft(State.CANDIDATE, TRAINER, now, "", "abc", 4))
        versions.serve(made.id, Event.RELEASE, TRAINER, now)
        database.close()

    async def misunderstood(self, *texts: str) -> dict[str, Any]:
        """Let customers say what nobody understands; return the items by text."""
        for number, text in enumerate(texts):
            await self.centre.say(f"c{number}", text)
            self.hear(f"rest:c{number}", text, "nlu_fallback", 0.4)
        self.centre.clock.advance(timedelta(minutes=5))
        self.inbox.collect()
        return {item.text: item for item in self.items()}

    def items(self) -> list[Any]:
        """Return the open items."""
        from bot.inbox.storage.listed import Wanted  # noqa: PLC0415 - only here

        page = self.inbox.lists.page(Wanted(), size=100)
        return [item for group in page.groups for item in group.items]

    def lines(self) -> str:
        """Return the training data."""
        return (self.root / "data" / "nlu" / "all.yml").read_text(encoding="utf-8")


@pytest.fixture
async def studio(open_centre: Callable[..., Any], tmp_path: Path) -> AsyncIterator[Studio]:
    """Run a centre whose trainers teach a small project."""
    root = tmp_path / "project"
    for name, text in (("domain.yml", DOMAIN), ("data/nlu/all.yml", NLU)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    made: dict[str, Any] = {}

    def faces(parts: Any, door: Any) -> list[Any]:
        teaching = teaching_of(parts.settings, parts.accounts, parts.clock, root)
        inbox = inbox_of(
            parts.settings, parts.accounts, teaching.corpus, parts.clock, LetterEncoder()
        )
        picker = picker_of(parts.settings, teaching.corpus, parts.clock, LetterEncoder())
        face = InboxRoutes(
            door=door,
            inbox=inbox,
            marks=marks_of(teaching, parts.clock).unread,
            picker=picker,
            wording=parts.scripts,
            words=CorpusWords(parts.scripts.titles),
            names=staff_names(parts.accounts),
            colleagues=lambda: trainers(parts.accounts),
        )
        corpus = corpus_face(
            door=door, teaching=teaching, scripts=parts.scripts, accounts=parts.accounts
        )
        made.update(inbox=inbox, settings=parts.settings, teaching=teaching, picker=picker)
        return [face, corpus]

    async with open_centre(faces) as centre:
        urls = made["settings"].conversations_url, made["settings"].studio_url
        yield Studio(centre, made["inbox"], root, *urls)
        made["inbox"].close()
        made["picker"].close()
        made["teaching"].close()


async def test_a_message_is_put_into_the_inbox_from_a_conversation(studio) -> None:
    """Masked, with its reading and who put it there; again it is the same item."""
    await studio.centre.say("c0", "你好")
    await studio.centre.say("c0", "帮张建国13800010002查账")
    seq = 3
    studio.hear("rest:c0", "帮张建国13800010002查账", "query_points", 0.71, seq=seq)
    trainer = await studio.centre.staff(TRAINER)
    body = {"conversation": "rest:c0", "seq": seq}

    picked = await trainer.post(f"{HERE}/pick", **body)

    assert picked["new"]
    item = picked["item"]
    assert (item["text"], item["reasons"]) == ("帮某某手机号查账", ["picked"])
    assert item["reading"][0]["intent"] == "query_points"
    (note,) = studio.inbox.history(item["id"])
    assert (note.author, note.action) == (TRAINER, "picked")
    (logged,) = (await trainer.get(f"{CHANGES}?area=inbox"))["changes"]
    assert logged["summary"] == "把会话里的“帮某某手机号查账”放进收件箱"
    again = await trainer.post(f"{HERE}/pick", **body)
    assert (again["new"], again["item"]["id"], again["item"]["count"]) == (False, item["id"], 1)


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [
        (TRAINER, {"conversation": "rest:c0", "seq": 99}, 404),
        (TRAINER, {"conversation": "rest:none", "seq": 1}, 404),
        (TRAINER, {"conversation": "rest:c0", "seq": "1"}, 400),
        (AGENT, {"conversation": "rest:c0", "seq": 1}, 403),
    ],
)
async def test_what_the_bot_did_not_read_is_not_put_into_the_inbox(
    studio, number: str, body: dict[str, Any], status: int
) -> None:
    """Nor by who does not train; nothing is in the inbox then."""
    await studio.centre.say("c0", "查话费")
    member = await studio.centre.staff(number)

    assert (await member.call("POST", f"{HERE}/pick", body))[0] == status
    assert studio.items() == []


async def test_a_message_goes_from_the_log_into_the_training_data_and_out_again(studio) -> None:
    """Listed masked and by groups; labelled it is in the file; undone it is not."""
    await studio.misunderstood("帮我13800010002弄那个账", "积分那个怎么搞")
    trainer = await studio.centre.staff(TRAINER)

    page = await trainer.get(f"{HERE}?sort=newest")

    assert "13800010002" not in json.dumps(page)
    assert page["total"] == 2
    assert page["by_reason"]["fallback"] == 2
    assert page["by_state"] == {"open": 2, "labelled": 0, "skipped": 0, "not_ours": 0}
    assert page["collected_at"] is not None
    items = {item["text"]: item for group in page["groups"] for item in group["items"]}
    item = items["帮我手机号弄那个账"]
    assert item["reasons"] == ["fallback"]
    assert item["conversation"] == "rest:c0"
    assert (item["state"], item["label"], item["decided_by"]) == ("open", None, None)

    entity = {"start": 0, "end": 3, "entity": "month", "value": None}
    path = f"{HERE}/{item['id']}"
    body = {"text": "上个月那个账", "intent": "query_bill", "entities": [entity]}
    done = await trainer.post(f"{path}/label", **body)
    assert done["change"]["author_name"] == "冯四"
    assert done["change"]["area"] == "corpus"
    assert "+    - [上个月](month)那个账" in done["change"]["diff"]
    assert done["item"]["label"] == {**body, "title": "查话费账单"}
    assert (done["item"]["state"], done["item"]["decided_by"]) == ("labelled", TRAINER)
    assert "[上个月](month)那个账" in studio.lines()

    undone = await trainer.post(f"{path}/undo")
    assert undone["item"]["state"] == "open"
    assert studio.lines() == NLU


async def test_a_label_taken_back_in_the_log_opens_its_message_and_stands_again_with_it(
    studio,
) -> None:
    """Both ways, each with its author; the inbox takes back what the log brought back."""
    (item,) = (await studio.misunderstood("帮我弄那个账")).values()
    trainer = await studio.centre.staff(TRAINER)
    entity = {"start": 0, "end": 3, "entity": "month", "value": None}
    body = {"text": "上个月那个账", "intent": "query_bill", "entities": [entity]}
    done = await trainer.post(f"{HERE}/{item.id}/label", **body)
    taught = studio.lines()

    undone = await trainer.post(f"{CHANGES}/{done['change']['id']}/undo")
    opened = studio.inbox.find(item.id)
    assert (studio.lines(), opened.state.value, opened.label) == (NLU, "open", None)
    assert (opened.decided_by, opened.decided_at) == (None, None)
    assert (await trainer.get(HERE))["by_state"]["labelled"] == 0

    again = await trainer.post(f"{CHANGES}/{undone['change']['id']}/undo")
    page = await trainer.get(f"{HERE}?state=labelled")
    (shown,) = page["groups"][0]["items"]
    assert studio.lines() == taught
    assert shown["label"] == {**body, "title": "查话费账单"}
    assert shown["decided_by"] == TRAINER

    await trainer.post(f"{HERE}/{item.id}/undo")
    log = {one["id"]: one for one in (await trainer.get(CHANGES))["changes"]}
    assert studio.lines() == NLU
    assert log[again["change"]["id"]]["undoable"] is False
    history = [(one.author, one.action) for one in studio.inbox.history(item.id)]
    assert history == [
        (TRAINER, "labelled"),
        (TRAINER, "taught"),
        (TRAINER, "undone"),
        (TRAINER, "restored"),
        (TRAINER, "undone"),
    ]


async def test_a_label_taken_back_in_the_inbox_is_taken_back_in_the_log_and_comes_back_from_there(
    studio,
) -> None:
    """The log shows the undoing; undoing that labels the message again; nothing is undone twice."""
    (item,) = (await studio.misunderstood("帮我弄那个账")).values()
    trainer = await studio.centre.staff(TRAINER)
    done = await trainer.post(f"{HERE}/{item.id}/not_ours", teach=True)
    taught = studio.lines()
    await trainer.post(f"{HERE}/{item.id}/undo")

    log = (await trainer.get(f"{CHANGES}?area=corpus"))["changes"]
    assert [one["undone_by"] for one in log] == [None, log[0]["id"]]
    status, shown = await trainer.call("POST", f"{CHANGES}/{done['change']['id']}/undo", {})
    assert (status, shown["error"]) == (409, "refused")
    assert studio.inbox.find(item.id).state.value == "open"

    await trainer.post(f"{CHANGES}/{log[0]['id']}/undo")
    found = studio.inbox.find(item.id)
    assert (found.state.value, found.label.intent) == ("not_ours", "out_of_scope")
    assert studio.lines() == taught


async def test_a_decision_made_since_stays_when_the_log_brings_an_example_back(studio) -> None:
    """The sentence is in the file again; the message stays skipped, and opens without it."""
    (item,) = (await studio.misunderstood("帮我弄那个账")).values()
    trainer = await studio.centre.staff(TRAINER)
    done = await trainer.post(f"{HERE}/{item.id}/label", intent="query_bill")
    undone = await trainer.post(f"{CHANGES}/{done['change']['id']}/undo")
    await trainer.post(f"{HERE}/{item.id}/skip")

    await trainer.post(f"{CHANGES}/{undone['change']['id']}/undo")
    assert studio.inbox.find(item.id).state.value == "skipped"
    await trainer.post(f"{HERE}/{item.id}/undo")

    assert "帮我弄那个账" in studio.lines()
    assert studio.inbox.find(item.id).state.value == "open"


async def test_a_mark_that_is_not_recognised_is_told_with_what_teaches_it(studio) -> None:
    """As a synonym it is understood at once; what is recognised is not told."""
    trainer = await studio.centre.staff(TRAINER)
    items = await trainer.get("/api/studio/synonyms")
    item = next(one for one in items["values"] if one["entity"] == "package_name")
    mark = {"start": 2, "end": 5, "entity": "package_name", "value": None}
    month = {"start": 5, "end": 8, "entity": "month", "value": None}
    body = {"text": "退掉蓝海豚上个月", "entities": [mark, month]}

    (told,) = (await trainer.post(f"{HERE}/marks", **body))["unread"]
    assert told == {**mark, "text": "蓝海豚", "step": "synonym"}
    await trainer.post("/api/studio/synonyms", value=item["value"], word="蓝海豚")

    assert (await trainer.post(f"{HERE}/marks", **body))["unread"] == []
    status, refused = await trainer.call("POST", f"{HERE}/marks", {**body, "entities": [7]})
    assert (status, refused["error"]) == (400, "bad_request")


async def test_decisions_are_in_the_log_of_changes_and_in_the_history_of_the_message(
    studio,
) -> None:
    """Each with who and what, in words; a note is shown; what came to nothing is in neither."""
    items = await studio.misunderstood("帮我弄那个账", "随便讲讲呗")
    trainer = await studio.centre.staff(TRAINER)
    first, second = (items[text].id for text in ("帮我弄那个账", "随便讲讲呗"))
    await trainer.call("POST", f"{HERE}/{first}/label", {"intent": "fly"})
    await trainer.post(f"{HERE}/{first}/assign", to=OTHER)
    await trainer.post(f"{HERE}/{first}/label", intent="query_bill")
    await trainer.post(f"{HERE}/{first}/undo")
    await trainer.post(f"{HERE}/{second}/skip", note="看不懂")
    await trainer.post(f"{HERE}/{second}/undo")
    await trainer.post(f"{HERE}/{second}/not_ours")

    log = (await trainer.get(f"{CHANGES}?area=inbox"))["changes"]
    assert [(one["author"], one["summary"]) for one in reversed(log)] == [
        (TRAINER, f"“帮我弄那个账”指派给 {OTHER}"),
        (TRAINER, "“帮我弄那个账”标为“查话费账单”"),
        (TRAINER, "撤销对“帮我弄那个账”的决定，重新待处理"),
        (TRAINER, "跳过“随便讲讲呗”：看不懂"),
        (TRAINER, "撤销对“随便讲讲呗”的决定，重新待处理"),
        (TRAINER, "“随便讲讲呗”不属于我们的业务"),
    ]
    assert {(one["undoable"], one["diff"]) for one in log} == {(False, "")}
    told = (await trainer.get(f"{HERE}/{second}/history"))["history"]
    assert [(one["action"], one["note"]) for one in told] == [
        ("skipped", "看不懂"),
        ("undone", None),
        ("not_ours", None),
    ]
    told = (await trainer.get(f"{HERE}/{first}/history"))["history"]
    assert [one["action"] for one in told] == ["assigned", "labelled", "taught", "undone"]
    assert told[0]["colleague"] != OTHER
    assert told[1]["title"] == "查话费账单"
    status, refused = await trainer.call("GET", f"{HERE}/nothing/history")
    assert (status, refused["error"]) == (404, "not_found")


async def test_what_a_released_version_misreads_comes_back_in_the_log_too(studio) -> None:
    """The system reopens it, by the record of versions; both pages say why."""
    (item,) = (await studio.misunderstood("帮我弄那个账")).values()
    trainer = await studio.centre.staff(TRAINER)
    await trainer.post(f"{HERE}/{item.id}/label", intent="query_bill")
    clock = studio.centre.clock
    clock.advance(timedelta(minutes=1))
    studio.release()
    clock.advance(timedelta(minutes=1))
    studio.hear("rest:again", item.text, "query_points", 0.95)
    clock.advance(timedelta(minutes=5))
    studio.inbox.collect()

    (shown,) = (await trainer.get(f"{HERE}?reason=taught_but_wrong"))["groups"]
    assert shown["items"][0]["id"] == item.id
    last = (await trainer.get(f"{HERE}/{item.id}/history"))["history"][-1]
    assert (last["author_name"], last["action"]) == ("系统", "reopened")
    assert (last["why"], last["title"]) == ("taught_but_wrong", "查话费账单")
    log = (await trainer.get(f"{CHANGES}?area=inbox"))["changes"]
    assert log[0]["summary"] == "“帮我弄那个账”教过也发布了，仍然认错，自动重新待处理"


async def test_every_route_is_in_the_openapi_document(studio) -> None:
    """With the same methods."""
    served = {
        (route.method.lower(), route.resource.canonical)
        for route in studio.centre.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith(HERE)
    }
    described = {
        (method, path) for path, methods in document()["paths"].items() for method in methods
    }

    assert len(served) == 12
    assert served <= described


async def test_skipping_assigning_and_not_ours(studio) -> None:
    """Each with its own answer; the lists follow."""
    items = await studio.misunderstood("帮我弄那个账", "今儿星期几", "随便讲讲呗")
    trainer = await studio.centre.staff(TRAINER)
    first, second, third = (items[text].id for text in items)

    assert (await trainer.post(f"{HERE}/{first}/skip", note="看不懂"))["item"]["state"] == "skipped"
    colleagues = (await trainer.get(f"{HERE}/colleagues"))["colleagues"]
    assert [each["number"] for each in colleagues] == [TRAINER, OTHER]
    assigned = await trainer.post(f"{HERE}/{second}/assign", to=OTHER)
    assert assigned["item"]["assignee"] == OTHER
    assert (await trainer.get(f"{HERE}?assignee={OTHER}"))["total"] == 1
    assert (await trainer.get(f"{HERE}?assignee=none"))["total"] == 1
    assert (await trainer.get(f"{HERE}?assignee=me"))["total"] == 0
    taught = await trainer.post(f"{HERE}/{third}/not_ours", teach=True)
    assert taught["change"] is not None
    assert taught["item"]["label"]["intent"] == "out_of_scope"
    plain = await trainer.post(f"{HERE}/{second}/not_ours")
    assert plain["change"] is None
    assert (await trainer.get(f"{HERE}?state=skipped"))["groups"][0]["items"][0]["id"] == first


async def test_several_are_labelled_at_once_and_each_is_done_or_refused(studio) -> None:
    """One that is decided already does not keep the others from it."""
    items = await studio.misunderstood("帮我弄那个账", "积分那个怎么搞")
    trainer = await studio.centre.staff(TRAINER)
    first, second = (items[text].id for text in items)
    await trainer.post(f"{HERE}/{first}/skip")

    body = {"items": [first, second, "nothing"], "intent": "query_points"}
    done = await trainer.post(f"{HERE}/label", **body)

    assert [each["id"] for each in done["items"]] == [second]
    refused = {each["id"]: each["error"] for each in done["refused"]}
    assert refused == {first: "decided", "nothing": "not_found"}
    assert all(each["message"] for each in done["refused"])


async def test_of_two_at_once_the_later_is_told_what_was_decided(studio) -> None:
    """409 with the item as the other left it."""
    items = await studio.misunderstood("帮我弄那个账")
    (item,) = items.values()
    people = [await studio.centre.staff(TRAINER), await studio.centre.staff(TRAINER)]

    body = {"intent": "query_bill"}
    calls = (each.call("POST", f"{HERE}/{item.id}/label", body) for each in people)
    answers = sorted(await asyncio.gather(*calls), key=lambda answer: answer[0])

    assert [status for status, _ in answers] == [200, 409]
    assert answers[1][1]["error"] == "decided"
    assert answers[1][1]["item"]["decided_by"] == TRAINER
    assert studio.lines().count("帮我弄那个账") == 1


async def test_a_low_rating_and_another_summary_come_in_over_the_desk(studio) -> None:
    """What the agent closed it as, and what the customer thinks of it, by the real records."""
    centre = studio.centre
    agent = await centre.staff(AGENT, online=True)
    await centre.say("c9", "看看我那个")
    studio.hear("rest:c9", "看看我那个", "query_bill", 0.9)
    centre.clock.advance(timedelta(seconds=30))
    conversation = await centre.talk(agent, "c9")
    closing = {"code": "query_points", "result": "solved"}
    await agent.post(f"/api/desk/conversations/{conversation}/close", **closing)
    centre.clock.advance(timedelta(minutes=5))
    trainer = await centre.staff(TRAINER)

    found = await trainer.post(f"{HERE}/collect")
    page = await trainer.get(HERE)

    assert found["added"] == 1
    (item,) = page["groups"][0]["items"]
    assert set(item["reasons"]) == {"other_summary", "handed_over"}
    assert page["groups"][0]["suggested"] == "query_points"


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("label", {}, "bad_request"),
        ("label", {"intent": 7}, "bad_request"),
        ("label", {"intent": "fly"}, "bad_example"),
        ("label", {"intent": "query_bill", "text": ""}, "bad_example"),
        ("label", {"intent": "query_bill", "text": "查13800010002"}, "bad_example"),
        ("label", {"intent": "query_bill", "entities": [7]}, "bad_request"),
        ("label", {"intent": "query_bill", "entities": "month"}, "bad_request"),
        (
            "label",
            {"intent": "query_bill", "entities": [{"start": 0, "end": 99, "entity": "month"}]},
            "bad_example",
        ),
        ("skip", {"note": 7}, "bad_request"),
        ("not_ours", {"teach": "yes"}, "bad_request"),
        ("assign", {"to": 7}, "bad_request"),
        ("assign", {"to": "4711"}, "bad_example"),
        ("assign", {"to": AGENT}, "bad_example"),
    ],
)
async def test_bad_input_is_refused_with_its_problems_and_changes_nothing(
    studio, path: str, body: dict[str, Any], error: str
) -> None:
    """400 each time; the item stays open, the file as it was."""
    (item,) = (await studio.misunderstood("帮我弄那个账")).values()
    trainer = await studio.centre.staff(TRAINER)

    status, shown = await trainer.call("POST", f"{HERE}/{item.id}/{path}", body)

    assert (status, shown["error"]) == (400, error)
    if error == "bad_example":
        assert all(problem["message"] for problem in shown["problems"])
    assert studio.lines() == NLU
    assert [each.state.value for each in studio.items()] == ["open"]


@pytest.mark.parametrize(
    "query", ["state=gone", "sort=random", "reason=boredom", "page=0", "size=1000", "q=" + "a" * 99]
)
async def test_an_odd_query_is_refused(studio, query: str) -> None:
    """400: nobody is shown another list than they asked for."""
    trainer = await studio.centre.staff(TRAINER)

    assert (await trainer.call("GET", f"{HERE}?{query}"))[0] == 400


async def test_a_sentence_that_stands_already_is_told_with_its_place(studio) -> None:
    """409 with file and line."""
    (item,) = (await studio.misunderstood("查话费")).values()
    trainer = await studio.centre.staff(TRAINER)

    status, shown = await trainer.call(
        "POST", f"{HERE}/{item.id}/label", {"intent": "query_points"}
    )

    assert (status, shown["error"]) == (409, "duplicate")
    assert shown["places"][0]["intent"] == "query_bill"


async def test_lines_that_somebody_changed_since_are_not_undone(studio) -> None:
    """409 in the inbox and in the log: the other's edit stays, and so does the decision."""
    (item,) = (await studio.misunderstood("帮我弄那个账")).values()
    trainer = await studio.centre.staff(TRAINER)
    await trainer.post(f"{HERE}/{item.id}/label", intent="query_bill")
    path = studio.root / "data" / "nlu" / "all.yml"
    path.write_text(studio.lines().replace("帮我弄那个账", "帮我弄这个账"), encoding="utf-8")

    log = (await trainer.get(f"{CHANGES}?area=corpus"))["changes"]
    for path in (f"{HERE}/{item.id}/undo", f"{CHANGES}/{log[0]['id']}/undo"):
        status, shown = await trainer.call("POST", path, {})
        assert (status, shown["error"]) == (409, "changed_meanwhile")

    assert "帮我弄这个账" in studio.lines()
    assert studio.inbox.find(item.id).state.value == "labelled"


async def test_only_trainers_see_the_inbox_and_a_forged_page_changes_nothing(studio) -> None:
    """401 without a session, 403 for agents and without the token against forgery."""
    (item,) = (await studio.misunderstood("帮我弄那个账")).values()
    stranger = studio.centre.member(TRAINER)
    assert (await stranger.call("GET", HERE))[0] == 401
    agent = await studio.centre.staff(AGENT)
    assert (await agent.call("GET", HERE))[0] == 403
    trainer = await studio.centre.staff(TRAINER)
    trainer.csrf = "forged"
    status, _ = await trainer.call("POST", f"{HERE}/{item.id}/skip", {})

    assert status == 403
    assert [each.state.value for each in studio.items()] == ["open"]
