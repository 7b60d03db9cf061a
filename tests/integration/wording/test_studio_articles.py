"""Trainers keep the knowledge base over HTTP: drafts, four eyes, whole files, and its gaps."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.knowledge.editing import Incoming

from .conftest import article

AGENT, TRAINER, OTHER = "8801", "7701", "7702"
HERE = "/api/studio/articles"
NEW: dict[str, Any] = {
    "code": "esim",
    "title": "eSIM办理",
    "questions": ["eSIM怎么办", "手表怎么开卡"],
    "answer": "eSIM可以在{service_name}办理。\n\n## 收费吗\n\n不收费。",
    "kind": "howto",
    "source": "公告",
    "valid_from": "2026-11-01",
    "weight": 7,
    "links": ["sim"],
}
CALLS = [
    ("GET", HERE),
    ("POST", HERE),
    ("GET", f"{HERE}/sim"),
    ("PUT", f"{HERE}/sim"),
    ("POST", f"{HERE}/sim/move"),
    ("POST", f"{HERE}/preview"),
    ("POST", f"{HERE}/try"),
    ("GET", f"{HERE}/unanswered"),
    ("POST", f"{HERE}/import?name=a.json"),
    ("GET", f"{HERE}/export"),
]


async def send(member, content: bytes, query: str) -> tuple[int, Any]:
    """Import a file."""
    headers = {"X-CSRF-Token": member.csrf}
    url = f"{member.url}{HERE}/import?{query}"
    async with member.http.post(url, data=io.BytesIO(content), headers=headers) as response:
        return response.status, json.loads(await response.read())


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_only_trainers_with_a_session_and_its_token_come_in(studio, method, path) -> None:
    """Nobody unknown, no agent, and no page that forged a change."""
    stranger = studio.centre.member(TRAINER)
    agent = await studio.centre.staff(AGENT)
    trainer = await studio.centre.staff(TRAINER)

    assert (await stranger.call(method, path, {}))[0] == 401
    assert (await agent.call(method, path, {}))[1]["error"] == "forbidden"
    if method != "GET":
        trainer.csrf = "guessed"
        assert (await trainer.call(method, path, {}))[1]["error"] == "bad_csrf"


async def test_an_article_is_written_submitted_and_published_by_somebody_else(studio) -> None:
    """Then it answers; each step is on record with names."""
    one, two = await studio.centre.staff(TRAINER), await studio.centre.staff(OTHER)
    made = (await one.post(HERE, **NEW))["article"]
    assert (made["state"], made["version"], made["served_version"]) == ("draft", 1, None)
    assert (made["author"], made["author_name"], made["questions"]) == (
        TRAINER,
        "冯四",
        NEW["questions"],
    )
    move = f"{HERE}/esim/move"
    await one.post(move, event="submit")
    assert (await one.get(f"{HERE}/esim"))["moves"] == ["reject", "discard"]
    status, shown = await one.call("POST", move, {"event": "approve"})
    assert (status, shown["error"]) == (409, "own_work")
    assert "approve" in (await two.get(f"{HERE}/esim"))["moves"]
    published = (await two.post(move, event="approve", note="核对过"))["article"]

    assert (published["state"], published["served_version"]) == ("published", 1)
    assert published["reviewer"] == OTHER
    history = (await one.get(f"{HERE}/esim"))["history"]
    assert [(each["event"], each["actor_name"]) for each in history] == [
        ("draft", "冯四"),
        ("submit", "冯四"),
        ("approve", "冯五"),
    ]
    assert history[-1]["event_text"] == "审核发布"
    found = await one.post(f"{HERE}/try", question="eSIM怎么办")
    assert found["found"][0]["code"] == "esim"


async def test_an_edit_of_an_older_version_shows_what_is_there_now(studio) -> None:
    """Of two trainers who opened the same version the first is kept."""
    one, two = await studio.centre.staff(TRAINER), await studio.centre.staff(OTHER)
    shown = (await one.get(f"{HERE}/sim"))["article"]
    status, next_ = await one.call("PUT", f"{HERE}/sim", {**shown, "answer": "可以在线办理。"})
    assert (status, next_["article"]["version"], next_["article"]["state"]) == (200, 2, "draft")
    assert next_["article"]["served_version"] == 1

    status, refused = await two.call("PUT", f"{HERE}/sim", {**shown, "answer": "请到营业厅。"})

    assert (status, refused["error"]) == (409, "changed_meanwhile")
    assert refused["present"]["answer"] == "可以在线办理。"
    assert (await two.get(f"{HERE}/sim"))["article"]["version"] == 2


async def test_saving_the_same_again_makes_no_other_version(studio) -> None:
    """A button pressed twice."""
    one = await studio.centre.staff(TRAINER)
    await one.post(HERE, **NEW)
    status, shown = await one.call("PUT", f"{HERE}/esim", {**NEW, "version": 1})

    assert (status, shown["article"]["version"]) == (200, 1)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"answer": "好<script>alert(1)</script>"}, "answer", "script"),
        ({"title": "您搞错了"}, "title", "忌语"),
        ({"answer": "请打13800138000"}, "answer", "个人信息"),
        ({"code": "sim", "links": []}, "code", "已有"),
        ({"code": "Ä"}, "code", ""),
        ({"links": ["nowhere"]}, "links", "不存在"),
        ({"kind": "song"}, "kind", ""),
        ({"weight": 11}, "weight", ""),
        ({"title": ""}, "title", "不能为空"),
        ({"valid_until": "2026-10-01"}, "valid_until", ""),
        ({"answers": {"fax": "请来电。"}}, "answers", "渠道"),
        ({"answers": {"web": " "}}, "answers", "不能为空"),
        ({"offers": ["NOPE"]}, "offers", "NOPE"),
        ({"scope": "您搞错了"}, "scope", "忌语"),
        ({"colour": "red"}, "colour", ""),
        ({"questions": 7}, "questions", ""),
    ],
)
async def test_what_may_not_be_kept_is_refused_with_field_and_reason(
    studio, change: dict[str, Any], field: str, said: str
) -> None:
    """A script tag among them; nothing is kept, and the preview says the same before."""
    trainer = await studio.centre.staff(TRAINER)
    body = {**NEW, **change}
    status, shown = await trainer.call("POST", HERE, body)
    before = await trainer.post(f"{HERE}/preview", **body)

    assert (status, shown["error"]) == (422, "problems")
    assert [each["field"] for each in shown["problems"]] == [field]
    assert said in shown["problems"][0]["message"]
    if field != "code" or change["code"] != "sim":
        assert before["problems"] == shown["problems"]
    assert (await trainer.call("GET", f"{HERE}/esim"))[0] == 404


async def test_all_that_is_wrong_is_told_in_one_round(studio) -> None:
    """What cannot be read hides nothing of the rest, on saving, in the preview and of a file."""
    trainer = await studio.centre.staff(TRAINER)
    body = {**NEW, "title": "", "kind": "song", "answer": "<b>好</b>", "links": ["nowhere"]}
    _, refused = await trainer.call("POST", HERE, body)
    before = await trainer.post(f"{HERE}/preview", **body)
    row = {**body, "similar": body["questions"], "author": OTHER}
    del row["questions"]
    content = json.dumps([row, {**row, "code": "b", "links": ["esim"]}]).encode()
    status, whole = await send(trainer, content, "name=k.json")

    wrong = {"title", "kind", "answer", "links"}
    assert {each["field"] for each in refused["problems"]} == wrong
    assert before["problems"] == refused["problems"]
    assert status == 422
    by_place = {
        place: {each["field"] for each in whole["problems"] if each["place"] == place}
        for place in ("#1", "#2")
    }
    assert by_place == {"#1": wrong, "#2": wrong - {"links"}}


async def test_an_earlier_version_is_read_beside_what_customers_read_now(studio) -> None:
    """While a draft is open; what is restored is a draft of its own; 404 for a number of none."""
    one = await studio.centre.staff(TRAINER)
    shown = (await one.get(f"{HERE}/sim"))["article"]
    await one.call("PUT", f"{HERE}/sim", {**shown, "answer": "可以在线办理。"})
    newest = await one.get(f"{HERE}/sim")
    first = await one.get(f"{HERE}/sim?version=1")

    assert (newest["article"]["version"], newest["article"]["served_version"]) == (2, 1)
    assert newest["moves"] == ["submit", "discard", "withdraw"]
    assert (first["article"]["answer"], first["article"]["state"]) == (
        "请到营业厅办理。",
        "published",
    )
    assert (first["moves"], first["history"]) == ([], newest["history"])
    for number, status in ((3, 404), (0, 400), ("x", 400)):
        assert (await one.call("GET", f"{HERE}/sim?version={number}"))[0] == status
    status, back = await one.call("PUT", f"{HERE}/sim", {**first["article"], "version": 2})
    assert (status, back["article"]["version"], back["article"]["answer"]) == (
        200,
        3,
        "请到营业厅办理。",
    )


async def test_a_discarded_draft_leaves_what_is_served_and_withdrawing_leaves_the_draft(
    studio,
) -> None:
    """Each move says what it is about; a discarded version is the newest no more."""
    one = await studio.centre.staff(TRAINER)
    shown = (await one.get(f"{HERE}/sim"))["article"]
    edit = {**shown, "answer": "可以在线办理。"}
    await one.call("PUT", f"{HERE}/sim", edit)
    kept = (await one.post(f"{HERE}/sim/move", event="discard", note="写错了"))["article"]
    assert (kept["version"], kept["state"], kept["served_version"]) == (1, "published", 1)
    status, refused = await one.call("POST", f"{HERE}/sim/move", {"event": "discard"})
    assert (status, refused["error"]) == (409, "refused")
    assert (await one.get(f"{HERE}?state=discarded"))["total"] == 0

    _, again = await one.call("PUT", f"{HERE}/sim", edit)
    assert again["article"]["version"] == 3
    gone = (await one.post(f"{HERE}/sim/move", event="withdraw", note="停办"))["article"]
    assert (gone["version"], gone["state"], gone["served_version"]) == (3, "draft", None)
    status, refused = await one.call("POST", f"{HERE}/sim/move", {"event": "withdraw"})
    assert (status, "不用下架" in refused["reason"]) == (409, True)


async def test_what_waits_ends_soon_or_waits_for_review_is_listed(studio) -> None:
    """With the days; counts beside the states."""
    one, two = await studio.centre.staff(TRAINER), await studio.centre.staff(OTHER)
    ending = article("ending", "双十一活动", valid_until=date(2026, 11, 22))
    lasting = article("lasting", "双十二活动", valid_until=date(2026, 11, 23))
    studio.knowledge.editor.take([Incoming("x", ending), Incoming("y", lasting)], reviewer=OTHER)
    shown = (await one.get(f"{HERE}/sim"))["article"]
    later = {**shown, "answer": "可以在线办理。", "valid_from": "2026-12-01"}
    await one.call("PUT", f"{HERE}/sim", later)
    await one.post(f"{HERE}/sim/move", event="submit")
    queue = await two.get(f"{HERE}?state=review")
    assert [each["code"] for each in queue["articles"]] == ["sim"]
    planned = (await two.post(f"{HERE}/sim/move", event="approve"))["article"]
    assert (planned["served_version"], planned["waiting_version"], planned["waiting_from"]) == (
        1,
        2,
        "2026-12-01",
    )
    assert (await two.get(f"{HERE}/sim"))["moves"] == ["discard", "withdraw"]

    waits, ends = await one.get(f"{HERE}?state=waiting"), await one.get(f"{HERE}?state=ending")
    assert [each["code"] for each in waits["articles"]] == ["sim"]
    assert [(each["code"], each["ending_on"]) for each in ends["articles"]] == [
        ("ending", "2026-11-22")
    ]
    assert (ends["by_state"]["ending"], ends["by_state"]["waiting"]) == (1, 1)
    assert ends["states"]["ending"] == "即将到期"


async def test_a_version_that_is_over_is_refused_in_one_sentence(studio) -> None:
    """With the day and what to do."""
    one = await studio.centre.staff(TRAINER)
    await one.post(HERE, **{**NEW, "valid_until": "2026-11-14"})
    status, refused = await one.call("POST", f"{HERE}/esim/move", {"event": "submit"})

    assert (status, refused["error"]) == (409, "refused")
    assert "2026-11-14" in refused["reason"]
    assert "截止日" in refused["reason"]


@pytest.mark.parametrize("q", ["ESIM", "ｅＳＩＭ", "手錶", "  esim "])
async def test_an_article_is_found_in_whatever_writing(studio, q: str) -> None:
    """Width, case and script do not count, as in the corpus; other words find it not."""
    trainer = await studio.centre.staff(TRAINER)
    await trainer.post(HERE, **NEW)

    assert [each["code"] for each in (await trainer.get(f"{HERE}?q={q}"))["articles"]] == ["esim"]
    assert (await trainer.get(f"{HERE}?q={q.strip()}x"))["total"] == 0


async def test_an_export_of_what_is_served_leaves_drafts_and_plans_out(studio) -> None:
    """The newest version is given unless that is asked for."""
    trainer = await studio.centre.staff(TRAINER)
    shown = (await trainer.get(f"{HERE}/sim"))["article"]
    await trainer.call("PUT", f"{HERE}/sim", {**shown, "answer": "可以在线办理。"})
    await trainer.post(HERE, **NEW)
    _, newest = await trainer.call("GET", f"{HERE}/export?format=json")
    _, served = await trainer.call("GET", f"{HERE}/export?format=json&served=true")

    assert [each["code"] for each in newest] == ["esim", "roaming", "sim", "transfer"]
    assert {each["code"]: each["version"] for each in served} == {
        "roaming": 1,
        "sim": 1,
        "transfer": 1,
    }


async def test_a_channel_with_an_answer_of_its_own_has_a_preview_of_its_own(studio) -> None:
    """In its pieces; the others show the common answer."""
    trainer = await studio.centre.staff(TRAINER)
    shown = await trainer.post(f"{HERE}/preview", **{**NEW, "answers": {"rest": "短。"}})

    assert shown["channels"] == {"rest": [{"heading": "", "text": "短。"}]}
    assert shown["problems"] == []
    assert set((await trainer.get(f"{HERE}/sim"))["channels"]) == {"web", "rest"}


async def test_a_preview_shows_the_pieces_that_customers_read(studio) -> None:
    """With the operator's facts; one that is not finished yet is shown as far as it goes."""
    trainer = await studio.centre.staff(TRAINER)
    shown = await trainer.post(f"{HERE}/preview", **NEW)
    unfinished = await trainer.post(f"{HERE}/preview", answer="好。\n\n## 然后\n\n**完**")

    assert [each["heading"] for each in shown["pieces"]] == ["", "收费吗"]
    assert "{" not in shown["pieces"][0]["text"]
    assert shown["problems"] == []
    assert "esim" in shown["keywords"]
    assert unfinished["keywords"] == []
    assert unfinished["pieces"][1] == {"heading": "然后", "text": "完"}
    assert {each["field"] for each in unfinished["problems"]} >= {"code", "title"}


