"""``xiaotong kb``: lists, shows, imports, exports and moves articles; their files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import typer

from accounts.clock import SystemClock, local
from actions.services import Services, open_services
from bot.commands.words import say
from bot.errors import XiaotongError
from bot.gateway.article_journal import ArticleJournal
from bot.knowledge.bootstrap import import_when_empty
from bot.knowledge.checking import fill
from bot.knowledge.editing import ImportRefused, Incoming
from bot.knowledge.fields import VERSION, Problem
from bot.knowledge.file_checks import check_size
from bot.knowledge.files.folder import as_markdown, read_file, write_folder
from bot.knowledge.files.formats import WRITERS, reader_of
from bot.knowledge.model import Event, KnowledgeRefused, State, Version
from bot.knowledge.service import Knowledge
from bot.knowledge.tending import ends_soon
from bot.knowledge.wording import pieces
from bot.settings import load

ID_CHARS = 8
"""Characters of a question's id that are shown, and are enough."""
EVERY_QUESTION = 5000
ENDING = "ending"
"""What a list can be asked for besides states: what is served ends within a week."""


@dataclass(frozen=True)
class Asked:
    """What the command line gave."""

    code: str = ""
    state: str = ""
    path: Path = Path()
    by: str = ""
    note: str = ""
    question: str = ""
    name: str = ""
    reviewer: str = ""
    version: int = 0
    served: bool = False
    dry_run: bool = False
    limit: int = 50
    done: str = ""
    reopen: str = ""
    finished: bool = False
    json_out: Path | None = None


def run(*, what: str, data_dir: Path | None, **given: Any) -> None:
    """Do `what` with the fields of `Asked`; raises XiaotongError for whatever cannot be done.

    An empty library is filled with the demo's first, but for an import.
    """
    asked = Asked(**given)
    settings, clock = load({"data_dir": data_dir}), SystemClock()
    services = open_services(settings, clock, ArticleJournal(settings, clock))
    try:
        if what != "import":
            import_when_empty(services.knowledge)
        for number in filter(None, (asked.by, asked.reviewer)):
            _check_staff(services, number)
        if what == "preview":
            _preview(services, asked)
        else:
            _WORK[what](services.knowledge, asked)
    except ImportRefused as error:
        _tell_problems(list(error.problems), asked.json_out)
        raise XiaotongError(say("kb_import_refused", count=len(error.problems))) from error
    except KnowledgeRefused as error:
        raise XiaotongError(say(f"kb_refused_{error.reason}", **error.details)) from error
    finally:
        services.accounts.close()
        services.knowledge.close()


def problem_line(problem: Problem) -> str:
    """Return `problem` in words: where, which field, what is wrong."""
    words = say(f"kb_problem_{problem.code}", detail=problem.detail)
    where = f"{problem.place} · {problem.field}" if problem.field else problem.place
    return f"{where}: {words}"


def _list(knowledge: Knowledge, asked: Asked) -> None:
    state = asked.state
    states = (*(each.value for each in State), ENDING)
    if state and state not in states:
        raise XiaotongError(say("kb_no_state", states=", ".join(states)))
    if state == ENDING:
        today, published = _today(), knowledge.library.versions(State.PUBLISHED)
        versions = tuple(each for each in published if ends_soon(each, today))
    else:
        versions = knowledge.library.versions(*([State(state)] if state else []))
    opinions = {each.code: each for each in knowledge.library.opinions()}
    for each in versions:
        article, found = each.article, opinions.get(each.article.code)
        liked = f"+{found.useful} -{found.useless}" if found else ""
        until = article.valid_until.isoformat() if article.valid_until else "-"
        place = f"v{each.number}  {each.state.value:9}  {article.disclosure.value:10}  {until:10}"
        typer.echo(f"{article.code:22}  {place}  {article.title}  {liked}".rstrip())
    typer.echo(say("kb_count", count=len(versions)))


def _newest(knowledge: Knowledge, code: str) -> Version:
    found = [each for each in knowledge.library.versions() if each.article.code == code]
    if not found:
        raise KnowledgeRefused("unknown", code=code)
    return found[0]


def _show(knowledge: Knowledge, asked: Asked) -> None:
    newest = _newest(knowledge, asked.code)
    if asked.served:
        found = [each for each in knowledge.library.served_on(_today()) if _is_of(each, asked.code)]
        if not found:
            raise KnowledgeRefused("not_served", code=asked.code)
        shown: Version | None = found[0]
    else:
        number = asked.version or newest.number
        shown = knowledge.library.version(asked.code, number)
    if shown is None:
        raise KnowledgeRefused("unknown_version", code=asked.code, version=str(asked.version))
    typer.echo(as_markdown(shown))


