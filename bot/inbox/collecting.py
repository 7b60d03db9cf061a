"""Gathers messages worth a look: reads on from where it stopped, once a conversation is quiet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from accounts.clock import Clock
from bot.inbox.judging import Judged, judged, readings, signals, stands_alone
from bot.inbox.masking import Masker, is_clean
from bot.inbox.model import Collected, Reason, Sighting
from bot.inbox.ports import Conversations, Encoder, Facts, Place, Said, Served, Taught
from bot.inbox.storage.finding import Found
from bot.inbox.storage.gathered import Look, SqlGathered, Watch
from bot.inbox.wording import bare, key_of
from bot.text.normalise import feature_text

SETTLED = timedelta(seconds=60)
"""What was said less long ago may still be on its way into the log: three times a turn's limit."""
QUIET = timedelta(minutes=3)
"""Silence after which a conversation is looked at, as long as the bot waits before it asks."""
LATER = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 6 * 60, 24 * 60))
"""When to look again for a rating or a summary: a matter can be resumed for 24 hours."""
KEPT = timedelta(days=90)
"""How long an open item waits for a trainer: what nobody has said for a season teaches little."""
PLACES = 1000
CONVERSATIONS = 200
"""Conversations looked at in a run: the next minute goes on, and no turn waits for long."""
STRETCH = 3000
"""Events of a conversation read at most: a hundred turns before its last message."""
WEAK = 0.3
"""Confidence below which the nearest example says better what a message may be."""


@dataclass(frozen=True)
class _Run:
    """What holds for all looks of a collection."""

    now: datetime
    served: Served | None
    taught: Mapping[str, str]
    """What the version that answers was taught by labels: key of a message → intent."""


class Collector:
    """Collects; safe to run in several processes and threads at once."""

    def __init__(
        self,
        *,
        conversations: Conversations,
        gathered: SqlGathered,
        masker: Masker,
        encoder: Encoder,
        taught: Taught,
        served: Callable[[], Served | None],
        clock: Clock,
    ) -> None:
        """Take the ports; `served` is the version that answers now, None before any release."""
        self._conversations = conversations
        self._gathered = gathered
        self._masker = masker
        self._encoder = encoder
        self._taught = taught
        self._served = served
        self._clock = clock

    def prepare(self) -> None:
        """Open what is read, before anybody waits for it."""
        self._conversations.prepare()

    def collect(self, most: int = CONVERSATIONS) -> Collected:
        """Bring the inbox up to date, looking at `most` conversations; return what was found."""
        now = self._clock.now()
        self._follow(now)
        added = seen = 0
        due = self._gathered.due(now, most)
        facts = self._conversations.facts([each.conversation for each in due])
        served = self._served() if due else None
        run = _Run(now, served, self._gathered.taught(served))
        for watch in due:
            new, looked = self._look(watch, facts.get(watch.conversation), run)
            added, seen = added + new, seen + looked
        self._gathered.finish(now, KEPT)
        return Collected(added, seen, more=len(due) == most)

    def _follow(self, now: datetime) -> None:
        """Watch every conversation in which something was said since the last time."""
        while True:
            place = self._gathered.place()
            earliest = (now - KEPT).timestamp()
            after = place if place.timestamp >= earliest else Place(earliest, "", 0)
            spoken = self._conversations.spoken(after, now - SETTLED, PLACES)
            if not spoken or not self._gathered.note(place, spoken, now) or len(spoken) < PLACES:
                return

    def _look(self, watch: Watch, facts: Facts | None, run: _Run) -> tuple[int, int]:
        """Look at a conversation; return how many items are new and how many messages were read."""
        now = run.now
        facts = facts or Facts(closed=True, rating=None, opened_at=watch.last_at)
        quiet_at = watch.last_at + QUIET
        if not facts.closed and now < quiet_at:
            self._gathered.take(Look(watch, watch.looks, watch.signals, quiet_at))
            return 0, 0
        present = signals(facts)
        looks = watch.looks + 1
        later = watch.last_at + LATER[watch.looks] if watch.looks < len(LATER) else None
        next_at = None if later is None else max(later, now + QUIET)
        look = Look(watch, looks, present, next_at)
        if watch.looks and watch.signals == present:
            self._gathered.take(look)
            return 0, 0
        first = max(watch.first_seq, watch.last_seq - STRETCH)
        said = self._conversations.said(watch.conversation, first)
        worth = self._worth([self._masked(each) for each in said], facts, run.taught)
        found = self._found(watch.conversation, worth)
        return self._gathered.take(look, found, run.served), sum(bool(each.text) for each in said)

    def _worth(
        self, masked: Sequence[Said], facts: Facts, taught: Mapping[str, str]
    ) -> list[Judged]:
        """Return the messages that look misread, and those read otherwise than a label says."""
        noticed = judged(masked, facts, self._likeness)
        worth = [each for each in noticed if self._is_news(each.said)]
        if taught:
            known = {each.said.seq for each in noticed}
            for each in masked:
                if each.seq not in known and stands_alone(each):
                    read = _read(each)
                    if taught.get(key_of(each.text), read) != read:
                        worth.append(Judged(each, frozenset()))  # although nobody minded
        return worth

    def _found(self, conversation: str, worth: list[Judged]) -> list[Found]:
        """Return messages worth a look, the likeliest to teach something first."""
        worth.sort(key=lambda each: (-len(each.reasons), _confidence(each.said), each.said.seq))
        if not worth:
            return []
        vectors = self._encoder.encode([feature_text(each.said.text) for each in worth])
        nearest = self._taught.nearest(vectors)
        shown = conversation if self._masker.masked(conversation) is not None else None
        if shown is not None and not is_clean(shown):
            shown = None
        return [
            Found(_sighting(each, near), vector, shown)
            for each, near, vector in zip(worth, nearest, vectors, strict=True)
        ]

    def _is_news(self, said: Said) -> bool:
        """Tell whether a message is no example, or was read otherwise than it is taught."""
        taught = self._taught.intent_of(key_of(said.text))
        return taught is None or taught != _read(said)

    def _masked(self, said: Said) -> Said:
        """Return what was said without personal data; without a text when it cannot be told."""
        if not said.text:
            return said
        masked = self._masker.masked(said.text, said.entities)
        if masked is None or not bare(masked.text):
            return replace(said, text="", entities=())
        return replace(said, text=masked.text, entities=masked.entities)

    def _likeness(self, one: str, other: str) -> float:
        first, second = self._encoder.encode([feature_text(one), feature_text(other)])
        return float(first @ second)


def _read(said: Said) -> str | None:
    return said.reading[0].intent if said.reading else None


def _confidence(said: Said) -> float:
    return said.reading[0].confidence if said.reading else 0.0


def _sighting(each: Judged, near: str | None) -> Sighting:
    """Return what is kept of a message; `near` is the intent of the example nearest to it."""
    said = each.said
    reading = readings(said)
    sure = reading[0].intent if reading and reading[0].confidence >= WEAK else None
    wrong = Reason.CORRECTED in each.reasons
    likely = near or sure if wrong else sure or near
    return Sighting(
        seq=said.seq,
        at=said.at.astimezone(timezone.utc),
        text=said.text,
        key=key_of(said.text),
        reasons=each.reasons,
        reading=reading[:3],
        suggested=each.agents or likely or (reading[0].intent if reading else None),
        entities=said.entities,
    )