async def test_articles_are_found_by_words_state_and_kind_page_by_page(studio) -> None:
    """The states of what was asked for are counted; a list leaves the answers out."""
    trainer = await studio.centre.staff(TRAINER)
    await trainer.post(HERE, **NEW)
    everything = await trainer.get(HERE)
    drafts = await trainer.get(f"{HERE}?state=draft")
    second = await trainer.get(f"{HERE}?size=1&page=2&state=published")

    assert everything["total"] == 4
    assert everything["by_state"] == {"draft": 1, "published": 3}
    assert [each["code"] for each in drafts["articles"]] == ["esim"]
    assert "answer" not in drafts["articles"][0]
    assert [each["code"] for each in second["articles"]] == ["sim"]
    assert (await trainer.get(f"{HERE}?q=手表"))["total"] == 1
    assert (await trainer.get(f"{HERE}?kind=policy"))["total"] == 0
    assert everything["kinds"]["howto"] == "办理方法"
    for query in ("state=open", "kind=song", "page=0", "size=1000", "q=" + "x" * 101):
        assert (await trainer.call("GET", f"{HERE}?{query}"))[0] == 400


async def test_an_expired_article_is_marked_and_not_found(studio) -> None:
    """From the day after its last, also before the watch has come round."""
    trainer = await studio.centre.staff(TRAINER)
    ending = article("ended", "双十一活动", valid_until=date(2026, 11, 15))
    studio.knowledge.editor.take([Incoming("x", ending)], reviewer=OTHER)
    assert not (await trainer.get(f"{HERE}/ended"))["article"]["expired"]
    studio.centre.clock.advance(timedelta(hours=12, minutes=1))
    trainer = await studio.centre.staff(TRAINER)

    assert (await trainer.get(f"{HERE}/ended"))["article"]["expired"]
    found = await trainer.post(f"{HERE}/try", question="双十一活动")
    assert "ended" not in [each["code"] for each in found["found"]]
    studio.knowledge.tend()
    assert (await trainer.get(f"{HERE}/ended"))["article"]["state"] == "expired"


