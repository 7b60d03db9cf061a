"""`xiaotong kb` on a real library: out to each format and in again, published, withdrawn."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.bootstrap import seed_file
from accounts.clock import SystemClock, local
from actions.services import open_services
from bot.commands import kb
from bot.errors import XiaotongError
from bot.settings import load

OPERATOR = Path(__file__).resolve().parents[2] / "accounts" / "small.yml"
AUTHOR = "8801"
ARTICLE = """---
code: {code}
title: {title}
kind: howto
source: 公告
author: "{author}"
valid_from: 2026-01-01
---
{answer}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Seed the small operator and import two articles as drafts of the agent."""
    services = open_services(load({"data_dir": tmp_path}), SystemClock())
    seed_file(services.accounts, OPERATOR)
    services.accounts.close()
    folder = tmp_path / "in"
    folder.mkdir()
    for code, title in (("one", "第一篇"), ("two", "第二篇")):
        text = ARTICLE.format(code=code, title=title, author=AUTHOR, answer="请到营业厅。")
        (folder / f"{code}.md").write_text(text, encoding="utf-8")
    kb.run(what="import", data_dir=tmp_path, path=folder)
    return tmp_path


def reviewer(data: Path) -> str:
    """Return a staff number that is not the author's."""
    services = open_services(load({"data_dir": data}), SystemClock())
    numbers = [each.number for each in services.accounts.roster.members()]
    services.accounts.close()
    return next(each for each in numbers if each != AUTHOR)


def test_an_article_is_published_listed_and_withdrawn_with_its_history(data, capsys) -> None:
    """Each step names who did it."""
    by = reviewer(data)
    kb.run(what="publish", data_dir=data, code="one", by=by)
    kb.run(what="list", data_dir=data, state="published")
    kb.run(what="withdraw", data_dir=data, code="one", by=by, note="规则已变")
    kb.run(what="history", data_dir=data, code="one")
    kb.run(what="show", data_dir=data, code="one")
    told = capsys.readouterr().out

    assert "第一篇" in told
    assert "第二篇" not in told
    assert f"v1  {by}" in told
    assert "withdrawn  规则已变" in told
    assert "请到营业厅。" in told


@pytest.mark.parametrize("name", ["out", "out.json", "out.xlsx"])
def test_what_is_exported_is_imported_without_a_change(data, capsys, name: str) -> None:
    """And an edited copy becomes the next version."""
    kb.run(what="export", data_dir=data, path=data / name)
    kb.run(what="import", data_dir=data, path=data / name, json_out=data / "report.json")
    report = json.loads((data / "report.json").read_text(encoding="utf-8"))

    assert "2" in capsys.readouterr().out
    assert report["unchanged"] == ["one", "two"]
    assert report["changed"] == report["added"] == report["problems"] == []


