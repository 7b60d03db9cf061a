"""The service centre with the studio's faces of scripts and articles, on files of its own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import FixedClock
from accounts.credentials import SecretHasher
from accounts.staff import StaffLogins
from actions.services import notification_words
from bot.changes.bootstrap import open_changes
from bot.changes.model import Change
from bot.conversation.messages import Content, EngineTurn
from bot.engine.scripted import ScriptedEngine
from bot.gateway.app import create_app
from bot.gateway.customer_files import CustomerFiles
from bot.gateway.desk import DeskParts, add_desk
from bot.gateway.desk_knowledge import StaffKnowledge
from bot.gateway.desk_ports import staffing
from bot.gateway.greeting import AccountsGreeter
from bot.gateway.identity import IdentityGate
from bot.gateway.studio_words import (
    article_face,
    attachment_face,
    script_book,
    script_face,
    script_undoer,
)
from bot.knowledge.bootstrap import open_knowledge
from bot.knowledge.editing import Incoming
from bot.knowledge.model import Article, Kind
from bot.knowledge.service import Knowledge
from bot.scripts import Scripts
from bot.settings import ROOT, load, secret
from bot.taboo import Taboos
from tests.integration.desk.conftest import NOON, OPERATOR, PASSWORD, Centre, Memory
from tests.unit.bot.knowledge.conftest import LetterEncoder

TRAINER, OTHER, AGENT = "7701", "7702", "8801"


@dataclass
class Studio:
    """A running centre, the folder of its scripts and its knowledge base."""

    centre: Centre
    scripts: Path
    knowledge: Knowledge
    undo: Callable[[str, str], Change]
    """Undoes a change of a script, as the log of changes does."""


@pytest.fixture(scope="session")
def studio_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the accounts once: the desk's people and a second trainer, with passwords."""
    folder = tmp_path_factory.mktemp("studio")
    words = Scripts.load(ROOT / "data" / "scripts")
    with closing(_accounts(folder, words, FixedClock(NOON))) as accounts:
        seed_file(accounts, OPERATOR)
        cheap = StaffLogins(
            uow_factory=accounts.uows,
            clock=accounts.clock,
            hasher=SecretHasher(passes=1, memory_kib=8),
        )
        for member in accounts.roster.members():
            cheap.set_password(member.number, PASSWORD)
    return folder


def _accounts(folder: Path, words: Scripts, clock: FixedClock) -> Any:
    return open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=clock,
        outbox_path=folder / "outbox.jsonl",
        render=notification_words(words),
    )


def article(code: str, title: str, **more: Any) -> Article:
    """Return a public how-to that a trainer wrote."""
    fixed = {"kind": Kind.HOWTO, "source": "公告", "author": TRAINER}
    fixed.update(valid_from=date(2026, 1, 1), similar=(title,))
    return Article(code=code, title=title, **{"answer": "请到营业厅办理。", **fixed, **more})


@pytest.fixture
async def studio(tmp_path: Path, studio_template: Path) -> AsyncIterator[Studio]:
    """Give a running centre whose trainers may change lines and articles."""
    folder = tmp_path / "centre"
    shutil.copytree(studio_template, folder)
    scripts_folder = folder / "scripts"
    shutil.copytree(ROOT / "data" / "scripts", scripts_folder)
    clock, scripts = FixedClock(NOON), Scripts.load(scripts_folder)
    settings = load({"data_dir": folder})
    accounts = _accounts(folder, scripts, clock)

    def answer(_request: Any) -> EngineTurn:
        return EngineTurn((Content(text=scripts.text("bill_parts")),))

    app = create_app(
        settings=settings,
        engine=ScriptedEngine(answers={}, otherwise=answer),
        gate=IdentityGate(accounts.identity),
        greeter=AccountsGreeter(
            salutation=accounts.customers.salutation,
            service_name=lambda: "测试客服",
            wording=scripts,
        ),
        wording=scripts,
        clock=clock,
        people=staffing(accounts, scripts, Memory()),
    )
    knowledge = open_knowledge(
        url=settings.knowledge_url,
        clock=clock,
        taboos=Taboos(scripts.taboos()),
        offers=accounts.catalogue.codes,
        encoder=LetterEncoder(),
    )
    known = StaffKnowledge(knowledge, accounts.catalogue.operator)
    door = add_desk(app, DeskParts(settings, accounts, scripts, clock, knowledge=known))
    taken = [Incoming(code, article(code, title)) for code, title in ARTICLES.items()]
    knowledge.editor.take(taken, reviewer=OTHER)
    changes = open_changes(settings.studio_url, clock)
    book = script_book(app, changes, scripts, scripts_folder)
    app.add_routes(script_face(door, accounts, book).routes())
    app.add_routes(article_face(door, accounts, knowledge, clock).routes())
    app.add_routes(attachment_face(door, accounts, knowledge).routes())
    app.add_routes(CustomerFiles(knowledge).routes())
    server = TestServer(app)
    await server.start_server()
    rest = ClientSession(headers={"Authorization": f"Bearer {secret(settings, 'rest_api_key')}"})
    key = secret(settings, "customer_token_key")
    centre = Centre(server, app, rest, accounts, clock, folder / "outbox.jsonl", key)
    yield Studio(centre, scripts_folder, knowledge, script_undoer(book))
    for each in (rest, *(member.http for member in centre.people)):
        await each.close()
    await server.close()
    for closing_ in (accounts, knowledge, changes):
        closing_.close()


ARTICLES = {"transfer": "号码过户", "sim": "补卡和换卡", "roaming": "国际漫游开通"}
