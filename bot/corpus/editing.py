"""Edits the sentences of the training data in place; every change has an author and an undo.

Each call reads what is there now, finds the sentence by its content and writes only the lines it
changes: edits of different lines by several people, or by hand, live side by side, and one of a
line that somebody changed meanwhile is refused.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from bot.changes.log import ChangeLog
from bot.changes.model import Change
from bot.corpus.checks import check_left, check_undone
from bot.corpus.files import FileState, NluFiles
from bot.corpus.looking import Bares, Followed, matching
from bot.corpus.marks import written
from bot.corpus.model import (
    Added,
    BadExample,
    Duplicate,
    Example,
    LinesChanged,
    Marked,
    NotPossible,
    NotThere,
    Problem,
    Skipped,
)
from bot.corpus.names import HeldOut, Names
from bot.corpus.plans import (
    Edits,
    Outcome,
    Plan,
    adding,
    checked,
    moving,
    outcome_of,
    removing,
    replacing,
)
from bot.corpus.reverse import reversed_edits, taken_out, undoable
from bot.corpus.writing import Doing, Edit, Writer
from bot.redaction import mask_text
from bot.safe_files import alone_in
from bot.training.annotations import read_annotations

AREA = "corpus"
MOST_TEXTS = 500
"""Sentences taken at once."""
_SHOWN = 60
"""Characters of a sentence in a summary."""


class Corpus:
    """The sentences of ``data/nlu``; safe to share between threads and processes."""

    def __init__(
        self,
        *,
        files: NluFiles,
        names: Names,
        held_out: HeldOut,
        writer: Writer,
        changes: ChangeLog,
    ) -> None:
        """`names` knows the domain, `held_out` the sentences that models are measured with."""
        self._files = files
        self._names = names
        self._held_out = held_out
        self._writer = writer
        self._changes = changes
        self._bares = Bares()
        self._followed = Followed()
        self._lock = threading.RLock()
        self._seen: tuple[FileState, ...] = ()

    # looking

    def examples(self, intent: str | None = None, q: str = "") -> tuple[Example, ...]:
        """Return the sentences of `intent`, or of all, that hold `q`, in the order of the files.

        Raises NotThere for an intent that the domain does not have.
        """
        if intent is not None and intent not in self._names.intents():
            raise NotThere("intent", intent)
        found = (one for state in self._now() for one in state.examples)
        return matching((one for one in found if intent in (None, one.intent)), q)

    def example(self, example_id: str) -> Example:
        """Return the sentence; raises NotThere, or LinesChanged when it was changed meanwhile."""
        return self._found(self._now(), example_id)[1]

    def counts(self) -> Mapping[str, int]:
        """Return how many sentences each intent of the domain has."""
        counted = Counter(one.intent for state in self._now() for one in state.examples)
        return {intent: counted[intent] for intent in self._names.intents()}

    def entities(self) -> tuple[str, ...]:
        """Return the entities that can be marked."""
        return self._names.entities()

    def held_out(self) -> tuple[Example, ...]:
        """Return the sentences that models are measured with: to be seen, never edited here."""
        return self._held_out.examples()

    def data_hash(self) -> str:
        """Return 12 hex digits that change with any byte of the training sentences."""
        digest = hashlib.sha256()
        for state in self._now():
            digest.update(f"{state.name} {state.digest}\n".encode())
        return digest.hexdigest()[:12]

    # changing

    def add(self, intent: str, texts: Sequence[Marked], by: str) -> Added:
        """Add sentences to `intent`, behind those of the file that has most of them.

        Those that stand already are left out and told. Raises NotThere for the intent, BadExample
        for texts that cannot be examples, Duplicate when every one stands already, NotPossible
        for a broken file, and as `Writer.write`. Nothing is changed then.
        """
        with self._alone() as states:
            self._check_intent(intent)
            raws, skipped = self._new(states, texts)
            told = {"did": "add", "intent": intent, "count": len(raws), "text": _shown(raws[0])}
            change, came = self._write(adding(states, intent, raws), told, by)
            return Added(change, came, skipped)

    def replace(
        self, example_id: str, marked: Marked, intent: str | None, by: str
    ) -> tuple[Change, Example]:
        """Let the sentence say `marked`, and belong to `intent` if that is another.

        Raises NotThere, LinesChanged when somebody changed it meanwhile, and as `add`.
        """
        with self._alone() as states:
            state, old = self._found(states, example_id)
            target = intent or old.intent
            self._check_intent(target)
            raw = self._one(marked)
            self._check_free(states, raw, old)
            if (raw, target) == (old.raw, old.intent):
                raise NotPossible("nothing_changed")
            told = {"intent": old.intent, "text": _shown(old.raw), "to_text": _shown(raw)}
            if target == old.intent:
                told = {"did": "replace", **told}
                change, came = self._write(replacing(state, old, raw), told, by)
            else:
                check_left(states, [old])
                told = {"did": "move", **told, "to": target}
                plan = moving(states, state, old, (target, raw))
                change, came = self._write(plan, told, by)
            return change, next(one for one in came if (one.intent, one.raw) == (target, raw))

    def remove(self, example_id: str, by: str, twins: Sequence[str] = ()) -> Change:
        """Take a sentence out; raises as `replace`, and NotPossible for an intent's last ones.

        Who takes it out because `twins` say the same names them: one has to stand as it was, else
        NotPossible. So of two trainers who each remove another one the second is refused.
        """
        with self._alone() as states:
            going = self._found(states, example_id)
            if twins and not any(one in state.entries for state in states for one in twins):
                raise NotPossible("twin_gone")
            check_left(states, [going[1]])
            told = {"did": "remove", "intent": going[1].intent, "text": _shown(going[1].raw)}
            return self._write(removing([going]), told, by)[0]

    def keep_only(self, example_id: str, others: Sequence[str], by: str) -> Change:
        """Take `others` out, as one change, as long as the sentence itself stands as it was.

        Those that are gone already are nobody's matter. Raises NotPossible when the sentence that
        is to stay is gone, or all the others are, and as `remove`. Nothing is changed then.
        """
        with self._alone() as states:
            kept = _first(states, [example_id])
            if kept is None:
                raise NotPossible("kept_gone")
            going = [
                (state, one)
                for state in states
                for one in state.examples
                if one.id in others and one.id != kept.id
            ]
            if not going:
                raise NotPossible("others_gone")
            check_left(states, [one for _, one in going])
            told = {"did": "only", "intent": kept.intent, "text": _shown(kept.raw)}
            return self._write(removing(going), {**told, "count": len(going)}, by)[0]

    def undo(self, change_id: str, by: str) -> Change:
        """Take a change back by the reverse edit; the undoing can be undone in turn.

        What was there before comes back, a conflict of labels too. Raises NoSuchChange,
        AlreadyUndone, LinesChanged when the same lines were changed since, and Duplicate when a
        sentence that would come back has come to stand elsewhere since.
        """
        change, summary = undoable(self._changes, change_id, AREA)
        with self._alone() as states:
            edits = self._reversed(states, change)
            outcome = outcome_of(edits)
            check_undone(states, outcome, change, self._bares)
            return self._carry_out(edits, outcome, Doing(by, AREA, summary, change_id))

    # the inside

    @contextmanager
    def _alone(self) -> Iterator[tuple[FileState, ...]]:
        """Keep other writers out and give what is there now; raises NotPossible if broken."""
        with self._lock, alone_in(self._files.folder):
            states = self._now(sure=True)
            for state in states:
                if state.problem:
                    raise NotPossible("broken_file", file=state.name, line=state.problem)
            yield states

    def _now(self, *, sure: bool = False) -> tuple[FileState, ...]:
        with self._lock:
            states = self._files.states(sure=sure)
            if states != self._seen:
                self._followed.follow(self._seen, states)
                self._seen = states
            return states

    def _found(self, states: Sequence[FileState], example_id: str) -> tuple[FileState, Example]:
        for state in states:
            if example_id in state.entries:
                return state, next(one for one in state.examples if one.id == example_id)
        now = self._now_at(example_id)
        if now is None:
            raise NotThere("example", example_id)
        present = _first(states, now)
        raise LinesChanged(present.file if present else "", present)

    def _now_at(self, example_id: str) -> Sequence[str] | None:
        """Return the ids that took the place of a sentence; None when it was never there."""
        followed = self._followed.of(example_id)
        return self._logged(example_id) if followed is None else followed

    def _reversed(self, states: Sequence[FileState], change: Change) -> Edits:
        """Return the edits that undo `change`; raises LinesChanged."""
        told = change.summary if isinstance(change.summary, Mapping) else {}
        named = {state.name: state for state in states}
        pieces = self._changes.pieces(change.id)
        try:
            made = reversed_edits(pieces, states)
        except LinesChanged as error:
            # Nothing of a removal is left that could have changed but what stood around it.
            raw = taken_out(pieces)
            if told["did"] == "remove" and raw is not None:
                return adding(states, str(told["intent"]), [raw]).edits
            now = [key for one in told["now"] for key in self._now_at(one) or ()]
            raise LinesChanged(change.target, _first(states, now)) from error
        return {named[edit.name]: edit.splices for edit in made}

    def _logged(self, example_id: str) -> Sequence[str] | None:
        """Return what became of a sentence by a change of another process, None if unknown."""
        now: Sequence[str] | None = None
        for change in reversed(self._changes.listed(area=AREA, limit=200)):
            told = change.summary if isinstance(change.summary, Mapping) else {}
            if example_id in told.get("was", ()) or set(now or ()) & set(told.get("was", ())):
                now = list(told.get("now", ()))
        return now

    def _check_intent(self, intent: str) -> None:
        if intent not in self._names.intents():
            raise NotThere("intent", intent)

    def _one(self, marked: Marked) -> str:
        raw, problems = written(marked, 0, self._names.entities())
        if not problems and self._held_out.holds(read_annotations(raw).text):
            problems = [Problem(0, "held_out")]
        if problems:
            raise BadExample(problems)
        return raw

    def _check_free(self, states: Sequence[FileState], raw: str, old: Example) -> None:
        text = read_annotations(raw).text
        places = self._bares.places(states, text)
        others = [one for one in places if one.id != old.id]
        if others:
            raise Duplicate([one.place for one in others])

    def _new(
        self, states: Sequence[FileState], texts: Sequence[Marked]
    ) -> tuple[list[str], tuple[Skipped, ...]]:
        """Return what of `texts` is new; raises BadExample, or Duplicate when nothing is."""
        if not texts or len(texts) > MOST_TEXTS:
            raise BadExample([Problem(0, "how_many", {"most": MOST_TEXTS})])
        known = self._names.entities()
        read = [written(marked, at, known) for at, marked in enumerate(texts)]
        problems = [problem for _, found in read for problem in found]
        if problems:
            raise BadExample(problems)
        raws: list[str] = []
        skipped: list[Skipped] = []
        given: set[str] = set()
        for raw, _ in read:
            text = read_annotations(raw).text
            places = self._bares.places(states, text)
            if places:
                skipped.append(Skipped(text, "duplicate", tuple(one.place for one in places)))
            elif self._held_out.holds(text):
                skipped.append(Skipped(text, "held_out"))
            elif self._bares.of(text) in given:
                skipped.append(Skipped(text, "repeated"))
            else:
                raws.append(raw)
            given.add(self._bares.of(text))
        if not raws:
            _refuse(skipped)
        return raws, tuple(skipped)

    def _write(
        self, plan: Plan, told: Mapping[str, Any], by: str
    ) -> tuple[Change, tuple[Example, ...]]:
        outcome = checked(plan)
        return self._carry_out(plan.edits, outcome, Doing(by, AREA, told)), outcome.came

    def _carry_out(self, edits: Edits, outcome: Outcome, doing: Doing) -> Change:
        was = [one.id for one in outcome.gone]
        ids = {"was": was, "now": [one.id for one in outcome.came]}
        # Of what goes, the same sentences that stay: beside them it may come back.
        same = (
            each.id for one in outcome.gone for each in self._bares.places(self._seen, one.text)
        )
        ids["beside"] = [one for one in dict.fromkeys(same) if one not in was]
        made = [
            Edit(state.name, state.path, state.digest, state.lines, splices)
            for state, splices in edits.items()
        ]
        change = self._writer.write(made, replace(doing, summary={**doing.summary, **ids}))
        for state in outcome.after:
            self._files.keep(state)
        self._now()
        return change


def _first(states: Sequence[FileState], ids: Sequence[str]) -> Example | None:
    return next((one for state in states for one in state.examples if one.id in ids), None)


def _refuse(skipped: Sequence[Skipped]) -> None:
    """Raise why none of the texts was taken."""
    places = [place for one in skipped for place in one.places]
    if places:
        raise Duplicate(places)
    raise BadExample([Problem(at, one.reason) for at, one in enumerate(skipped)])


def _shown(raw: str) -> str:
    text = mask_text(raw)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