def test_a_bad_import_lists_every_problem_and_takes_nothing(data, capsys) -> None:
    """In words, and in the report."""
    bad = data / "bad"
    bad.mkdir()
    script = ARTICLE.format(code="new", title="题", author=AUTHOR, answer="<script>x</script>")
    (bad / "new.md").write_text(script, encoding="utf-8")
    (bad / "empty.md").write_text("没有字段", encoding="utf-8")
    with pytest.raises(XiaotongError):
        kb.run(what="import", data_dir=data, path=bad, json_out=data / "report.json")
    told = capsys.readouterr().err.splitlines()
    report = json.loads((data / "report.json").read_text(encoding="utf-8"))
    kb.run(what="list", data_dir=data)

    assert {each["place"] for each in report["problems"]} == {"new.md", "empty.md"}
    assert len(told) == len(report["problems"]) == 2
    assert "new " not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("publish", {"code": "one", "by": AUTHOR}),
        ("publish", {"code": "nowhere", "by": AUTHOR}),
        ("publish", {"code": "one", "by": "0000"}),
        ("show", {"code": "nowhere"}),
        ("list", {"state": "lost"}),
        ("import", {"path": Path("/nowhere")}),
        ("import", {"path": Path(__file__)}),
        ("export", {"path": Path("library.docx")}),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(data, what: str, given) -> None:
    """One's own work, what is nowhere, a stranger, an unknown state or format."""
    with pytest.raises(XiaotongError) as refused:
        kb.run(what=what, data_dir=data, **given)

    assert str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_article_is_written_and_edited_from_a_file(data, tmp_path: Path, capsys) -> None:
    """The writer is the author; somebody else publishes it."""
    path, by = tmp_path / "new.md", reviewer(data)
    text = ARTICLE.format(code="new", title="第三篇", author="x", answer="请到营业厅。")
    path.write_text(text.replace('author: "x"\n', ""), encoding="utf-8")
    kb.run(what="new", data_dir=data, path=path, by=by)
    with pytest.raises(XiaotongError):
        kb.run(what="publish", data_dir=data, code="new", by=by)
    kb.run(what="publish", data_dir=data, code="new", by=AUTHOR)
    capsys.readouterr()
    kb.run(what="show", data_dir=data, code="new")
    path.write_text(capsys.readouterr().out.replace("请到", "您可以到"), encoding="utf-8")
    kb.run(what="edit", data_dir=data, path=path, by=AUTHOR)

    kb.run(what="list", data_dir=data, state="draft")
    assert "new                     v2" in capsys.readouterr().out


def test_an_edit_of_no_version_or_an_older_one_and_a_code_that_is_there_are_refused(
    data, tmp_path: Path, capsys
) -> None:
    """Nothing is overwritten."""
    path, by = tmp_path / "one.md", reviewer(data)
    path.write_text(
        ARTICLE.format(code="one", title="改过", author=AUTHOR, answer="好。"), encoding="utf-8"
    )
    for what in ("edit", "new"):
        with pytest.raises(XiaotongError):
            kb.run(what=what, data_dir=data, path=path, by=by)
    kb.run(what="show", data_dir=data, code="one")
    capsys.readouterr()
    text = path.read_text(encoding="utf-8").replace("code: one", "code: one\nversion: 1")
    path.write_text(text, encoding="utf-8")
    kb.run(what="edit", data_dir=data, path=path, by=by)
    path.write_text(text.replace("好。", "行。"), encoding="utf-8")
    with pytest.raises(XiaotongError):
        kb.run(what="edit", data_dir=data, path=path, by=by)
    with pytest.raises(XiaotongError):
        kb.run(what="new", data_dir=data, path=tmp_path / "none.md", by=by)


def test_a_folder_packed_as_a_zip_goes_out_and_in_again(data, tmp_path: Path, capsys) -> None:
    """As a browser sends it."""
    packed = tmp_path / "out.zip"
    kb.run(what="export", data_dir=data, path=packed)
    capsys.readouterr()
    kb.run(what="import", data_dir=data, path=packed)

    assert "0" in capsys.readouterr().out
    broken = tmp_path / "broken.zip"
    broken.write_bytes(packed.read_bytes()[:100])
    with pytest.raises(XiaotongError):
        kb.run(what="import", data_dir=data, path=broken)


