"""`xiaotong scripts` on files of its own: found, heard, changed, brought back, refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from accounts.bootstrap import seed_file
from accounts.clock import SystemClock
from actions.services import open_services
from bot.cli import app
from bot.commands import scripts
from bot.errors import XiaotongError
from bot.safe_files import FileNotWritten
from bot.settings import ROOT, load
from bot.wording.book import ScriptBook

OPERATOR = Path(__file__).resolve().parents[2] / "accounts" / "small.yml"
BY = "8801"
SCRIPTS = ROOT / "data" / "scripts"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Seed the small operator."""
    services = open_services(load({"data_dir": tmp_path}), SystemClock())
    seed_file(services.accounts, OPERATOR)
    services.accounts.close()
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the real scripts, so that they can be changed."""
    folder = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, folder)
    return folder


@pytest.fixture
def run(data: Path, folder: Path, capsys):
    """Give what runs a command on them and returns what it printed."""

    def command(what: str, **given: object) -> str:
        scripts.run(what=what, data_dir=data, folder=folder, **given)
        return str(capsys.readouterr().out)

    return command


def test_a_line_is_found_shown_and_heard(run) -> None:
    """With its situation, its variables and what stands for them."""
    listed = run("list", q="构成的标题", file="bill.yml")
    shown = run("show", key="bill_total")

    assert "bill_parts" in listed
    assert "bill_total" not in listed
    assert "bill.yml" in shown
    assert "138****0001" in shown
    assert "86.50" in shown


def test_a_preview_lists_problems_and_keeps_nothing(run, folder: Path) -> None:
    """With what to say instead."""
    told = run("preview", key="bill_parts", lines=["你的费用：", "{x}"])

    assert "您" in told
    assert told.count("!") == 2
    assert (folder / "bill.yml").read_bytes() == (SCRIPTS / "bill.yml").read_bytes()


def test_a_line_is_changed_its_history_told_and_the_old_one_restored(run, folder: Path) -> None:
    """Then the file is what it was."""
    run("set", key="bill_parts", lines=["费用明细："], by=BY)
    assert "费用明细：" in (folder / "bill.yml").read_text(encoding="utf-8")
    history = run("history", key="bill_parts")
    assert "- 费用构成：" in history
    assert "+ 费用明细：" in history
    assert BY in history
    change = history.split()[0]
    run("restore", key="bill_parts", change=change, by=BY, before=True)

    assert (folder / "bill.yml").read_bytes() == (SCRIPTS / "bill.yml").read_bytes()


def test_problems_are_told_one_by_one_and_nothing_is_saved(run, folder: Path, capsys) -> None:
    """Each with its line."""
    with pytest.raises(XiaotongError):
        run("set", key="bill_parts", lines=["你好", "{x}"], by=BY)

    assert len(capsys.readouterr().err.splitlines()) == 2
    assert (folder / "bill.yml").read_bytes() == (SCRIPTS / "bill.yml").read_bytes()


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("show", {"key": "nothing"}),
        ("set", {"key": "bill_parts", "lines": ["好"], "by": "nobody"}),
        ("set", {"key": "nothing", "lines": ["好"], "by": BY}),
        ("restore", {"key": "bill_parts", "change": "99", "by": BY}),
    ],
    ids=["unknown", "stranger", "unknown to set", "no change"],
)
def test_what_is_not_there_is_refused_in_a_sentence(run, what: str, given: dict) -> None:
    """No trace, no change."""
    with pytest.raises(XiaotongError) as refused:
        run(what, **given)

    assert len(str(refused.value)) > 10


def test_a_full_disk_is_told_in_a_sentence(run, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not as a name of an error."""

    def full(*_given: object, **_more: object) -> None:
        raise FileNotWritten("bill.yml")

    monkeypatch.setattr(ScriptBook, "save", full)
    with pytest.raises(XiaotongError) as refused:
        run("set", key="bill_parts", lines=["好"], by=BY)

    assert "bill.yml" not in str(refused.value)


def test_every_command_is_there_with_its_help() -> None:
    """In the language of the locale."""
    for name in ("list", "show", "preview", "set", "history", "restore"):
        shown = CliRunner().invoke(app, ["scripts", name, "--help"])
        assert shown.exit_code == 0
        assert "./xiaotong scripts" in shown.output
