"""``xiaotong release``: trains candidates, lists, shows, releases and rolls back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from accounts.clock import SystemClock, local
from actions.services import Services, open_services
from bot.commands.findings import line_of
from bot.commands.words import say
from bot.composition import seed_when_empty
from bot.errors import XiaotongError
from bot.releases.bootstrap import open_releases
from bot.releases.model import (
    SYSTEM,
    Busy,
    Job,
    JobState,
    ModelUnusable,
    NotAMove,
    NotBetter,
    NotConfirmed,
    Reason,
    UnknownVersion,
    Version,
)
from bot.releases.runner import LOG
from bot.releases.service import Releases
from bot.releases.shapes import title_of, version_json, whole_json
from bot.releases.words import reason_values
from bot.scripts import Scripts
from bot.settings import ROOT, Settings, load
from bot.training.findings import Finding

TO_CONFIRM = 3
"""Exit status when somebody has to confirm doubts first; 2 is that of a wrong command line."""
_LOOK_SECONDS = 0.5
_SHOWN = 20
"""Messages of each kind that `show` prints; the JSON has all."""


@dataclass(frozen=True)
class Asked:
    """What the command line gave."""

    version: str = ""
    by: str = ""
    note: str = ""
    confirmed: bool = False
    json_out: Path | None = None


@dataclass(frozen=True)
class _Desk:
    """What every command works with."""

    releases: Releases
    settings: Settings
    titles: Mapping[str, str]
    names: Mapping[str, str]

    def name(self, number: str) -> str:
        if number == SYSTEM:
            return say("release_author_system")
        return self.names.get(number, number)


def run(*, what: str, data_dir: Path | None, **given: Any) -> int:
    """Do `what` with the fields of `Asked`.

    The exit status is 1 when a version is refused, TO_CONFIRM when it is to be confirmed first.

    Raises XiaotongError for whatever cannot be done.
    """
    asked = Asked(**given)
    settings = load({"data_dir": data_dir})
    services = open_services(settings, SystemClock())
    releases = open_releases(settings, SystemClock())
    try:
        seed_when_empty(services.accounts, None)
        desk = _Desk(releases, settings, _titles(), _staff(services))
        if asked.by and asked.by not in desk.names:
            raise XiaotongError(say("release_no_staff", number=asked.by))
        return _WORK[what](desk, asked)
    except NotConfirmed as error:
        _show_doubts(error.doubts, _titles())
        refusal = say("release_not_confirmed", version=asked.version)
        typer.secho(refusal, fg=typer.colors.YELLOW, err=True)
        return TO_CONFIRM
    except NotBetter as error:
        for reason in error.reasons:
            typer.echo(reason_line(reason, _titles()), err=True)
        raise XiaotongError(say("release_refused", version=asked.version)) from error
    except (NotAMove, ModelUnusable) as error:
        raise XiaotongError(reason_line(error.reason, _titles())) from error
    except UnknownVersion as error:
        raise XiaotongError(say("release_unknown", version=error.version_id)) from error
    except Busy as error:
        step = say(f"release_step_{error.job.step}")
        raise XiaotongError(say("release_busy", percent=error.job.percent, step=step)) from error
    except KeyboardInterrupt:
        raise XiaotongError(say("release_interrupted")) from None
    finally:
        releases.close()
        services.accounts.close()
        services.knowledge.close()


def reason_line(reason: Reason, titles: Mapping[str, str]) -> str:
    """Return why something is refused or failed, in the locale's language."""
    return say(f"release_reason_{reason.code}", **reason_values(reason, titles))


def _train(desk: _Desk, asked: Asked) -> int:
    releases = desk.releases
    began = releases.train(asked.by, asked.note)
    told = ""
    while not releases.runner.wait(_LOOK_SECONDS):
        told = _tell(releases.jobs.find(began.id), told)
    job = releases.jobs.find(began.id) or began
    if job.state is not JobState.DONE or job.version is None:
        return _failed(desk, job)
    version = releases.versions.find(job.version)
    if asked.json_out is not None:
        _write(asked.json_out, whole_json(version, desk.titles, desk.name))
    if version.serving:
        typer.echo(say("release_unchanged", version=version.id))
        return 0
    _show_version(desk, version)
    if version.reasons:
        typer.secho(say("release_refused", version=version.id), fg=typer.colors.RED, err=True)
        return 1
    done = "release_done_doubts" if version.doubts else "release_done"
    typer.echo(say(done, version=version.id, seconds=releases.seconds_of(job)))
    return TO_CONFIRM if version.doubts else 0


def _tell(job: Job | None, told: str) -> str:
    if job is None or job.state is not JobState.RUNNING or job.step == told:
        return told
    line = say("release_progress", percent=job.percent, step=say(f"release_step_{job.step}"))
    typer.echo(line, err=True)
    return job.step


def _failed(desk: _Desk, job: Job) -> int:
    for found in job.findings:
        fields = {key: found[key] for key in found if key not in {"severity", "message_key"}}
        typer.echo(line_of(Finding(**fields)), err=True)
    reason = reason_line(job.problem or Reason("interrupted"), desk.titles)
    typer.secho(say("release_failed", reason=reason), fg=typer.colors.RED, err=True)
    typer.echo(say("release_log", path=desk.settings.data_dir / LOG), err=True)
    return 1


