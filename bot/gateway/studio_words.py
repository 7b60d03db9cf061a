"""The studio's faces for what is said: scripts and articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from aiohttp import web
from ruamel.yaml import YAML

from accounts.bootstrap import Accounts
from accounts.clock import Clock
from accounts.errors import NotFound
from bot.changes.log import ChangeLog
from bot.changes.model import Change
from bot.desk.door import Door
from bot.errors import RequestRefused
from bot.knowledge.model import SYSTEM
from bot.knowledge.service import Knowledge
from bot.scripts import Scripts
from bot.settings import ROOT
from bot.studio.article_routes import ArticleRoutes
from bot.studio.article_shapes import ArticleWords
from bot.studio.attachment_routes import AttachmentRoutes
from bot.studio.question_routes import QuestionRoutes
from bot.studio.script_routes import ScriptRoutes, refusal, script_json
from bot.studio.words import told
from bot.wording.book import ScriptBook, ScriptChanged
from bot.wording.bootstrap import FOLDER, open_scripts
from bot.wording.checking import LinesRefused
from bot.wording.source import NoSuchScript, NotEditable
from bot.wording.watching import ScriptWatch

ARTICLES = ROOT / "data" / "studio" / "articles.yml"
FILES = ROOT / "data" / "studio" / "script_files.yml"


def script_book(
    app: web.Application, changes: ChangeLog, scripts: Scripts, folder: Path = FOLDER
) -> ScriptBook:
    """Return the book of the scripts; what `app` says follows the files as long as it runs."""
    book = open_scripts(changes, scripts, folder)
    app.cleanup_ctx.append(_watched(book.watch))
    return book


def script_face(door: Door, accounts: Accounts, book: ScriptBook) -> ScriptRoutes:
    """Return the face of scripts."""
    files = YAML(typ="safe").load(FILES.read_text(encoding="utf-8"))
    return ScriptRoutes(door=door, book=book, files=files, names=staff_names(accounts))


def script_undoer(book: ScriptBook) -> Callable[[str, str], Change]:
    """Return what undoes a change of a script, by its id and a staff number; it blocks.

    Raises RequestRefused besides what every undoing may raise.
    """

    def undo(change_id: str, by: str) -> Change:
        try:
            return book.undo(change_id, by=by)
        except ScriptChanged as error:
            details = {"present": script_json(book.show(error.key))}
            raise RequestRefused("changed_meanwhile", 409, details=details) from error
        except (LinesRefused, NotEditable, NoSuchScript) as error:
            raise refusal(error) from error

    return undo


def article_face(
    door: Door, accounts: Accounts, knowledge: Knowledge, clock: Clock
) -> ArticleRoutes:
    """Return the face of the knowledge base."""

    def facts() -> Mapping[str, str]:
        try:
            return accounts.catalogue.operator().facts
        except NotFound:
            return {}

    return ArticleRoutes(
        door=door,
        knowledge=knowledge,
        clock=clock,
        words=ArticleWords.load(ARTICLES),
        names=staff_names(accounts),
        facts=facts,
    )


def attachment_face(door: Door, accounts: Accounts, knowledge: Knowledge) -> AttachmentRoutes:
    """Return the face of the files of articles."""
    names = staff_names(accounts)
    return AttachmentRoutes(door=door, attachments=knowledge.attachments, names=names)


def question_face(door: Door, accounts: Accounts, knowledge: Knowledge) -> QuestionRoutes:
    """Return the face of what nothing answered."""
    return QuestionRoutes(door=door, knowledge=knowledge, names=staff_names(accounts))


def staff_names(accounts: Accounts) -> Callable[[], Mapping[str, str]]:
    """Return what tells the names of those who work here, by number; it blocks."""

    def names() -> Mapping[str, str]:
        members = {member.number: member.name for member in accounts.roster.members()}
        return {SYSTEM: told("release_author_system"), **members}

    return names


def _watched(watch: ScriptWatch) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        with watch.running():
            yield

    return context