async def test_a_move_that_is_none_is_refused_with_a_reason(studio) -> None:
    """In the words of the states."""
    trainer = await studio.centre.staff(TRAINER)
    status, shown = await trainer.call("POST", f"{HERE}/sim/move", {"event": "reject"})

    assert (status, shown["error"]) == (409, "refused")
    assert "已发布" in shown["reason"]
    assert (await trainer.call("POST", f"{HERE}/sim/move", {"event": "expire"}))[0] == 400
    assert (await trainer.call("POST", f"{HERE}/none/move", {"event": "submit"}))[0] == 404


async def test_what_nothing_answered_is_listed_with_the_nearest_articles(studio) -> None:
    """Most asked first, masked."""
    trainer = await studio.centre.staff(TRAINER)
    found = studio.knowledge.search("国外怎么上网", "customer", 1)
    for _ in range(2):
        studio.knowledge.note_unanswered("火星能漫游吗，我是13800138000", found)
    studio.knowledge.note_unanswered("月亮呢", ())
    shown = (await trainer.get(f"{HERE}/unanswered"))["questions"]

    assert [each["count"] for each in shown] == [2, 1]
    assert "13800138000" not in shown[0]["text"]
    assert shown[0]["near"][0]["title"]
    assert shown[1]["near"] == []


