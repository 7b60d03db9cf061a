"""Which lines of which files an edit changes, and what has to come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.corpus.files import FileState, state_of
from bot.corpus.layout import Block, new_block, removed, replaced
from bot.corpus.lines import Splice, content_of, end_of, spliced
from bot.corpus.model import Example, NotPossible

Edits = Mapping[FileState, tuple[Splice, ...]]


@dataclass(frozen=True)
class Plan:
    """Edits of files, and the (intent, sentence) that go and come by them."""

    edits: Edits
    gone: Sequence[tuple[str, str]] = ()
    came: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Outcome:
    """The files as they would be, and the sentences that are gone and new."""

    after: tuple[FileState, ...]
    gone: tuple[Example, ...]
    came: tuple[Example, ...]


def adding(states: Sequence[FileState], intent: str, raws: Sequence[str]) -> Plan:
    """Plan to put `raws` into the file that has most of `intent`; raises NotPossible."""
    return Plan(_added(states, intent, raws), came=[(intent, raw) for raw in raws])


def replacing(state: FileState, old: Example, raw: str) -> Plan:
    """Plan to write `raw` over the sentence `old`; raises NotPossible."""
    _, entry = state.entries[old.id]
    if entry.fixed:
        raise NotPossible("not_editable", file=old.file, line=old.line)
    edits = {state: (replaced(state.lines, entry, raw),)}
    return Plan(edits, gone=[(old.intent, old.raw)], came=[(old.intent, raw)])


def removing(olds: Sequence[tuple[FileState, Example]]) -> Plan:
    """Plan to take sentences out of their files; raises NotPossible."""
    files = dict.fromkeys(state for state, _ in olds)
    edits = {state: _taken(state, [old for file, old in olds if file is state]) for state in files}
    return Plan(edits, gone=[(old.intent, old.raw) for _, old in olds])


def moving(
    states: Sequence[FileState], state: FileState, old: Example, to: tuple[str, str]
) -> Plan:
    """Plan to let `old` go and (intent, sentence) `to` come instead; raises NotPossible."""
    edits = {**_added(states, to[0], [to[1]])}
    edits[state] = (*edits.get(state, ()), *_taken(state, [old]))
    return Plan(edits, gone=[(old.intent, old.raw)], came=[to])


def outcome_of(edits: Edits) -> Outcome:
    """Return what `edits` make of their files."""
    after = tuple(
        state_of(content_of(spliced(state.lines, splices)), state.path, state.name)
        for state, splices in edits.items()
    )
    had = {one.id: one for state in edits for one in state.examples}
    has = {one.id: one for state in after for one in state.examples}
    return Outcome(
        after,
        tuple(one for key, one in had.items() if key not in has),
        tuple(one for key, one in has.items() if key not in had),
    )


def checked(plan: Plan) -> Outcome:
    """Return what comes of `plan`; raises NotPossible when it is not just what was planned."""
    outcome = outcome_of(plan.edits)
    had, has = (
        Counter((one.intent, one.raw) for state in states for one in state.examples)
        for states in (plan.edits, outcome.after)
    )
    exact = had - has == Counter(plan.gone) and has - had == Counter(plan.came)
    if not exact or any(state.problem for state in outcome.after):
        raise NotPossible("not_editable", file=next(iter(plan.edits)).name)
    return outcome


def _added(
    states: Sequence[FileState], intent: str, raws: Sequence[str]
) -> dict[FileState, tuple[Splice, ...]]:
    sizes = [
        (sum(len(block.entries) for block in _of(state, intent)), state)
        for state in states
        if any(block.style != "fixed" for block in _of(state, intent))
    ]
    if sizes:
        _, state = max(sizes, key=lambda one: one[0])
        block = max(_editable(state, intent), key=lambda one: len(one.entries))
        return {state: (block.added(raws, end_of(state.lines)),)}
    # The domain has an intent that nobody has written for yet: it goes where most blocks are.
    written = [state for state in states if state.blocks]
    if not written:
        raise NotPossible("no_file")
    state = max(written, key=lambda one: len(one.blocks))
    return {state: (new_block(state.blocks[-1], intent, raws, end_of(state.lines)),)}


def _taken(state: FileState, olds: Sequence[Example]) -> tuple[Splice, ...]:
    going = [state.entries[old.id] for old in olds]
    for old, (_, entry) in zip(olds, going, strict=True):
        if entry.fixed:
            raise NotPossible("not_editable", file=old.file, line=old.line)
    splices: list[Splice] = []
    emptied = []
    for block in dict.fromkeys(block for block, _ in going):
        entries = [entry for its, entry in going if its is block]
        if len(entries) < len(block.entries):
            splices += [removed(entry) for entry in entries]
        else:
            emptied.append(block)
    # An intent without a sentence is an error of the file, so its block goes too.
    if emptied and len(emptied) == len(state.blocks):
        raise NotPossible("last_of_file", file=state.name)
    return (*splices, *(Splice(block.first, block.end, ()) for block in emptied))


def _of(state: FileState, intent: str) -> list[Block]:
    return [block for block in state.blocks if (block.kind, block.name) == ("intent", intent)]


def _editable(state: FileState, intent: str) -> list[Block]:
    return [block for block in _of(state, intent) if block.style != "fixed"]
