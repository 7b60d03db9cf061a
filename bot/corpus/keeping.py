"""Lets findings stay as they are, for everybody, until that is taken back or they change.

The decisions stand in a file of the project beside the training data, so that they go with it
through git. Errors cannot be kept: nothing is trained of them.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.changes.log import ChangeLog
from bot.changes.model import Change, Piece
from bot.corpus.editing import AREA
from bot.corpus.files import FileState
from bot.corpus.kept_lines import HEAD, entry_lines
from bot.corpus.lines import Splice, content_of, end_of, lines_of, spliced, split
from bot.corpus.linting import Linter
from bot.corpus.marks import tidy
from bot.corpus.model import LinesChanged, NotPossible, NotThere
from bot.corpus.reverse import reversed_edits, undoable
from bot.corpus.writing import Doing, Edit, Writer
from bot.redaction import mask_text
from bot.safe_files import FileNotWritten, alone_in, digest_of, write_unless_changed
from bot.training.findings import ERROR, Finding
from bot.training.kept import Decision, Kept, kept_of
from bot.training.sources import Sources

FEWEST_DIGITS = 8
"""Digits of a key that may stand for it."""
LONGEST_NOTE = 200
_SHOWN = 60
"""Characters of a sentence in a summary."""


class KeptBook:
    """The decisions of ``data/lint/kept.yml``; safe to share between threads and processes."""

    def __init__(self, *, root: Path, linter: Linter, writer: Writer, changes: ChangeLog) -> None:
        """Nothing is read yet; `linter` knows the findings that there are."""
        self._name = Sources.kept
        self._path = root / self._name
        self._linter = linter
        self._writer = writer
        self._changes = changes
        self._lock = threading.RLock()

    def keep(self, key: str, by: str, note: str = "") -> Change | None:
        """Let the finding `key` stay as it is; None when it does already, whoever said so.

        The beginning of a key does, from 8 digits on. Raises NotThere for a finding that there is
        not, NotPossible for an error, a beginning that several have, a note that is too long or a
        file that is broken, and as `Writer.write`.
        """
        note = mask_text(tidy(note))
        if len(note) > LONGEST_NOTE:
            raise NotPossible("note_too_long", most=LONGEST_NOTE)
        finding = self._finding(key)
        if finding.severity == ERROR:
            raise NotPossible("error_stays")
        with self._alone() as (state, kept):
            if finding.key in kept.decisions:
                return None
            at = self._changes.now().isoformat(timespec="minutes")
            decision = replace(_decision(finding), by=by, at=at, note=note)
            now, list_ = (state, kept) if kept.head is not None else self._begun(state)
            expected = {**kept.decisions, decision.key: decision}
            told = _told("keep", decision)
            return self._write(now, _added(now, list_, decision), expected, told, by)

    def unkeep(self, key: str, by: str) -> Change:
        """Take a decision back, or the beginning of its key from 8 digits on.

        Raises NotThere when there is none, and as `keep`.
        """
        with self._alone() as (state, kept):
            found = _meant(key, kept.decisions.keys(), "kept")
            splices = tuple(
                Splice(one.start, one.end, ()) for one in kept.entries if one.decision.key == found
            )
            left = {name: one for name, one in kept.decisions.items() if name != found}
            told = _told("unkeep", kept.decisions[found])
            return self._write(state, splices, left, told, by)

    def wrote(self, change: Change) -> bool:
        """Tell whether a change of the log is of these decisions."""
        return change.target == self._name

    def undo(self, change_id: str, by: str) -> Change:
        """Take a change back; raises NoSuchChange, AlreadyUndone, LinesChanged and NotPossible."""
        change, summary = undoable(self._changes, change_id, AREA)
        with self._alone() as (state, kept):
            edit = self._reversed(self._changes.pieces(change.id), state, kept)
            return self._writer.write([edit], Doing(by, AREA, summary, change.id))

    # the inside

    @contextlib.contextmanager
    def _alone(self) -> Iterator[tuple[FileState, Kept]]:
        """Keep other writers out and give what is there; raises NotPossible if it is broken."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileNotWritten(f"{self._path.parent}: {error.strerror}") from error
        with self._lock, alone_in(self._path.parent):
            self._writer.recover(self._path.parent)
            content = self._path.read_bytes() if self._path.exists() else b""
            kept = kept_of(content, self._path, self._name)
            if kept.problem is not None:
                raise NotPossible("broken_file", file=self._name, line=kept.problem.line)
            yield self._state(content), kept

    def _state(self, content: bytes) -> FileState:
        return FileState(self._name, self._path, digest_of(content), lines_of(content))

    def _begun(self, state: FileState) -> tuple[FileState, Kept]:
        """Write the list's head first, so that taking back the first decision leaves it."""
        at = len(state.lines)
        content = content_of(spliced(state.lines, [Splice(at, at, split(HEAD))]))
        kept = kept_of(content, self._path, self._name)
        if kept.head is None:
            raise NotPossible("not_editable", file=self._name)
        write_unless_changed(self._path, content, state.digest)
        return self._state(content), kept

    def _finding(self, key: str) -> Finding:
        report = self._linter.report()
        found = {one.key: one for one in report.findings}
        found |= {one.finding.key: one.finding for one in report.kept}
        return found[_meant(key, found.keys(), "finding")]

    def _write(
        self,
        state: FileState,
        splices: Sequence[Splice],
        expected: Mapping[str, Decision],
        told: Mapping[str, Any],
        by: str,
    ) -> Change:
        edit = Edit(state.name, state.path, state.digest, state.lines, tuple(splices))
        after = self._read(edit)
        # A list written by hand in another form, say: nothing but the decision may change.
        if after.problem is not None or after.decisions != expected:
            raise NotPossible("not_editable", file=self._name)
        return self._writer.write([edit], Doing(by, AREA, told))

    def _read(self, edit: Edit) -> Kept:
        return kept_of(edit.content, self._path, self._name)

    def _reversed(self, pieces: Sequence[Piece], state: FileState, kept: Kept) -> Edit:
        """Return the edit that undoes `pieces`; raises LinesChanged."""
        with contextlib.suppress(LinesChanged):
            edit = reversed_edits(pieces, [state])[0]
            if self._is_one(edit, kept):
                return edit
        # What was taken out can come back at the end, whatever became of its neighbours.
        at, lines = _behind(kept), _taken_out(pieces, end_of(state.lines))
        edit = Edit(state.name, state.path, state.digest, state.lines, (Splice(at, at, lines),))
        if not self._is_one(edit, kept):
            raise LinesChanged(self._name)
        return edit

    def _is_one(self, edit: Edit, kept: Kept) -> bool:
        """Tell whether an edit takes one decision out or brings one in, and does no more."""
        after = self._read(edit)
        before, now = (Counter(one.decision for one in each.entries) for each in (kept, after))
        changed = [*(before - now).elements(), *(now - before).elements()]
        came_twice = any(one.key in kept.decisions for one in now - before)
        return after.problem is None and len(changed) == 1 and not came_twice


