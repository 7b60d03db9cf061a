"""An inbox over conversations that a test writes down, and a small project that it teaches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from accounts.clock import SHANGHAI, FixedClock
from bot.changes.bootstrap import open_changes
from bot.corpus.bootstrap import open_corpus
from bot.corpus.editing import Corpus
from bot.inbox.bootstrap import open_inbox
from bot.inbox.listing import Listed
from bot.inbox.model import Entity, Item, Reading
from bot.inbox.ports import Facts, Handed, Place, Said, Served
from bot.inbox.service import Inbox
from bot.inbox.storage.listed import Wanted

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
STAFF = frozenset({"9001", "9002"})
DOMAIN = """\
version: "3.1"
intents: [query_bill, query_points, cancel_service, report_fault, out_of_scope, nlu_fallback]
entities: [month, service_name]
"""
NLU = """\
version: "3.1"
nlu:
- intent: query_bill
  examples: |
    - 查话费
    - 看一下账单
- intent: query_points
  examples: |
    - 查积分
    - 我有多少积分
- intent: cancel_service
  examples: |
    - 退订彩铃
    - 取消业务
- intent: report_fault
  examples: |
    - 没信号
    - 上不了网
- intent: out_of_scope
  examples: |
    - 今天天气
    - 讲个笑话
"""


class PairEncoder:
    """Encodes a text by its pairs of characters: what shares them is alike, as with a real one."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one row of length 1 for each text."""
        rows = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            padded = f" {text} "
            for at in range(len(padded) - 1):
                digest = hashlib.blake2b(padded[at : at + 2].encode(), digest_size=2).digest()
                row[int.from_bytes(digest, "big") % 512] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


@dataclass
class Talks:
    """Conversations as the engine's log would hold them; implements the inbox's port."""

    clock: FixedClock
    messages: dict[str, list[Said]] = field(default_factory=dict)
    standing: dict[str, Facts] = field(default_factory=dict)
    served: Served | None = None
    """The version that answers."""
    reads: int = 0
    """How often a conversation was read."""

    def prepare(self) -> None:
        """Have nothing to open."""

    def say(
        self,
        conversation: str,
        text: str,
        intent: str = "nlu_fallback",
        confidence: float = 0.4,
        **more: object,
    ) -> Said:
        """Let a customer say something now that is read as `intent`, and return it."""
        others = (Reading("report_fault", 0.1),)
        said = Said(
            seq=10 * len(self.messages.get(conversation, ())) + 4,
            at=self.clock.now().astimezone(timezone.utc),
            text=text,
            pressed="",
            reading=(Reading(intent, confidence), *others),
            asked_back=intent == "nlu_fallback",
        )
        said = replace(said, **more)  # type: ignore[arg-type]
        self.messages.setdefault(conversation, []).append(said)
        self.standing.setdefault(conversation, Facts(False, None, said.at))
        return said

    def press(self, conversation: str, pressed: str) -> Said:
        """Let a customer press a button."""
        return self.say(conversation, "", pressed=pressed, asked_back=False)

    def close(self, conversation: str, **facts: object) -> None:
        """End a conversation."""
        self.know(conversation, closed=True, **facts)

    def know(self, conversation: str, **facts: object) -> None:
        """Let something be known about a conversation."""
        self.standing[conversation] = replace(self.standing[conversation], **facts)  # type: ignore[arg-type]

    def hand_over(self, conversation: str, reason: str, code: str | None = None) -> None:
        """Hand a conversation over to people now."""
        known = self.standing[conversation].handed
        self.know(conversation, handed=(*known, Handed(self.clock.now(), reason, code)))

    def spoken(self, after: Place, until: datetime, limit: int) -> tuple[Place, ...]:
        """Return the places of messages."""
        places = sorted(
            Place(said.at.timestamp(), name, said.seq)
            for name, messages in self.messages.items()
            for said in messages
        )
        wanted = [each for each in places if each > after and each.timestamp <= until.timestamp()]
        return tuple(wanted[:limit])

    def facts(self, ids: Sequence[str]) -> Mapping[str, Facts]:
        """Return how conversations stand."""
        return {name: self.standing[name] for name in ids if name in self.standing}

    def said(self, conversation: str, first: int) -> tuple[Said, ...]:
        """Return what was said."""
        self.reads += 1
        return tuple(each for each in self.messages[conversation] if each.seq >= first)


@dataclass
class Desk:
    """An inbox with all it stands on."""

    inbox: Inbox
    talks: Talks
    clock: FixedClock
    corpus: Corpus
    root: Path
    again: Callable[[], Inbox]
    """Opens another inbox on the same database, as another process would."""

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**by))

    def listed(self, **query: object) -> Listed:
        """Return a page of the open items."""
        return self.inbox.lists.page(Wanted(), **query)  # type: ignore[arg-type]

    def items(self) -> dict[str, Item]:
        """Return the open items by text."""
        groups = self.listed(size=100).groups
        return {item.text: item for group in groups for item in group.items}

    def found(self, *texts: str, **more: object) -> list[Item]:
        """Let texts be misunderstood, each in a conversation of its own, and return the items."""
        for place, text in enumerate(texts):
            self.talks.say(f"c{len(self.talks.messages)}-{place}", text, **more)  # type: ignore[arg-type]
        self.later(minutes=5)
        self.inbox.collect()
        known = self.items()
        return [known[text] for text in texts]


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Return what opens an inbox on a database."""
    opened: list[Inbox] = []

    def opening(url: str) -> Desk:
        clock = FixedClock(NOON)
        root = tmp_path / "project"
        for name, text in (("domain.yml", DOMAIN), ("data/nlu/all.yml", NLU)):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        corpus = open_corpus(root=root, changes=open_changes(url, clock))
        talks = Talks(clock)

        def again() -> Inbox:
            inbox = open_inbox(
                url=url,
                conversations=talks,
                corpus=corpus,
                clock=clock,
                staff=lambda: STAFF,
                served=lambda: talks.served,
                encoder=PairEncoder(),
            )
            opened.append(inbox)
            return inbox

        return Desk(again(), talks, clock, corpus, root, again)

    yield opening
    for inbox in opened:
        inbox.close()


@pytest.fixture
def desk(open_desk: Callable[[str], Desk], tmp_path: Path) -> Desk:
    """Give an inbox on SQLite."""
    return open_desk(f"sqlite:///{tmp_path / 'studio.db'}")


@pytest.fixture
def any_desk(open_desk: Callable[[str], Desk], empty_url: str) -> Desk:
    """Give an inbox on each kind of database in turn."""
    return open_desk(empty_url)


@pytest.fixture
def month() -> Entity:
    """Give an entity: 上个月 at the beginning of a text."""
    return Entity(0, 3, "month")