def _history(knowledge: Knowledge, asked: Asked) -> None:
    _newest(knowledge, asked.code)
    for step in knowledge.library.history(asked.code):
        when = f"{local(step.at):%Y-%m-%d %H:%M}"
        line = f"{when}  v{step.version}  {step.actor:8}  {step.event:8}  {step.state.value}"
        typer.echo(f"{line}  {step.note}".rstrip())


def _import(knowledge: Knowledge, asked: Asked) -> None:
    path, reviewer = asked.path, asked.reviewer or None
    if reviewer and (not asked.by or asked.by == reviewer):
        raise XiaotongError(say("kb_two_people"))
    if not path.exists():
        raise XiaotongError(say("no_file", path=path))
    reader = reader_of(path)
    if reader is None:
        raise XiaotongError(say("kb_no_format", path=path.name))
    incoming, unreadable = reader(path)
    problems = [*unreadable, *knowledge.editor.check(incoming, reviewer)]
    if problems:
        raise ImportRefused(problems)
    taken = knowledge.editor.take(incoming, reviewer=reviewer, by=asked.by, dry_run=asked.dry_run)
    if asked.json_out is not None:
        text = json.dumps({"problems": [], **asdict(taken)}, ensure_ascii=False, indent=1)
        asked.json_out.write_text(text, encoding="utf-8")
    counts = {name: len(codes) for name, codes in asdict(taken).items()}
    typer.echo(say("kb_would_import" if asked.dry_run else "kb_imported", **counts))


def _export(knowledge: Knowledge, asked: Asked) -> None:
    path = asked.path
    write = WRITERS.get(path.suffix.lower())
    if write is None and path.suffix:
        raise XiaotongError(say("kb_no_format", path=path.name))
    library = knowledge.library
    versions = library.served_on(_today()) if asked.served else library.versions()
    (write or write_folder)(path, versions)
    told = "kb_exported_served" if asked.served else "kb_exported"
    typer.echo(say(told, count=len(versions), path=path))


def _new(knowledge: Knowledge, asked: Asked) -> None:
    _write(knowledge, asked, new=True)


def _edit(knowledge: Knowledge, asked: Asked) -> None:
    _write(knowledge, asked, new=False)


def _write(knowledge: Knowledge, asked: Asked, *, new: bool) -> None:
    """Keep the article of a file as a draft; one that is edited was made from a version."""
    path, (each, problems) = asked.path, _read(asked)
    if problems:
        raise ImportRefused([*problems, *knowledge.editor.faults(each.article, each.unread)])
    if not new and not each.version:
        raise ImportRefused([Problem(path.name, VERSION, "missing")])
    made_from = 0 if new else each.version
    _told(knowledge.editor.write(each.article, made_from=made_from, by=asked.by))


def _read(asked: Asked) -> tuple[Incoming, list[Problem]]:
    """Return the article of the file and what of it cannot be read."""
    if not asked.path.is_file():
        raise XiaotongError(say("no_file", path=asked.path))
    incoming, problems = read_file(asked.path, asked.by)
    if not incoming:
        raise ImportRefused(problems)
    return incoming[0], problems


def _preview(services: Services, asked: Asked) -> None:
    """Print an article of a file as customers would read it; its problems are an error."""
    each, problems = _read(asked)
    facts = services.accounts.catalogue.operator().facts
    for channel, answer in {"": each.article.answer, **each.article.answers}.items():
        if channel:
            typer.echo(say("kb_preview_channel", channel=channel))
        for piece in pieces(answer) if answer else ():
            heading = [fill(piece.heading, facts)] if piece.heading else []
            typer.echo("\n".join((*heading, fill(piece.text, facts), "")))
    found = [*problems, *services.knowledge.editor.faults(each.article, each.unread)]
    if found:
        raise ImportRefused([replace(one, place=asked.path.name) for one in found])


def _try(knowledge: Knowledge, asked: Asked) -> None:
    decision = knowledge.decide(asked.question)
    typer.echo(say(f"kb_outcome_{decision.outcome}"))
    for each in decision.found:
        typer.echo(f"{each.score:6.1%}  {each.article.code:22}  {each.article.title}")


def _publish(knowledge: Knowledge, asked: Asked) -> None:
    _told(knowledge.editor.publish(asked.code, asked.by, asked.note))


def _moves(event: Event) -> Callable[[Knowledge, Asked], None]:
    def move(knowledge: Knowledge, asked: Asked) -> None:
        if event is Event.REJECT and not asked.note.strip():
            raise XiaotongError(say("kb_reject_why"))
        _told(knowledge.editor.move(asked.code, event, asked.by, asked.note))

    return move


