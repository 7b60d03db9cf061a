"""Conversations are found and exported, masked, by who may; what happened is on record."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from functools import partial

import pytest
from openpyxl import load_workbook

from bot.commands import conversations
from bot.engine.storage.event_log import open_event_log
from bot.errors import XiaotongError
from bot.gateway import conversation_readings, keys

AGENT, BOSS, TRAINER = "8801", "9901", "7701"
NUMBER = "13900000001"
READ = (
    ("rest:c1", "人工", 1, [("query_bill", 0.91)]),
    ("rest:c1", "/query_points", 2, [("query_points", 1.0)]),
    ("rest:c2", "今天天气100%好", 1, [("nlu_fallback", 0.7), ("query_balance", 0.3)]),
)
"""What the engine made of the messages: one surely, one not at all, and a press of a button."""


def at(conversation: str, rest: str = "") -> str:
    """Return the path of a conversation's resource."""
    return f"/api/desk/conversations/{conversation}{rest}"


async def closed(centre) -> str:
    """Bring one recognised customer through, one stranger to the bot alone; return the first."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent, number=NUMBER)
    await agent.post(
        at(conversation, "/messages"), client_id="m", text="请您留意13900000001的短信。"
    )
    body = {"code": "query_bill", "result": "solved", "note": "=已说明 13900000001"}
    await agent.post(at(conversation, "/close"), **body)
    await centre.app[keys.ROUTER].rate(conversation, 3)
    await centre.say("c2", "今天天气100%好")
    log = open_event_log(f"sqlite:///{centre.outbox.parent / 'conversations.db'}")
    for sender, text, seq, ranking in READ:
        understood = [{"name": name, "confidence": sure} for name, sure in ranking]
        parsed = {"intent": understood[0], "intent_ranking": understood, "entities": []}
        said = {"event": "user", "timestamp": centre.clock.now().timestamp(), "text": text,
                "parse_data": parsed, "metadata": {"turn_id": f"{sender}:{seq}"}}  # fmt: skip
        log.append(sender, log.head(sender) or 0, [said])
    log.close()
    return conversation


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("q=天气", 1),
        ("q=100%25", 1),
        ("q=%25", 1),
        ("q=_", 0),
        ("number=13900000001", 1),
        ("number=0001", 1),
        ("number=0002", 0),
        ("agent=8801", 1),
        ("owner=closed", 1),
        ("reason=customer_asked", 1),
        ("channel=rest", 2),
        ("channel=web", 0),
        ("rating=2", 0),
        ("rating=4", 1),
        ("intent=query_bill", 1),
        ("intent=query_balance", 1),
        ("intent=query_points", 0),
        ("understanding=not_understood", 1),
        ("understanding=unsure", 1),
        ("intent=query_bill&understanding=unsure", 0),
        ("intent=query_bill&to=2026-11-14", 0),
        ("intent=query_bill&agent=8801", 1),
        ("code=query_bill", 1),
        ("code=query_bil", 0),
        ("from=2026-11-15&to=2026-11-15", 2),
        ("to=2026-11-14", 0),
        ("from=2026-11-16", 0),
    ],
)
async def test_conversations_are_found_by_what_is_known_of_them(centre, query, found) -> None:
    """Words, number, agent, state, reason, code, days; signs of the database mean themselves."""
    await closed(centre)
    boss = await centre.staff(BOSS)
    shown = await boss.get(f"/api/admin/conversations?{query}")

    assert shown["total"] == found
    assert len(shown["conversations"]) == found


async def test_a_row_tells_how_it_went_and_hides_who_it_was(centre) -> None:
    """Counts, times, code, result; no whole number anywhere."""
    conversation = await closed(centre)
    trainer = await centre.staff(TRAINER)
    rows = (await trainer.get("/api/admin/conversations?agent=8801"))["conversations"]
    row = rows[0]

    assert row["conversation"] == conversation
    assert row["who"]["number"] == "139****0001"
    assert (row["wrap_up_code"], row["wrap_up_text"], row["result"]) == (
        "query_bill",
        "查话费账单",
        "已解决",
    )
    assert row["agent_messages"] == 1
    assert row["wait_seconds"] == 0
    whole = await trainer.get(f"/api/admin/conversations/{conversation}")
    assert NUMBER not in str(rows) + str(whole)
    assert "139****0001" in str(whole["messages"])


async def test_a_message_tells_what_the_bot_made_of_it(centre) -> None:
    """The matter in Chinese and how sure; of what was not understood, the likeliest."""
    await closed(centre)
    trainer = await centre.staff(TRAINER)
    whole = await trainer.get("/api/admin/conversations/rest:c1")
    other = await trainer.get("/api/admin/conversations/rest:c2")

    (read,) = [each["reading"] for each in whole["messages"] if "reading" in each]
    assert (read["title"], read["confidence"], read["understood"]) == ("查话费账单", 0.91, True)
    (read,) = [each["reading"] for each in other["messages"] if "reading" in each]
    assert (read["understood"], read["guess"]) == (False, "查话费余额")
    agent = await centre.staff(AGENT)
    assert (await agent.call("GET", "/api/admin/conversations/rest:c1"))[0] == 403


async def test_a_search_by_understanding_tells_when_it_did_not_see_everything(
    centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is found by time alone: the newest messages of the span are looked at."""
    await closed(centre)
    boss = await centre.staff(BOSS)
    path = "/api/admin/conversations?understanding=unsure"
    assert not (await boss.get(path))["partial"]
    assert not (await boss.get("/api/admin/conversations"))["partial"]
    monkeypatch.setattr(conversation_readings, "LOOKED_AT", 1)

    assert (await boss.get(path))["partial"]


