"""Files of articles over the real gateway: trainers keep them, agents and customers fetch them."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from bot.knowledge.editing import Incoming
from bot.knowledge.file_checks import LARGEST_ATTACHMENT, MOST_ATTACHMENTS
from bot.knowledge.model import Disclosure, Event

from .conftest import AGENT, OTHER, TRAINER, Studio, article

HERE = "/api/studio/articles/sim/attachments"
NAME = "补卡申请表 2026.pdf"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
SCRIPT = b"<script>alert(1)</script>"


async def upload(
    member: Any, name: str, content: bytes, path: str = HERE, **headers: str
) -> tuple[int, Any]:
    """Attach a file."""
    sent = {"X-CSRF-Token": member.csrf, **headers}
    url = f"{member.url}{path}?name={quote(name)}"
    async with member.http.post(url, data=io.BytesIO(content), headers=sent) as response:
        return response.status, json.loads(await response.read())


async def attached(studio: Studio, code: str = "sim", *, passed: bool = True) -> str:
    """Attach a file to an article, let the other trainer pass it, and return its id."""
    trainer, other = await studio.centre.staff(TRAINER), await studio.centre.staff(OTHER)
    here = f"/api/studio/articles/{code}/attachments"
    _, made = await upload(trainer, NAME, PDF, here)
    id_ = str(made["attachment"]["id"])
    if passed:
        await other.post(f"{here}/{id_}/pass")
    return id_


async def fetched(studio: Studio, id_: str) -> tuple[int, bytes, Any]:
    """Fetch a file as a customer does: with no cookie and no key."""
    browser = studio.centre.member(TRAINER)
    async with browser.http.get(f"{browser.url}/files/{id_}") as response:
        return response.status, await response.read(), response.headers


async def test_a_file_is_attached_listed_passed_fetched_and_removed(studio) -> None:
    """By trainers; the history names who did what with which file."""
    one, two = await studio.centre.staff(TRAINER), await studio.centre.staff(OTHER)
    assert (await one.get(HERE))["attachments"] == []
    status, made = await upload(one, f"../表/{NAME}", PDF)
    shown = made["attachment"]
    assert (status, shown["name"], shown["size"]) == (201, NAME, len(PDF))
    assert (shown["added_by_name"], shown["reviewer"], shown["may_pass"]) == ("冯四", None, False)
    (seen,) = (await two.get(HERE))["attachments"]
    assert seen == {**shown, "may_pass": True}
    status, refused = await one.call("POST", f"{HERE}/{shown['id']}/pass")
    assert (status, refused["error"]) == (409, "own_work")
    passed = (await two.post(f"{HERE}/{shown['id']}/pass"))["attachment"]
    assert (passed["reviewer"], passed["may_pass"]) == (OTHER, False)

    status, content = await one.call("GET", f"{HERE}/{shown['id']}")
    assert (status, content) == (200, PDF)
    assert (await one.call("DELETE", f"{HERE}/{shown['id']}"))[0] == 204
    assert (await one.get(HERE))["attachments"] == []
    assert (await one.call("GET", f"{HERE}/{shown['id']}"))[0] == 404
    history = (await one.get("/api/studio/articles/sim"))["history"][-3:]
    assert [(each["event_text"], each["actor_name"], each["note"]) for each in history] == [
        ("添加附件", "冯四", NAME),
        ("审核通过附件", "冯五", NAME),
        ("删除附件", "冯四", NAME),
    ]


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("a.pdf", b"%PDF-" + b"x" * (LARGEST_ATTACHMENT - 4), 413, "10 MB"),
        ("a.pdf", b"", 400, "空"),
        ("", PDF, 400, "文件名"),
        ("a", PDF, 400, "文件名"),
        ("a.html", SCRIPT, 415, "pdf、png"),
        ("a.svg", b"<svg/>", 415, "类型"),
        ("a.png", SCRIPT, 415, "不符"),
        ("a.txt", SCRIPT, 415, "不符"),
    ],
)
async def test_what_may_not_be_attached_is_refused_with_a_reason(
    studio, name: str, content: bytes, status: int, said: str
) -> None:
    """Too large by one byte, empty, nameless, a script, a script called a picture."""
    trainer = await studio.centre.staff(TRAINER)
    told, refused = await upload(trainer, name, content)

    assert (told, refused["error"]) == (status, "file_refused")
    assert said in refused["reason"]
    assert (await trainer.get(HERE))["attachments"] == []
    assert (await upload(trainer, "a.pdf", PDF))[0] == 201


async def test_a_file_of_ten_megabytes_is_kept_to_the_byte(studio) -> None:
    """The largest there may be; a body without a length is counted as it comes."""
    trainer = await studio.centre.staff(TRAINER)
    whole = b"%PDF-" + b"x" * (LARGEST_ATTACHMENT - 5)
    status, made = await upload(trainer, "a.pdf", whole)
    assert (status, made["attachment"]["size"]) == (201, LARGEST_ATTACHMENT)
    _, content = await trainer.call("GET", f"{HERE}/{made['attachment']['id']}")
    assert content == whole

    async def pieces() -> Any:
        for _ in range(12):
            yield b"x" * (1024 * 1024)

    url, headers = f"{trainer.url}{HERE}?name=b.pdf", {"X-CSRF-Token": trainer.csrf}
    async with trainer.http.post(url, data=pieces(), headers=headers) as response:
        assert response.status == 413


async def test_a_name_that_is_taken_and_an_eleventh_file_are_refused(studio) -> None:
    """The same file once more is the one that is there."""
    trainer = await studio.centre.staff(TRAINER)
    first = await upload(trainer, "0.pdf", PDF)
    assert (await upload(trainer, "0.pdf", PDF))[1] == first[1]
    status, refused = await upload(trainer, "0.pdf", PDF + b"x")
    assert (status, "已有" in refused["reason"]) == (409, True)
    for number in range(1, MOST_ATTACHMENTS):
        assert (await upload(trainer, f"{number}.pdf", PDF))[0] == 201
    status, refused = await upload(trainer, "more.pdf", PDF)

    assert (status, "10 个" in refused["reason"]) == (409, True)
    assert (await upload(trainer, "a.pdf", PDF, HERE.replace("sim", "none")))[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", HERE),
        ("POST", f"{HERE}?name=a.pdf"),
        ("GET", f"{HERE}/x"),
        ("DELETE", f"{HERE}/x"),
        ("POST", f"{HERE}/x/pass"),
    ],
)
async def test_only_trainers_with_a_session_and_its_token_come_in(studio, method, path) -> None:
    """Nobody unknown, no agent, no page that forged a change, none of another origin."""
    stranger = studio.centre.member(TRAINER)
    agent = await studio.centre.staff(AGENT)
    trainer = await studio.centre.staff(TRAINER)

    assert (await stranger.call(method, path))[0] == 401
    assert (await agent.call(method, path))[1]["error"] == "forbidden"
    foreign = await trainer.call(method, path, Origin="https://elsewhere.example")
    assert foreign[1]["error"] == "forbidden_origin"
    if method != "GET":
        trainer.csrf = "guessed"
        assert (await trainer.call(method, path))[1]["error"] == "bad_csrf"


async def test_a_customer_fetches_a_file_of_a_public_article_to_be_saved(studio) -> None:
    """By its name in Chinese, as its type, and run by no browser."""
    status, content, headers = await fetched(studio, await attached(studio))

    assert (status, content) == (200, PDF)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"].startswith("private")
    disposition = headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.endswith(f"filename*=UTF-8''{quote(NAME)}")
    assert disposition.isascii()


@pytest.mark.parametrize(
    "more",
    [
        {"disclosure": Disclosure.INTERNAL},
        {"disclosure": Disclosure.ON_REQUEST},
        {"valid_from": date(2099, 1, 1)},
        {"valid_until": date(2026, 11, 14)},
    ],
    ids=["internal", "on-request", "not-yet", "ended"],
)
async def test_a_file_of_an_article_that_customers_may_not_read_is_nowhere(studio, more) -> None:
    """404, like a file that never was; a public one beside it is there."""
    taken = [Incoming("x", article("kept", "内部口径", **more))]
    studio.centre.clock.advance(-timedelta(days=1))
    studio.knowledge.editor.take(taken, reviewer=OTHER)
    studio.centre.clock.advance(timedelta(days=1))

    assert (await fetched(studio, await attached(studio, "kept")))[0] == 404
    assert (await fetched(studio, await attached(studio, "sim")))[0] == 200


async def test_a_file_that_nobody_has_passed_or_whose_article_is_withdrawn_is_nowhere(
    studio,
) -> None:
    """Neither for customers nor at the desk; nor is a draft's, and nor is a made-up id."""
    waiting = await attached(studio, "roaming", passed=False)
    served = await attached(studio, "transfer")
    agent = await studio.centre.staff(AGENT)
    for id_ in (waiting, "0" * 32, "..%2f..%2fetc", "x" * 500):
        assert (await fetched(studio, id_))[0] == 404
        assert (await agent.call("GET", f"/api/desk/knowledge/files/{id_}"))[0] == 404
    assert (await fetched(studio, served))[0] == 200
    studio.knowledge.editor.move("transfer", Event.WITHDRAW, OTHER)

    assert (await fetched(studio, served))[0] == 404
    assert (await agent.call("GET", f"/api/desk/knowledge/files/{served}"))[0] == 404