def _restore(knowledge: Knowledge, asked: Asked) -> None:
    _told(knowledge.editor.restore(asked.code, asked.version, asked.by))


def _unanswered(knowledge: Knowledge, asked: Asked) -> None:
    if asked.done or asked.reopen:
        _settle_question(knowledge, asked)
        return
    found = knowledge.library.unanswered(asked.limit, done=asked.finished)
    for each in found:
        when = f"{local(each.last_at):%Y-%m-%d %H:%M}"
        near = ", ".join([each.answered_by] if each.answered_by else each.near)
        line = f"{each.id[:ID_CHARS]}  {each.times:4}  {when}  {each.question}  {near}"
        typer.echo(f"{line}  {each.done_by}".rstrip())
    typer.echo(say("kb_count", count=len(found)))


def _settle_question(knowledge: Knowledge, asked: Asked) -> None:
    """Say that a question is done, or open it again; its id may be cut short."""
    begins, library = asked.done or asked.reopen, knowledge.library
    if not asked.by:
        raise XiaotongError(say("kb_question_by"))
    known = library.unanswered(EVERY_QUESTION, done=not asked.done)
    ids = [each.id for each in known if each.id.startswith(begins)]
    if len(ids) != 1:
        raise XiaotongError(say("kb_no_question", id=begins))
    if asked.done:
        knowledge.end_unanswered(ids[0], asked.by)
    else:
        library.reopen_unanswered(ids[0])
    typer.echo(say("kb_question_done" if asked.done else "kb_question_open", id=ids[0][:ID_CHARS]))


def _attachments(knowledge: Knowledge, asked: Asked) -> None:
    found = knowledge.attachments.of(asked.code)
    for each in found:
        state = say("kb_file_passed", by=each.reviewer) if each.reviewer else say("kb_file_waits")
        when = f"{local(each.added_at):%Y-%m-%d %H:%M}"
        typer.echo(f"{each.size:>9}  {when}  {each.added_by:8}  {each.name}  {state}")
    typer.echo(say("kb_count", count=len(found)))


def _attach(knowledge: Knowledge, asked: Asked) -> None:
    path = asked.path
    if not path.is_file():
        raise XiaotongError(say("no_file", path=path))
    check_size(path.stat().st_size)
    made = knowledge.attachments.add(asked.code, path.name, path.read_bytes(), asked.by)
    typer.echo(say("kb_attached", code=made.code, name=made.name))


def _vouch(knowledge: Knowledge, asked: Asked) -> None:
    one = knowledge.attachments.named(asked.code, asked.name)
    knowledge.attachments.vouch(asked.code, one.id, asked.by)
    typer.echo(say("kb_vouched", code=asked.code, name=one.name))


def _detach(knowledge: Knowledge, asked: Asked) -> None:
    one = knowledge.attachments.named(asked.code, asked.name)
    knowledge.attachments.remove(asked.code, one.id, asked.by)
    typer.echo(say("kb_detached", code=asked.code, name=one.name))


def _tell_problems(problems: list[Problem], json_out: Path | None) -> None:
    for each in problems:
        typer.echo(problem_line(each), err=True)
    if json_out is not None:
        listed = [{**asdict(each), "message": problem_line(each)} for each in problems]
        text = json.dumps({"problems": listed}, ensure_ascii=False, indent=1)
        json_out.write_text(text, encoding="utf-8")


def _told(version: Version) -> None:
    values = {"code": version.article.code, "version": version.number, "state": version.state.value}
    typer.echo(say("kb_moved", **values))


def _is_of(version: Version, code: str) -> bool:
    return version.article.code == code


def _today() -> date:
    return local(SystemClock().now()).date()


def _check_staff(services: Services, number: str) -> None:
    if number not in {each.number for each in services.accounts.roster.members()}:
        raise XiaotongError(say("kb_no_staff", number=number))


_WORK: Mapping[str, Callable[[Knowledge, Asked], None]] = {
    "list": _list,
    "show": _show,
    "history": _history,
    "import": _import,
    "export": _export,
    "new": _new,
    "edit": _edit,
    "try": _try,
    "publish": _publish,
    "submit": _moves(Event.SUBMIT),
    "reject": _moves(Event.REJECT),
    "discard": _moves(Event.DISCARD),
    "withdraw": _moves(Event.WITHDRAW),
    "restore": _restore,
    "attachments": _attachments,
    "attach": _attach,
    "vouch": _vouch,
    "detach": _detach,
    "unanswered": _unanswered,
}