def test_a_file_is_attached_listed_passed_by_somebody_else_and_removed(
    data, tmp_path: Path, capsys
) -> None:
    """The history names each step; a page called a picture is refused beside it."""
    path, by = tmp_path / "申请表.pdf", reviewer(data)
    path.write_bytes(b"%PDF-1.7 ")
    kb.run(what="attach", data_dir=data, code="one", path=path, by=AUTHOR)
    with pytest.raises(XiaotongError):
        kb.run(what="vouch", data_dir=data, code="one", name=path.name, by=AUTHOR)
    kb.run(what="attachments", data_dir=data, code="one")
    kb.run(what="vouch", data_dir=data, code="one", name=path.name, by=by)
    kb.run(what="attachments", data_dir=data, code="one")
    kb.run(what="detach", data_dir=data, code="one", name=path.name, by=by)
    kb.run(what="history", data_dir=data, code="one")
    told = capsys.readouterr().out
    disguised, empty = tmp_path / "a.png", tmp_path / "b.pdf"
    disguised.write_text("<html>", encoding="utf-8")
    empty.touch()

    assert told.count("申请表.pdf") >= 6
    assert all(f"  {event} " in told for event in ("attach", "vouch", "detach"))
    for bad in (disguised, empty, tmp_path / "none.pdf"):
        with pytest.raises(XiaotongError):
            kb.run(what="attach", data_dir=data, code="one", path=bad, by=AUTHOR)
    for what in ("vouch", "detach"):
        with pytest.raises(XiaotongError):
            kb.run(what=what, data_dir=data, code="one", name="none.pdf", by=by)


def test_a_question_is_dealt_with_and_brought_back_by_its_id(data: Path, capsys) -> None:
    """By somebody; the beginning of the id is enough, and what is no question is refused."""
    services = open_services(load({"data_dir": data}), SystemClock())
    services.knowledge.note_unanswered("月亮上能漫游吗", ())
    (one,) = services.knowledge.library.unanswered(5)
    by = reviewer(data)

    def said(**asked) -> str:
        capsys.readouterr()
        kb.run(what="unanswered", data_dir=data, **asked)
        return capsys.readouterr().out

    assert f"{one.id[:8]}     1" in said()
    with pytest.raises(XiaotongError):
        kb.run(what="unanswered", data_dir=data, done=one.id[:8])
    said(done=one.id[:8], by=by)
    assert "月亮" not in said()
    assert said(finished=True).splitlines()[0].endswith(by)
    with pytest.raises(XiaotongError):
        kb.run(what="unanswered", data_dir=data, done=one.id[:8], by=by)
    said(reopen=one.id, by=by)
    assert "月亮" in said()
    services.accounts.close()
    services.knowledge.close()


def test_an_article_is_submitted_returned_with_a_reason_and_submitted_again(data, capsys) -> None:
    """Nobody is returned anything without one; what is returned can be discarded."""
    by = reviewer(data)
    kb.run(what="submit", data_dir=data, code="one", by=AUTHOR)
    with pytest.raises(XiaotongError):
        kb.run(what="reject", data_dir=data, code="one", by=by)
    kb.run(what="reject", data_dir=data, code="one", by=by, note="缺时限")
    kb.run(what="discard", data_dir=data, code="one", by=AUTHOR)
    with pytest.raises(XiaotongError):
        kb.run(what="submit", data_dir=data, code="one", by=AUTHOR)
    with pytest.raises(XiaotongError):
        kb.run(what="withdraw", data_dir=data, code="one", by=by)
    kb.run(what="history", data_dir=data, code="one")
    told = capsys.readouterr().out

    steps = ("submit    review", "reject    draft  缺时限", "discard   discarded")
    assert all(step in told for step in steps)


def test_an_earlier_version_is_shown_and_restored_and_the_served_one_exported(data, capsys) -> None:
    """While a draft is open; a version that is none is refused."""
    by = reviewer(data)
    kb.run(what="publish", data_dir=data, code="one", by=by)
    path = data / "one.md"
    capsys.readouterr()
    kb.run(what="show", data_dir=data, code="one")
    path.write_text(capsys.readouterr().out.replace("请到营业厅", "可以在线"), encoding="utf-8")
    kb.run(what="edit", data_dir=data, path=path, by=AUTHOR)
    capsys.readouterr()

    kb.run(what="show", data_dir=data, code="one")
    assert "可以在线" in capsys.readouterr().out
    for given in ({"served": True}, {"version": 1}):
        kb.run(what="show", data_dir=data, code="one", **given)
        assert "请到营业厅" in capsys.readouterr().out
    kb.run(what="restore", data_dir=data, code="one", version=1, by=AUTHOR)
    kb.run(what="export", data_dir=data, path=data / "served", served=True)
    assert [each.name for each in (data / "served").glob("*")] == ["one.md"]
    assert "version: 1\n" in (data / "served" / "one.md").read_text(encoding="utf-8")
    kb.run(what="show", data_dir=data, code="one")
    assert "version: 3\n" in capsys.readouterr().out
    for what, given in (("show", {"version": 9}), ("restore", {"version": 9, "by": AUTHOR})):
        with pytest.raises(XiaotongError):
            kb.run(what=what, data_dir=data, code="one", **given)
    with pytest.raises(XiaotongError):
        kb.run(what="show", data_dir=data, code="two", served=True)