async def test_agents_find_and_open_the_files_of_an_internal_article(studio) -> None:
    """Which no customer can fetch; a trainer is no agent."""
    internal = article("kept", "减免内部口径", disclosure=Disclosure.INTERNAL)
    studio.knowledge.editor.take([Incoming("x", internal)], reviewer=OTHER)
    id_ = await attached(studio, "kept")
    agent, trainer = await studio.centre.staff(AGENT), await studio.centre.staff(TRAINER)
    found = (await agent.get("/api/desk/knowledge?q=减免内部口径"))["articles"][0]
    assert found["internal"]
    assert found["attachments"] == [
        {"id": id_, "name": NAME, "media_type": "application/pdf", "size": len(PDF)}
    ]
    path = f"/api/desk/knowledge/files/{id_}"
    assert await agent.call("GET", path) == (200, PDF)

    assert (await trainer.call("GET", path))[0] == 403
    assert (await studio.centre.member(AGENT).call("GET", path))[0] == 401
    assert (await fetched(studio, id_))[0] == 404


async def test_who_fetches_without_end_has_to_wait(studio) -> None:
    """An address is told when to come again."""
    statuses = {(await fetched(studio, "0" * 32))[0] for _ in range(61)}

    assert statuses == {404, 429}


@pytest.mark.parametrize("format_", ["xlsx", "json", "md"])
async def test_an_export_and_its_import_leave_the_files_alone(studio, format_: str) -> None:
    """They belong to the article, not to one version of it."""
    id_ = await attached(studio)
    trainer = await studio.centre.staff(TRAINER)
    _, content = await trainer.call("GET", f"/api/studio/articles/export?format={format_}")
    raw = content if format_ != "json" else json.dumps(content).encode()
    name = {"xlsx": "k.xlsx", "json": "k.json", "md": "k.zip"}[format_]
    status, taken = await upload(trainer, name, raw, "/api/studio/articles/import")

    assert (status, taken["changed"]) == (200, [])
    assert (await fetched(studio, id_))[0] == 200
