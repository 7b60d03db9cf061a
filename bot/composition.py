"""The composition root of a process that serves customers: builds every part once, in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import structlog
from aiohttp import web

from accounts.bootstrap import Accounts, seed_file
from accounts.clock import SystemClock
from accounts.errors import NotFound
from accounts.staff.first_passwords import STAFF_PASSWORDS, FirstPasswords
from actions.services import open_services, use_services
from bot.clock import set_clock
from bot.commands.words import say
from bot.conversation.ports import EngineFailed
from bot.engine.embedded import EmbeddedEngine
from bot.engine.remote import RemoteEngine
from bot.errors import XiaotongError
from bot.gateway import keys
from bot.gateway.app import create_app
from bot.gateway.article_journal import ArticleJournal
from bot.gateway.customer_files import CustomerFiles
from bot.gateway.desk import DeskParts, add_desk
from bot.gateway.desk_knowledge import StaffKnowledge, audience_names
from bot.gateway.desk_ports import staffing
from bot.gateway.greeting import AccountsGreeter
from bot.gateway.identity import IdentityGate
from bot.gateway.studio import StudioParts, add_studio
from bot.gateway.ticket_watch import ticket_watch
from bot.knowledge.bootstrap import import_when_empty
from bot.knowledge.service import Knowledge
from bot.nlu.names import use_names
from bot.nlu.synonyms import with_synonyms
from bot.releases.bootstrap import open_releases
from bot.releases.model import Reason
from bot.releases.service import Releases
from bot.releases.start import Start, start_of
from bot.settings import ROOT, Settings
from bot.training.findings import TrainingFailed, TrainingRefused
from bot.training.trainer import Trainer

log = structlog.get_logger(__name__)

DEMO = ROOT / "data" / "demo" / "operator.yml"

WARM_AFTER_SECONDS = 3.0
"""How long after the start the index of the knowledge base is built (seconds of one core)."""

FOLLOW_EVERY_SECONDS = 2.0
"""How often a process asks whether articles were published or withdrawn elsewhere: one number."""

_LOGGED = 20
"""Errors of the data that the log names one by one; the terminal shows all."""

Progress = Callable[[str], None]
"""Told the name of each step (a key of data/cli/words.yml) as it begins."""

AnyEngine = EmbeddedEngine | RemoteEngine


@dataclass(frozen=True)
class Parts:
    """Everything a serving process holds; `close` lets go of it."""

    settings: Settings
    accounts: Accounts
    knowledge: Knowledge
    engine: AnyEngine
    app: web.Application
    problem: TrainingFailed | None = None
    """Why an earlier model answers instead of one of the present data, if so."""
    start: Start = field(default_factory=Start)
    """The released version that answers, or why it does not."""
    releases: Releases | None = None

    async def close(self) -> None:
        """Stop the engine and close the databases; the application closes itself."""
        await self.engine.stop()
        if self.releases is not None:
            await asyncio.to_thread(self.releases.close)
        self.accounts.close()
        self.knowledge.close()


def seed_when_empty(accounts: Accounts, seed: Path | None) -> bool:
    """Load `seed`, or the demo, into an empty database and tell whether it was empty.

    Raises XiaotongError when a seed is given and the database is not empty.
    """
    try:
        accounts.catalogue.operator()
    except NotFound:
        seed_file(accounts, seed or DEMO)
        return True
    if seed is not None:
        raise XiaotongError(say("seed_not_empty", path=seed))
    return False


async def compose(settings: Settings, seed: Path | None, progress: Progress) -> Parts:
    """Build and start every part; takes seconds, or a minute when a model is due.

    When no model can be made of the present data the newest earlier one answers, and `problem`
    of the parts says why. Raises XiaotongError (TrainingFailed when there is no earlier model),
    AccountError or EngineFailed.
    """
    clock = SystemClock()
    set_clock(clock)
    progress("step_database")
    services = open_services(settings, clock, ArticleJournal(settings, clock))
    accounts, scripts = services.accounts, services.scripts
    progress("step_demo")
    seed_when_empty(accounts, seed)
    import_when_empty(services.knowledge)
    accounts.grading.ensure()
    FirstPasswords(settings.data_dir / STAFF_PASSWORDS).ensure(accounts.logins)
    use_services(services)
    use_names(with_synonyms(accounts.catalogue.names))
    releases = open_releases(settings, clock)
    await asyncio.to_thread(releases.runner.recover)
    engine, problem, start = await _started(settings, releases, progress)
    app = create_app(
        settings=settings,
        engine=engine,
        gate=IdentityGate(accounts.identity),
        greeter=AccountsGreeter(
            salutation=accounts.customers.salutation,
            service_name=lambda: accounts.catalogue.operator().service_name,
            wording=scripts,
        ),
        wording=scripts,
        clock=clock,
        people=staffing(accounts, scripts, engine),
        probes={"engine": engine.check, "accounts": _reachable(accounts)},
    )
    accounts.identity.bound_origins(app[keys.ADDRESSES].of)
    known = StaffKnowledge(services.knowledge, accounts.catalogue.operator, audience_names())
    door = add_desk(app, DeskParts(settings, accounts, scripts, clock, engine, known))
    add_studio(
        app,
        StudioParts(settings, accounts, services.knowledge, scripts, clock, engine, door, releases),
    )
    app.add_routes(CustomerFiles(services.knowledge).routes())
    app.cleanup_ctx.append(ticket_watch(accounts.desk.tend))
    app.cleanup_ctx.append(
        ticket_watch(services.knowledge.tend, after=WARM_AFTER_SECONDS, what="articles")
    )
    app.cleanup_ctx.append(_warmed(services.knowledge))
    return Parts(settings, accounts, services.knowledge, engine, app, problem, start, releases)


def _warmed(knowledge: Knowledge) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a context that builds the index once the start is over, beside the first turns.

    From then on what is changed in other processes is found here within `FOLLOW_EVERY_SECONDS`.
    """

    async def warm() -> None:
        await asyncio.sleep(WARM_AFTER_SECONDS)
        failing = False
        while True:
            try:
                await asyncio.to_thread(knowledge.warm)
                failing = False
            except Exception:  # the edge of a background task
                if not failing:
                    log.exception("knowledge_not_warmed")
                failing = True
            await asyncio.sleep(FOLLOW_EVERY_SECONDS)

    async def context(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.ensure_future(warm())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return context


def _reachable(accounts: Accounts) -> Callable[[], Awaitable[bool]]:
    def asked() -> bool:
        accounts.catalogue.operator()
        return True

    return partial(asyncio.to_thread, asked)


async def _started(
    settings: Settings, releases: Releases, progress: Progress
) -> tuple[AnyEngine, TrainingFailed | None, Start]:
    """Return the engine that the settings pick, started, and what it answers with.

    A released version needs no training, whatever has been edited since. Without one, or when it
    cannot be loaded, a model is trained first when one is due.
    """
    if settings.engine_url:
        remote = RemoteEngine(
            url=settings.engine_url, timeout_seconds=settings.turn_timeout_seconds
        )
        progress("step_engine")
        await remote.start()
        return remote, None, Start()
    trainer = Trainer(models=settings.data_dir / "models")
    start = start_of(releases, trainer.fingerprint)
    if start.model is not None:
        progress("step_engine")
        engine = _embedded(settings, start.model)
        try:
            await engine.start()
        except EngineFailed:
            await engine.stop()
            reason = Reason("model_unusable", {"model": start.model.name})
            start = replace(start, model=None, trouble=reason)
        else:
            return engine, None, start
    if start.trouble is not None:
        log.error("release.start_without", version=start.version, code=start.trouble.code)
    engine, problem = await _of_the_data(settings, trainer, progress)
    return engine, problem, start


async def _of_the_data(
    settings: Settings, trainer: Trainer, progress: Progress
) -> tuple[EmbeddedEngine, TrainingFailed | None]:
    progress("step_model")
    kept = trainer.train_or_keep()
    if kept.problem is not None:
        _log_problem(kept.problem, kept.model)
    engine = _embedded(settings, kept.model)
    progress("step_engine")
    try:
        await engine.start()
    except EngineFailed as error:
        # An earlier model may be of other code; then the mistake in the data is what stops us.
        raise kept.problem or error from error
    return engine, kept.problem


def _embedded(settings: Settings, model: Path) -> EmbeddedEngine:
    return EmbeddedEngine(
        model=model,
        tracker_url=settings.conversations_url,
        actions_url=settings.actions_url,
        inline=settings.keeps_all_here,
    )


def _log_problem(problem: TrainingFailed, model: Path) -> None:
    """Log why an earlier model answers: places and kinds, never sentences."""
    found = problem.findings if isinstance(problem, TrainingRefused) else ()
    log.error("training.kept_earlier_model", code=problem.code, model=model.name, errors=len(found))
    for finding in found[:_LOGGED]:
        log.error("training.error", kind=finding.kind, file=finding.file, line=finding.line)
