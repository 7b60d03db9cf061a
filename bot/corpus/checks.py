"""What an edit may not do to the sentences as a whole; nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.changes.model import Change
from bot.corpus.files import FileState
from bot.corpus.looking import Bares
from bot.corpus.model import Duplicate, Example, LinesChanged, NotPossible
from bot.corpus.plans import Outcome

FEWEST = 2
"""Different sentences that an intent needs to be trained at all."""


def check_left(states: Sequence[FileState], going: Sequence[Example]) -> None:
    """Refuse to leave an intent fewer than FEWEST different sentences; raises NotPossible."""
    ids = {one.id for one in going}
    for intent in dict.fromkeys(one.intent for one in going):
        texts = {
            one.text
            for state in states
            for one in state.examples
            if one.intent == intent and one.id not in ids
        }
        if len(texts) < FEWEST:
            raise NotPossible("last_examples", intent=intent)


def check_undone(
    states: Sequence[FileState], outcome: Outcome, change: Change, bares: Bares
) -> None:
    """Refuse an undoing that does anything but bring back what was.

    Raises LinesChanged, Duplicate for a sentence that came to stand elsewhere since the change,
    and NotPossible for an intent's last sentences. One that stood beside what the change took out
    is no reason: the state before had both.
    """
    told = change.summary if isinstance(change.summary, Mapping) else {}
    going, coming = ({one.id for one in each} for each in (outcome.gone, outcome.came))
    # A removal may be undone in another file by now: then the id differs and no more.
    elsewhere = told["did"] == "remove" and [one.intent for one in outcome.came] == [told["intent"]]
    if going != set(told["now"]) or (coming != set(told["was"]) and not elsewhere):
        raise LinesChanged(change.target)
    known = going | set(told.get("beside", ()))
    for one in outcome.came:
        places = [each.place for each in bares.places(states, one.text) if each.id not in known]
        if places:
            raise Duplicate(places)
    names = {state.name for state in outcome.after}
    others = (state for state in states if state.name not in names)
    left = Counter(one.intent for state in (*outcome.after, *others) for one in state.examples)
    for intent in {one.intent for one in outcome.gone}:
        if left[intent] < FEWEST:
            raise NotPossible("last_examples", intent=intent)