def _list(desk: _Desk, asked: Asked) -> int:
    versions = desk.releases.versions.all()
    if asked.json_out is not None:
        listed = [version_json(version, desk.titles, desk.name) for version in versions]
        _write(asked.json_out, {"versions": listed, "serving": desk.releases.versions.pointed()})
    for version in versions:
        figures = version.figures
        line = say(
            "release_line",
            mark="*" if version.serving else " ",
            id=version.id,
            state=say(f"release_state_{version.state.value}"),
            at=f"{local(version.created_at):%Y-%m-%d %H:%M}",
            accuracy=_percent(figures["accuracy"]) if figures else "-",
            examples=version.examples,
            author=desk.name(version.author),
            note=version.note,
        )
        typer.echo(line.rstrip())
    if not versions:
        typer.echo(say("release_nothing"))
    for report in desk.releases.reports():
        values = {"server": report.server, "version": report.version}
        if report.problem is None:
            typer.echo(say("release_server", **values))
        else:
            reason = reason_line(report.problem, desk.titles)
            typer.echo(say("release_server_trouble", **values, reason=reason))
    return 0


def _show(desk: _Desk, asked: Asked) -> int:
    version = desk.releases.versions.find(asked.version)
    if asked.json_out is not None:
        _write(asked.json_out, whole_json(version, desk.titles, desk.name))
    _show_version(desk, version)
    return 0


def _show_version(desk: _Desk, version: Version) -> None:
    state = say(f"release_state_{version.state.value}")
    typer.echo(f"{version.id}  {state}  {desk.name(version.author)}  {version.note}".rstrip())
    figures = version.figures
    if figures is not None:
        low, high = figures["interval"]
        line = say(
            "release_figures",
            n=figures["n"],
            accuracy=_percent(figures["accuracy"]),
            low=_percent(low),
            high=_percent(high),
            macro_f1=_percent(figures["macro_f1"]),
            entity_f1=_percent(figures["entity_f1"]),
            fallback=_percent(figures["fallback_in_scope"]),
            caught=_percent(figures["out_of_scope_caught"]),
            p95=figures["ms_p95"],
        )
        typer.echo(line)
    if version.comparison is not None:
        _show_comparison(desk, version.comparison)
    for reason in version.reasons:
        typer.secho(reason_line(reason, desk.titles), fg=typer.colors.RED, err=True)
    if version.may_release and version.doubts:
        _show_doubts(version.doubts, desk.titles)
    if (found := version.confirmation) is not None:
        intents = "、".join(title_of(intent, desk.titles) for intent in found["intents"])
        by = found["by"]
        typer.echo(say("release_confirmed", name=desk.name(by), by=by, intents=intents))


def _show_doubts(doubts: tuple[Reason, ...], titles: Mapping[str, str]) -> None:
    for doubt in doubts:
        typer.secho(reason_line(doubt, titles), fg=typer.colors.YELLOW, err=True)
    typer.echo(say("release_doubts_how"), err=True)


def _show_comparison(desk: _Desk, found: Mapping[str, Any]) -> None:
    heldout, replay = found["heldout"], found["replay"]
    values = {
        "against": found["against"],
        "n": heldout["n"],
        "before": _percent(heldout["before"]),
        "after": _percent(heldout["after"]),
        "won": len(heldout["won"]),
        "lost": len(heldout["lost"]),
    }
    typer.echo(say("release_compared", **values))
    _show_turns(desk, "+", heldout["won"])
    _show_turns(desk, "-", heldout["lost"])
    typer.echo(say("release_replayed", n=replay["n"], differ=replay["differ"]))
    decided = [turn for turn in replay["changed"] if turn["before"] != turn["after"]]
    extracted = [turn for turn in replay["changed"] if turn["before"] == turn["after"]]
    if replay.get("gone"):
        typer.echo(say("release_replay_gone"))
    _show_turns(desk, "~", decided)
    typer.echo(say("release_replayed_entities", differ=replay.get("differ_entities", 0)))
    _show_turns(desk, "~", extracted)


def _show_turns(desk: _Desk, sign: str, turns: list[Mapping[str, Any]]) -> None:
    for turn in turns[:_SHOWN]:
        before, after = (title_of(turn[key], desk.titles) for key in ("before", "after"))
        values = {"text": turn["text"], "before": before, "after": after}
        for key in ("before", "after"):
            values[f"{key}_sure"] = f"{turn[f'confidence_{key}']:.0%}"
        typer.echo(say("release_turn", sign=sign, **values))
        read = [_entities(turn.get(f"entities_{key}", [])) for key in ("before", "after")]
        if read[0] != read[1]:
            typer.echo(say("release_turn_entities", before=read[0], after=read[1]))


def _entities(found: list[list[str]]) -> str:
    return "、".join(f"{name}={value}" for name, value in found) or say("release_no_entities")


def _publish(desk: _Desk, asked: Asked) -> int:
    version = desk.releases.publish(asked.version, asked.by, confirmed=asked.confirmed)
    _show_moved(desk, version, "release_published")
    return 0


def _rollback(desk: _Desk, asked: Asked) -> int:
    version = desk.releases.rollback(asked.version, asked.by)
    _show_moved(desk, version, "release_rolled_back")
    return 0


def _show_moved(desk: _Desk, version: Version, line: str) -> None:
    if not desk.settings.engine_url:
        typer.echo(say(line, version=version.id))
        return
    model = desk.releases.shelf.folder / version.model
    typer.secho(say("release_elsewhere", version=version.id, model=model), fg=typer.colors.YELLOW)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _write(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _titles() -> Mapping[str, str]:
    return Scripts.load(ROOT / "data" / "scripts").titles()


def _staff(services: Services) -> dict[str, str]:
    return {member.number: member.name for member in services.accounts.roster.members()}


_WORK: Mapping[str, Callable[[_Desk, Asked], int]] = {
    "train": _train,
    "list": _list,
    "show": _show,
    "publish": _publish,
    "rollback": _rollback,
}
