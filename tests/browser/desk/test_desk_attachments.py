"""A trainer attaches a file, a second one passes it, an agent opens it at the desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.knowledge.editing import Incoming
from tests.integration.wording.conftest import OTHER, TRAINER, article

FILES = re.compile("^附件")
NAME = "补卡申请表 2026.pdf"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400


@pytest.fixture
def sim(centre):
    """Publish an article on lost cards."""
    taken = [Incoming("sim", article("sim", "补卡和换卡"))]
    centre.knowledge.editor.take(taken, reviewer=OTHER)
    return centre


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """Write the form that is attached."""
    path = tmp_path / NAME
    path.write_bytes(PDF)
    return path


@pytest.fixture
def editor(sim, stranger):
    """Return what opens the article in the studio for a trainer."""

    def editor(number: str):
        desk = stranger(sim)
        desk.log_in(number)
        page = desk.page
        expect(page.get_by_role("navigation", name="页面")).to_be_visible()
        page.goto(f"{sim.url}studio/articles")
        page.get_by_role("button", name="补卡和换卡").click()
        expect(page.get_by_role("heading", name=FILES)).to_be_visible()
        return page

    return editor


def test_a_file_goes_from_a_trainer_by_a_colleague_to_an_agent(
    sim, editor, staff, visit, form, tmp_path
) -> None:
    """Nobody but trainers sees it before; the agent saves it to the byte."""
    page = editor(TRAINER)
    page.get_by_label("选择附件").set_input_files(form)
    files = page.get_by_role("region", name=FILES)
    expect(files.get_by_role("link", name=NAME)).to_be_visible()
    expect(files.get_by_text("待审核")).to_be_visible()
    expect(files.get_by_role("button", name=f"通过附件 {NAME}")).to_have_count(0)
    files.scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "1-waiting.png")

    agent = staff(sim, "8801")
    visit(sim).say("人工")
    agent.accept()
    agent.page.get_by_role("tab", name="知识").click()
    _look_up(agent.page)
    expect(agent.page.get_by_role("link", name=NAME)).to_have_count(0)

    other = editor(OTHER)
    other.get_by_role("button", name=f"通过附件 {NAME}").click()
    expect(other.get_by_role("region", name=FILES).get_by_text("待审核")).to_have_count(0)
    other.get_by_role("tab", name="经过").click()
    expect(other.get_by_text("审核通过附件")).to_be_visible()
    other.screenshot(path=tmp_path / "2-passed.png")

    _look_up(agent.page)
    link = agent.page.get_by_role("link", name=NAME)
    expect(link).to_be_visible()
    agent.page.screenshot(path=tmp_path / "3-desk.png")
    with agent.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == NAME
    assert Path(download.value.path()).read_bytes() == PDF


def test_a_refused_file_is_told_with_its_reason_and_a_removal_is_asked_for_first(
    sim, editor, form, tmp_path
) -> None:
    """A script called a picture, and a file that is too large, beside one that is kept."""
    disguised, large = tmp_path / "图.png", tmp_path / "大.pdf"
    disguised.write_text("<script>alert(1)</script>", encoding="utf-8")
    large.write_bytes(b"%PDF-" + b"x" * 10 * 1024 * 1024)
    page = editor(TRAINER)
    page.get_by_label("选择附件").set_input_files([disguised, large, form])
    told = page.get_by_role("alert")
    expect(told.filter(has_text="图.png")).to_contain_text("不符")
    expect(told.filter(has_text="大.pdf")).to_contain_text("最大 10 MB")
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    page.get_by_role("region", name=FILES).scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "4-refused.png")

    page.get_by_role("button", name=f"删除附件 {NAME}").click()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    page.get_by_role("button", name=f"删除附件 {NAME}").click()
    page.get_by_role("button", name="删除", exact=True).last.click()
    expect(page.get_by_role("link", name=NAME)).to_have_count(0)
    assert sim.knowledge.attachments.of("sim") == ()


def _look_up(page) -> None:
    page.get_by_label("查知识库").fill("补卡和换卡")
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_role("heading", name="补卡和换卡")).to_be_visible()
