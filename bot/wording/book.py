"""The scripts as trainers see them: listed, heard, changed in place, brought back."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from bot.changes.log import ChangeLog
from bot.changes.model import Change, NoSuchChange, Piece
from bot.errors import ScriptsError, XiaotongError
from bot.safe_files import FileChanged, FileNotWritten, alone_in, digest_of, write_unless_changed
from bot.scripts import Script, Scripts
from bot.wording.checking import LineChecker, LinesRefused, Problem
from bot.wording.samples import Samples
from bot.wording.source import NoSuchScript, entry_of, lines_in, with_lines
from bot.wording.watching import ScriptWatch

AREA = "scripts"
"""What the log of changes calls the changes of this room."""
CHANGED, UNDONE = "change_scripts_lines", "change_scripts_undone"
VERSIONS = 100
"""Changes of one script that are listed."""


class ScriptChanged(XiaotongError):
    """Somebody else changed the same lines since they were read; nothing was written."""

    code: ClassVar[str] = "changed_meanwhile"

    def __init__(self, key: str, present: Sequence[str]) -> None:
        """Keep the lines as they are now."""
        super().__init__(key)
        self.key = key
        self.present = tuple(present)


@dataclass(frozen=True)
class Listed:
    """A script, its key, and its newest change if there is any."""

    key: str
    script: Script
    change: Change | None


@dataclass(frozen=True)
class Heard:
    """A line with its variables filled (empty when it cannot be spoken) and what is wrong."""

    text: str
    spoken: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Version:
    """The lines of a script as a change left them and as it found them."""

    change: Change
    lines: tuple[str, ...]
    before: tuple[str, ...]


class ScriptBook:
    """Everything about scripts that is for trainers; blocks, safe to share between threads."""

    def __init__(
        self,
        *,
        folder: Path,
        scripts: Scripts,
        changes: ChangeLog,
        samples: Samples,
        checker: LineChecker,
        told: Mapping[str, str],
    ) -> None:
        """`scripts` is what this process says; it says what is changed here at once.

        `told` words what a change did, CHANGED or UNDONE a ``{situation}``, for the log.
        """
        self.watch = ScriptWatch(folder, scripts)
        self._folder = folder
        self._scripts = scripts
        self._changes = changes
        self._samples = samples
        self._checker = checker
        self._told = told

    def listed(self, q: str = "", file: str = "") -> tuple[Listed, ...]:
        """Return the scripts of `file` that have `q` in key, situation or a line, by file."""
        self.watch.look()
        newest: dict[str, Change] = {}
        for change in self._changes.listed(area=AREA, limit=500):
            newest.setdefault(change.target, change)
        scripts = ((key, self._scripts.script(key)) for key in sorted(self._scripts.keys()))
        found = [
            Listed(key, script, newest.get(key))
            for key, script in scripts
            if (not file or script.file == file) and _fits(key, script, q)
        ]
        return tuple(sorted(found, key=lambda each: each.script.file))

    def files(self) -> tuple[str, ...]:
        """Return the names of the files."""
        scripts = (self._scripts.script(key) for key in self._scripts.keys())  # noqa: SIM118
        return tuple(sorted({script.file for script in scripts}))

    def show(self, key: str) -> Listed:
        """Return a script as it is said now; raises NoSuchScript."""
        self.watch.look()
        newest = self._changes.listed(area=AREA, target=key, limit=1)
        return Listed(key, self._script(key), newest[0] if newest else None)

    def samples(self, key: str) -> dict[str, str]:
        """Return what stands for each variable in a preview, spoken; raises NoSuchScript."""
        variables = self._script(key).variables
        values = self._samples.values(variables)
        return {name: self._scripts.spoken(variables[name], values[name]) for name in variables}

    def preview(self, key: str, lines: Sequence[str]) -> tuple[Heard, ...]:
        """Return how each of `lines` would be heard in the situation of `key`.

        Raises NoSuchScript.
        """
        script = self._script(key)
        values = self._samples.values(script.variables)
        return tuple(
            self._heard(key, script, values, (place, line)) for place, line in enumerate(lines, 1)
        )

    def save(self, key: str, lines: Sequence[str], *, expected: Sequence[str], by: str) -> Change:
        """Say `lines` for `key` from now on, in place of `expected`, and log who wanted it.

        Raises NoSuchScript; ScriptChanged when other lines stand there now; LinesRefused with all
        problems; NotEditable; FileNotWritten. Then nothing has changed.
        """
        return self._save(key, lines, by, expected=expected)

    def versions(self, key: str, limit: int = VERSIONS) -> tuple[Version, ...]:
        """Return the changes of `key` with their lines, newest first; raises NoSuchScript."""
        self._script(key)
        return tuple(
            self._version(each) for each in self._changes.listed(area=AREA, target=key, limit=limit)
        )

    def restore(self, key: str, change_id: str, *, by: str, before: bool = False) -> Change:
        """Say again what was said after a change, or `before` it; raises as `save`.

        NoSuchChange is raised for a change of another script.
        """
        version = self._version(self._change(change_id, key))
        return self._save(key, version.before if before else version.lines, by)

    def undo(self, change_id: str, *, by: str) -> Change:
        """Take a change back; raises as `save`, ScriptChanged when the lines changed since.

        Raises NoSuchChange or AlreadyUndone too.
        """
        version = self._version(self._change(change_id))
        key = version.change.target
        return self._save(key, version.before, by, expected=version.lines, undoes=change_id)

    def _save(
        self,
        key: str,
        lines: Sequence[str],
        by: str,
        *,
        expected: Sequence[str] | None = None,
        undoes: str | None = None,
    ) -> Change:
        with alone_in(self._folder):
            files = self._files()
            script = _script_of(_parsed(files), key)
            if expected is not None and script.lines != tuple(expected):
                raise ScriptChanged(key, script.lines)
            self._check(script, lines)
            old = files[script.file]
            new = with_lines(old.decode(), key, lines).encode()
            _parsed({**files, script.file: new})
            change = self._keep(key, script, (old, new), by, undoes)
        self.watch.look()
        return change

    def _keep(
        self, key: str, script: Script, content: tuple[bytes, bytes], by: str, undoes: str | None
    ) -> Change:
        """Write the file and the log: both or neither."""
        old, new = content
        path = self._folder / script.file
        before, after = (entry_of(each.decode(), key) for each in content)
        line = old.decode()[: before.start].count("\n") + 1
        piece = Piece(f"{self._folder.name}/{script.file}", before.block, after.block, line)
        summary = self._told[CHANGED if undoes is None else UNDONE]
        summary = summary.format(situation=script.situation)
        written = ""
        try:
            with self._changes.recording(by, AREA, key, summary, [piece], undoes=undoes) as change:
                written = write_unless_changed(path, new, digest_of(old))
        except FileChanged as error:  # by hand, between our reading and writing
            self.watch.look()
            raise ScriptChanged(key, self._script(key).lines) from error
        except Exception as error:
            if not written:
                raise
            # The log did not keep it: what nobody can look up or undo is not said either.
            with contextlib.suppress(XiaotongError):
                write_unless_changed(path, old, written)
            raise FileNotWritten(f"{path.name}: log") from error
        return change

    def _check(self, script: Script, lines: Sequence[str]) -> None:
        problems = [each for each in self._checker.problems(script, lines) if each.blocks]
        if script.lines == tuple(lines):
            problems.append(Problem(0, "unchanged"))
        if problems:
            raise LinesRefused(problems)

    def _heard(
        self, key: str, script: Script, values: dict[str, Any], line: tuple[int, str]
    ) -> Heard:
        place, text = line
        problems = tuple(self._checker.of_line(script, text, place))
        speakable = not any(each.code in {"blank", "braces", "undeclared"} for each in problems)
        spoken = self._scripts.saying(key, text).text(key, **values) if speakable else ""
        return Heard(text, spoken, problems)

    def _script(self, key: str) -> Script:
        return _script_of(self._scripts, key)

    def _change(self, change_id: str, key: str | None = None) -> Change:
        change = self._changes.find(change_id)
        if change is None or change.area != AREA or key not in {None, change.target}:
            raise NoSuchChange(change_id)
        return change

    def _version(self, change: Change) -> Version:
        before, after = self._changes.texts(change.id)
        return Version(change, lines_in(after), lines_in(before))

    def _files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self._folder.glob("*.yml"))}


def _parsed(files: dict[str, bytes]) -> Scripts:
    """Return the scripts of `files`; raises LinesRefused with what is wrong in any of them."""
    try:
        return Scripts.parse(files)
    except ScriptsError as error:
        raise LinesRefused([Problem(0, "files", each) for each in error.problems]) from error


def _script_of(scripts: Scripts, key: str) -> Script:
    try:
        return scripts.script(key)
    except KeyError:
        raise NoSuchScript(key) from None


def _fits(key: str, script: Script, q: str) -> bool:
    return not q or any(q in text for text in (key, script.situation, *script.lines))
