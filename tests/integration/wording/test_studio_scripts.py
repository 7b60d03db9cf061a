"""Trainers change what the bot says over HTTP, and customers hear it from the next message on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import RequestRefused
from bot.settings import ROOT

AGENT, TRAINER, OTHER = "8801", "7701", "7702"
HERE = "/api/studio/scripts"
OLD = ["费用构成："]
CALLS = [
    ("GET", HERE),
    ("GET", f"{HERE}/bill_parts"),
    ("POST", f"{HERE}/bill_parts/preview"),
    ("PUT", f"{HERE}/bill_parts"),
    ("POST", f"{HERE}/bill_parts/restore"),
]


async def put(member, lines, expected, key: str = "bill_parts"):
    """Change lines."""
    return await member.call("PUT", f"{HERE}/{key}", {"lines": lines, "expected": expected})


async def test_a_line_changed_over_http_is_said_from_the_next_message_on(studio) -> None:
    """And brought back by its change; the file is then what it was."""
    centre = studio.centre
    trainer = await centre.staff(TRAINER)
    assert (await centre.say("c1", "明细"))[-1]["text"] == "费用构成："

    status, shown = await put(trainer, ["费用明细："], OLD)

    assert status == 200, shown
    assert shown["script"]["lines"] == ["费用明细："]
    assert shown["script"]["changed_by"] == TRAINER
    assert shown["change"]["author_name"] == "冯四"
    assert shown["change"]["undoable"]
    assert "费用构成的标题" in shown["change"]["summary"]
    assert "+    - 费用明细：" in shown["change"]["diff"]
    assert (await centre.say("c1", "明细"))[-1]["text"] == "费用明细："
    back = {"change": shown["change"]["id"], "before": True}
    await trainer.post(f"{HERE}/bill_parts/restore", **back)
    assert (await centre.say("c1", "明细"))[-1]["text"] == "费用构成："
    kept = (studio.scripts / "bill.yml").read_bytes()
    assert kept == (ROOT / "data" / "scripts" / "bill.yml").read_bytes()


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


async def test_scripts_are_listed_by_file_and_words_with_the_files_names(studio) -> None:
    """Every one of them, or those looked for."""
    trainer = await studio.centre.staff(TRAINER)
    everything = await trainer.get(HERE)
    found = await trainer.get(f"{HERE}?q=费用构成&file=bill.yml")

    assert everything["files"]["bill.yml"] == "话费账单"
    assert {each["file"] for each in everything["scripts"]} <= set(everything["files"])
    assert len(everything["scripts"]) > 900
    assert {each["key"] for each in found["scripts"]} >= {"bill_parts"}
    assert all(each["file"] == "bill.yml" for each in found["scripts"])


async def test_every_file_of_the_real_scripts_has_a_name_in_chinese(studio) -> None:
    """A trainer does not read file names."""
    trainer = await studio.centre.staff(TRAINER)
    files = (await trainer.get(HERE))["files"]

    assert [name for name, title in files.items() if title == name] == []


async def test_a_script_is_shown_with_samples_and_what_was_said_before(studio) -> None:
    """Newest first, the wording before the first change last."""
    trainer = await studio.centre.staff(TRAINER)
    await put(trainer, ["费用明细："], OLD)
    await put(trainer, ["明细："], ["费用明细："])
    shown = await trainer.get(f"{HERE}/bill_parts")
    total = await trainer.get(f"{HERE}/bill_total")

    newer, older = (each["id"] for each in shown["changes"])
    assert shown["versions"] == [
        {"change": newer, "lines": ["明细："], "before": False},
        {"change": older, "lines": ["费用明细："], "before": False},
        {"change": older, "lines": OLD, "before": True},
    ]
    assert total["samples"] == {"number": "138****0001", "month": "10月", "total": "86.50"}


async def test_what_a_hand_wrote_between_two_changes_can_be_said_again_too(studio) -> None:
    """The change that came after it found it there."""
    trainer = await studio.centre.staff(TRAINER)
    await put(trainer, ["费用明细："], OLD)
    path = studio.scripts / "bill.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("费用明细：\n", "构成：\n"), encoding="utf-8")
    await put(trainer, ["明细："], ["构成："])
    versions = (await trainer.get(f"{HERE}/bill_parts"))["versions"]
    byhand = versions[1]
    assert [each["lines"] for each in versions] == [["明细："], ["构成："], ["费用明细："], OLD]
    body = {"change": byhand["change"], "before": byhand["before"]}

    shown = await trainer.post(f"{HERE}/bill_parts/restore", **body)
    assert shown["script"]["lines"] == ["构成："]


async def test_a_preview_is_spoken_and_says_what_to_say_instead(studio) -> None:
    """Nothing is kept."""
    trainer = await studio.centre.staff(TRAINER)
    lines = ["{month}一共{total}元，{number}。", "你{month}{total}{number}", "没有{x}"]
    shown = await trainer.post(f"{HERE}/bill_total/preview", lines=lines)
    good, taboo, bad = shown["lines"]

    assert good == {"text": lines[0], "spoken": "10月一共86.50元，138****0001。", "problems": []}
    assert (taboo["problems"][0]["word"], taboo["problems"][0]["instead"]) == ("你", "您")
    assert [each["blocking"] for each in bad["problems"]] == [True, True, False]
    assert "变量x" in bad["problems"][0]["message"].replace(" ", "")


async def test_problems_are_all_told_in_chinese_and_nothing_is_saved(studio) -> None:
    """422 with the place of each."""
    trainer = await studio.centre.staff(TRAINER)
    status, shown = await put(trainer, ["你好", "{x}"], OLD)

    assert (status, shown["error"]) == (422, "problems")
    assert [(each["place"], each["field"]) for each in shown["problems"]] == [
        ("1", "lines"),
        ("2", "lines"),
    ]
    assert shown["problems"][0]["message"] == "“你”是服务忌语；建议改为：您"
    assert (await trainer.get(f"{HERE}/bill_parts"))["script"]["lines"] == OLD


async def test_of_two_trainers_on_one_line_the_second_sees_what_stands_there(studio) -> None:
    """Nothing is lost; on another script there is no conflict."""
    one, two = await studio.centre.staff(TRAINER), await studio.centre.staff(OTHER)
    await put(one, ["费用明细："], OLD)
    status, shown = await put(two, ["明细如下："], OLD)
    other = (await two.get(f"{HERE}/bill_first"))["script"]["lines"]

    assert (status, shown["error"]) == (409, "changed_meanwhile")
    assert shown["present"]["lines"] == ["费用明细："]
    assert shown["present"]["changed_by"] == TRAINER
    assert (await put(two, [*other, "暂时没有可以对比的账单。"], other, "bill_first"))[0] == 200


async def test_a_file_edited_by_hand_is_shown_and_not_overwritten(studio) -> None:
    """An editor on the server is one more trainer."""
    trainer = await studio.centre.staff(TRAINER)
    path = studio.scripts / "bill.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("费用构成：\n", "构成：\n"), encoding="utf-8")
    status, shown = await put(trainer, ["费用明细："], OLD)

    assert status == 409
    assert shown["present"]["lines"] == ["构成："]
    assert (await studio.centre.say("c1", "明细"))[-1]["text"] == "构成："


@pytest.mark.parametrize("key", ["nothing", "formats", "a%2Fb"])
async def test_an_unknown_script_is_not_found(studio, key: str) -> None:
    """Nor is a section that is none."""
    trainer = await studio.centre.staff(TRAINER)

    assert (await trainer.call("GET", f"{HERE}/{key}"))[0] == 404
    assert (await put(trainer, ["好"], [], key))[0] == 404
    body = {"change": "1"}
    assert (await trainer.call("POST", f"{HERE}/bill_parts/restore", body))[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lines": "x", "expected": []},
        {"lines": [1], "expected": []},
        {"lines": ["x"]},
        {"lines": ["x"] * 50, "expected": []},
        {"lines": ["x" * 3000], "expected": []},
    ],
)
async def test_what_is_no_list_of_lines_is_refused(studio, body) -> None:
    """Before anything is read."""
    trainer = await studio.centre.staff(TRAINER)

    assert (await trainer.call("PUT", f"{HERE}/bill_parts", body))[0] in {400, 413}


async def test_a_full_disk_is_told_and_the_old_line_goes_on(
    studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """507; the file, the log and what is said are as they were; then it works again."""
    trainer = await studio.centre.staff(TRAINER)
    before = (studio.scripts / "bill.yml").read_bytes()

    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        status, shown = await put(trainer, ["费用明细："], OLD)

    assert (status, shown["error"]) == (507, "not_written")
    assert (studio.scripts / "bill.yml").read_bytes() == before
    assert (await trainer.get(f"{HERE}/bill_parts"))["changes"] == []
    assert (await studio.centre.say("c1", "明细"))[-1]["text"] == "费用构成："
    assert (await put(trainer, ["费用明细："], OLD))[0] == 200


async def test_the_log_of_changes_undoes_a_line_while_it_stands(studio) -> None:
    """Then the old one is said; a line that was changed since is not taken back."""
    trainer = await studio.centre.staff(TRAINER)
    _, first = await put(trainer, ["费用明细："], OLD)
    studio.undo(first["change"]["id"], OTHER)
    assert (await trainer.get(f"{HERE}/bill_parts"))["script"]["lines"] == OLD
    _, second = await put(trainer, ["费用明细："], OLD)
    await put(trainer, ["明细："], ["费用明细："])

    with pytest.raises(RequestRefused) as refused:
        studio.undo(second["change"]["id"], OTHER)

    assert (refused.value.reason, refused.value.status) == ("changed_meanwhile", 409)
    assert refused.value.details["present"]["lines"] == ["明细："]