async def test_the_filters_are_named_in_chinese(centre) -> None:
    """For the page to choose among."""
    boss = await centre.staff(BOSS)
    shown = await boss.get("/api/admin/conversations/filters")

    assert shown["reasons"]["customer_asked"] == "客户要求人工"
    assert shown["codes"]["query_bill"] == shown["intents"]["query_bill"] == "查话费账单"


async def test_pages_hold_what_they_say_and_no_row_twice(centre) -> None:
    """One after the other."""
    await closed(centre)
    boss = await centre.staff(BOSS)
    pages = [await boss.get(f"/api/admin/conversations?size=1&page={page}") for page in (1, 2, 3)]

    assert [len(each["conversations"]) for each in pages] == [1, 1, 0]
    ids = [each["conversations"][0]["conversation"] for each in pages[:2]]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_export_has_one_row_a_conversation(centre, kind) -> None:
    """Masked, and no cell is a formula."""
    await closed(centre)
    boss = await centre.staff(BOSS)
    path = f"/api/admin/conversations/export?format={kind}"
    async with boss.http.get(centre.url + path) as response:
        raw = await response.read()
        assert response.status == 200
        assert f"conversations.{kind}" in response.headers["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(raw)).active.values]

    assert len(rows) == 3
    note = rows[0].index("小结说明")
    assert {str(row[note]) for row in rows[1:]} >= {"'=已说明 139****0001"}
    assert NUMBER not in str(rows)


@pytest.mark.parametrize(
    "query",
    [
        "number=abc",
        "rating=0",
        "rating=6",
        "rating=low",
        "understanding=well",
        "from=yesterday",
        "page=0",
        "size=500",
        "q=" + "长" * 100,
        "page=x",
    ],
)
async def test_a_search_of_the_wrong_shape_is_refused(centre, query) -> None:
    """With 400, never 500."""
    boss = await centre.staff(BOSS)

    assert (await boss.call("GET", f"/api/admin/conversations?{query}"))[0] == 400
    assert (await boss.call("GET", f"/api/admin/conversations/export?{query}"))[0] in {200, 400}


async def test_the_record_of_a_handoff_names_who_did_what(centre) -> None:
    """In words; one that is not there is not found."""
    conversation = await closed(centre)
    boss = await centre.staff(BOSS)
    handoff = (await boss.get(at(conversation)))["handoff"]["id"]
    events = (await boss.get(f"/api/admin/handoffs/{handoff}/events"))["events"]

    assert [each["event"] for each in events][:3] == ["requested", "offered", "accepted"]
    ended = events[-2]  # the customer's rating came after it
    assert ended["actor_text"] == "坐席 8801"
    assert ended["event_text"] == "结束"
    gone = [f"/api/admin/conversations/{each}" for each in ("none", "pruned:0")]
    for path in ("/api/admin/handoffs/none/events", *gone):
        assert (await boss.call("GET", path))[0] == 404


async def test_an_unknown_export_is_refused(centre) -> None:
    """There are two kinds."""
    boss = await centre.staff(BOSS)

    assert (await boss.call("GET", "/api/admin/conversations/export?format=pdf"))[0] == 400


async def test_the_command_finds_and_shows_what_the_page_does(centre, tmp_path, capsys) -> None:
    """By the same filters, masked, with what the bot made of each message."""
    conversation = await closed(centre)
    boss = await centre.staff(BOSS)
    kept, folder = tmp_path / "found.json", centre.outbox.parent
    query = {"reason": "customer_asked", "rating": "3", "intent": "query_bill"}
    asked = {"what": "list", "data_dir": folder, "query": query, "json_out": kept}

    await asyncio.to_thread(partial(conversations.run, **asked))

    listed = capsys.readouterr().out
    assert conversation in listed
    shown = await boss.get("/api/admin/conversations?reason=customer_asked&rating=3&size=20")
    assert json.loads(kept.read_text(encoding="utf-8")) == shown
    asked = {"what": "show", "data_dir": folder, "conversation": conversation}
    await asyncio.to_thread(partial(conversations.run, **asked))
    said = capsys.readouterr().out
    assert "query_bill" in said
    assert "91%" in said
    assert "139****0001" in said
    assert NUMBER not in listed + said


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "list", "query": {"rating": "9"}},
        {"what": "list", "query": {"from": "gestern"}},
        {"what": "show", "conversation": "rest:none"},
    ],
)
async def test_the_command_says_in_a_line_what_cannot_be_found(centre, asked) -> None:
    """A filter of the wrong shape, a conversation that is not there."""
    run = partial(conversations.run, data_dir=centre.outbox.parent, **asked)

    with pytest.raises(XiaotongError):
        await asyncio.to_thread(run)
