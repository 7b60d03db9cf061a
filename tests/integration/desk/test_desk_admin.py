"""Conversations are found and exported, masked, by who may; what happened is on record."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

AGENT, BOSS, TRAINER = "8801", "9901", "7701"
NUMBER = "13900000001"


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
    await centre.say("c2", "今天天气100%好")
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
    "query", ["number=abc", "from=yesterday", "page=0", "size=500", "q=" + "长" * 100, "page=x"]
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
    assert events[-1]["actor_text"] == "坐席 8801"
    assert events[-1]["event_text"] == "结束"
    for path in ("/api/admin/handoffs/none/events", "/api/admin/conversations/none"):
        assert (await boss.call("GET", path))[0] == 404


async def test_an_unknown_export_is_refused(centre) -> None:
    """There are two kinds."""
    boss = await centre.staff(BOSS)

    assert (await boss.call("GET", "/api/admin/conversations/export?format=pdf"))[0] == 400