@pytest.mark.parametrize("format_", ["xlsx", "json", "md"])
async def test_what_is_exported_and_imported_again_changes_nothing(studio, format_: str) -> None:
    """In each format, sent back as it came."""
    trainer = await studio.centre.staff(TRAINER)
    status, content = await trainer.call("GET", f"{HERE}/export?format={format_}")
    if format_ == "json":
        content = json.dumps(content, ensure_ascii=False).encode()
    name = {"xlsx": "k.xlsx", "json": "k.json", "md": "k.zip"}[format_]
    assert status == 200
    status, shown = await send(trainer, content, f"name={name}")

    assert status == 200, shown
    assert (shown["added"], shown["changed"]) == ([], [])
    assert sorted(shown["unchanged"]) == ["roaming", "sim", "transfer"]


async def test_a_dry_run_says_what_would_come_of_it_and_keeps_nothing(studio) -> None:
    """The same import without it does that; who imported may not approve."""
    trainer, other = await studio.centre.staff(TRAINER), await studio.centre.staff(OTHER)
    raw = {**NEW, "similar": NEW["questions"], "author": OTHER}
    del raw["questions"]
    content = json.dumps([raw], ensure_ascii=False).encode()
    dry = await send(trainer, content, "name=k.json&dry_run=true")
    assert dry == (200, {"added": ["esim"], "changed": [], "unchanged": [], "dry_run": True})
    assert (await trainer.call("GET", f"{HERE}/esim"))[0] == 404
    assert (await send(trainer, content, "name=k.json"))[1]["added"] == ["esim"]
    await trainer.post(f"{HERE}/esim/move", event="submit")

    for member in (trainer, other):
        assert "approve" not in (await member.get(f"{HERE}/esim"))["moves"]
        status, shown = await member.call("POST", f"{HERE}/esim/move", {"event": "approve"})
        assert (status, shown["error"]) == (409, "own_work")