def _meant(key: str, known: Collection[str], what: str) -> str:
    """Return the one of `known` that `key` is or begins; raises NotThere or NotPossible."""
    found = [one for one in known if one.startswith(key)] if len(key) >= FEWEST_DIGITS else []
    if not found:
        raise NotThere(what, key)
    if len(found) > 1:
        raise NotPossible("key_not_unique", key=key)
    return found[0]


def _decision(finding: Finding) -> Decision:
    """Return what is written of a finding, its personal data masked."""
    if finding.sentences:
        return Decision(finding.key, finding.kind, finding.sentences)
    file = "" if finding.intent else finding.file
    return Decision(finding.key, finding.kind, intent=finding.intent, file=file)


def _added(state: FileState, kept: Kept, decision: Decision) -> tuple[Splice, ...]:
    at, end = _behind(kept), end_of(state.lines)
    lines = tuple(f"{' ' * kept.indent}{line}{end}" for line in entry_lines(decision))
    return (Splice(at, at, lines),)


def _behind(kept: Kept) -> int:
    """Return the line behind the last decision, or behind the head of the list."""
    return max((one.end for one in kept.entries), default=kept.head or 0)


def _taken_out(pieces: Sequence[Piece], end: str) -> tuple[str, ...]:
    """Return the lines of the decision that a change took out; none when it took none."""
    taken: list[str] = []
    for piece in pieces:
        before, after = split(piece.before), split(piece.after)
        first = _shared(before, after)
        last = _shared(before[first:][::-1], after[first:][::-1])
        if len(after) > first + last:
            return ()
        taken += [line.rstrip("\r\n") + end for line in before[first : len(before) - last]]
    return tuple(taken)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines both begin with."""
    pairs = zip(one, other, strict=False)
    return next(
        (at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other))
    )


def _told(did: str, decision: Decision) -> dict[str, str]:
    """Return the summary of a change."""
    intent, text = decision.sentences[0] if decision.sentences else (decision.intent, "")
    return {
        "did": did,
        "key": decision.key,
        "kind": decision.kind,
        "intent": intent,
        "file": decision.file,
        "text": text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…",
    }