def test_an_import_is_published_by_two_people_only(data, tmp_path: Path, capsys) -> None:
    """One person with two options passes not; a dry run keeps nothing."""
    by = reviewer(data)
    folder = tmp_path / "more"
    folder.mkdir()
    text = ARTICLE.format(code="three", title="第三篇", author="x", answer="请到营业厅。")
    (folder / "three.md").write_text(text, encoding="utf-8")
    for given in ({}, {"by": by}, {"by": "0000"}):
        with pytest.raises(XiaotongError):
            kb.run(what="import", data_dir=data, path=folder, reviewer=by, **given)
    both = {"path": folder, "by": AUTHOR, "reviewer": by}
    kb.run(what="import", data_dir=data, dry_run=True, **both)
    assert "nothing was imported" in capsys.readouterr().out
    with pytest.raises(XiaotongError):
        kb.run(what="show", data_dir=data, code="three")
    kb.run(what="import", data_dir=data, path=folder, by=by)
    for what, given in (("publish", {"code": "three", "by": by}), ("import", both)):
        with pytest.raises(XiaotongError):
            kb.run(what=what, data_dir=data, **given)
    (folder / "three.md").write_text(text.replace("three", "four"), encoding="utf-8")
    (folder / "three.md").rename(folder / "four.md")
    kb.run(what="import", data_dir=data, **both)
    kb.run(what="list", data_dir=data, state="published")
    told = capsys.readouterr().out

    assert "four " in told
    assert "three " not in told


def test_a_preview_prints_what_customers_read_and_all_that_is_wrong(data, capsys) -> None:
    """Nothing is kept; a good file has no problem."""
    path = data / "new.md"
    good = ARTICLE.format(code="new", title="题", author=AUTHOR, answer="{operator}为您办理。")
    path.write_text(good + "\n## 收费吗\n\n不收费。\n", encoding="utf-8")
    kb.run(what="preview", data_dir=data, path=path)
    told = capsys.readouterr()
    path.write_text(good.replace("howto", "song") + "<b>您搞错了</b>", encoding="utf-8")
    with pytest.raises(XiaotongError):
        kb.run(what="preview", data_dir=data, path=path)
    wrong = capsys.readouterr().err

    assert "收费吗\n不收费。" in told.out
    assert "{" not in told.out
    assert told.err == ""
    assert all(f"new.md · {field}" in wrong for field in ("kind", "answer"))
    with pytest.raises(XiaotongError):
        kb.run(what="show", data_dir=data, code="new")


def test_what_ends_within_a_week_is_listed(data, capsys) -> None:
    """And nothing else."""
    by, until = reviewer(data), local(SystemClock().now()).date() + timedelta(days=3)
    path = data / "soon.md"
    text = ARTICLE.format(code="soon", title="活动", author=AUTHOR, answer="好。")
    path.write_text(text.replace("answer", "a").replace("source", f"valid_until: {until}\nsource"))
    kb.run(what="new", data_dir=data, path=path, by=AUTHOR)
    for code in ("soon", "one"):
        kb.run(what="publish", data_dir=data, code=code, by=by)
    capsys.readouterr()
    kb.run(what="list", data_dir=data, state="ending")
    told = capsys.readouterr().out

    assert "soon " in told
    assert "one " not in told