@pytest.mark.parametrize(
    ("content", "query", "status"),
    [
        (b"[]", "name=a.pdf", 400),
        (b"[]", "", 400),
        (b"", "name=a.json", 400),
        (b"no json", "name=a.json", 422),
        (b"PK\x03\x04 cut short", "name=a.zip", 422),
        (b"PK\x03\x04 cut short", "name=a.xlsx", 422),
        (b"x" * (20 * 1024 * 1024 + 1), "name=a.json", 413),
    ],
    ids=["format", "nameless", "empty", "json", "zip", "xlsx", "big"],
)
async def test_what_is_no_file_of_articles_is_refused(studio, content, query, status) -> None:
    """Without a trace in the library."""
    trainer = await studio.centre.staff(TRAINER)

    assert (await send(trainer, content, query))[0] == status
    assert (await trainer.get(HERE))["total"] == 3


async def test_a_malformed_import_of_ten_thousand_rows_tells_every_problem(studio) -> None:
    """In reasonable time, while customers go on being answered; nothing of it is kept."""
    trainer = await studio.centre.staff(TRAINER)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("x")
    sheet.append(["code", "title", "answer", "kind", "source", "author", "valid_from", "links"])
    for row in range(10_000):
        good = [f"a{row}", f"题{row}", "答", "howto", "公告", OTHER, "2026-01-01", ""]
        bad = [f"a{row}", "", "<script>", "song", "公告", OTHER, "2026-13-01", "nowhere"]
        sheet.append(bad if row % 2 else [*good[:7], "nowhere"])
    packed = io.BytesIO()
    book.save(packed)
    start = time.perf_counter()
    status, shown = await send(trainer, packed.getvalue(), "name=k.xlsx")
    took = time.perf_counter() - start

    assert status == 422
    assert len(shown["problems"]) == 5_000 * 5 + 5_000
    assert shown["problems"][0]["place"] == "knowledge!3"
    assert (await trainer.get(HERE))["total"] == 3
    assert took < 60


async def test_an_exported_sheet_opens_as_a_spreadsheet_and_a_zip_as_markdown(studio) -> None:
    """With the names that a browser saves them by."""
    trainer = await studio.centre.staff(TRAINER)
    _, sheet = await trainer.call("GET", f"{HERE}/export")
    _, packed = await trainer.call("GET", f"{HERE}/export?format=md")

    assert load_workbook(io.BytesIO(sheet)).worksheets[0].max_row == 4
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert "sim.md" in archive.namelist()
    assert (await trainer.call("GET", f"{HERE}/export?format=pdf"))[0] == 400
