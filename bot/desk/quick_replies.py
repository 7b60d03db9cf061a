"""Quick replies (快捷回复): found by word or by pinyin initials, their variables filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin
from ruamel.yaml import YAML

from bot.errors import ScriptsError
from bot.taboo import Taboos

MOST = 20
VARIABLES = {
    "agent": "工号",
    "agent_name": "姓名",
    "service": "服务名",
    "hotline": "热线",
    "greeting": "您好",
    "customer": "称呼",
    "package": "套餐",
    "fee": "月费",
    "balance": "余额",
    "arrears": "欠费",
    "ticket": "工单号",
    "due": "时限",
    "month_total": "金额",
}
"""Variables, and what stands in the gap of one that cannot be filled."""

_VARIABLE = re.compile(r"\{(\w+)\}")
_FIELDS = {"id", "folder", "title", "text", "intents"}


@dataclass(frozen=True)
class QuickReply:
    """One reply of the file; `initials` are those of its title (qsd of 请稍等)."""

    id: str
    folder: str
    title: str
    text: str
    intents: tuple[str, ...]
    initials: str

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with its variables; what is not known stands as a gap, 【…】."""
        return _VARIABLE.sub(
            lambda found: values.get(found.group(1)) or f"【{VARIABLES[found.group(1)]}】",
            self.text,
        )


class QuickReplies:
    """The replies of one file."""

    def __init__(self, replies: Sequence[QuickReply]) -> None:
        """Hold checked replies; `load` reads them."""
        self._replies = tuple(replies)

    @classmethod
    def load(cls, path: Path, taboos: Mapping[str, str]) -> QuickReplies:
        """Read the file; raises ScriptsError with every problem.

        Refused are unknown variables, ids that come twice, missing fields and service taboos.
        """
        rows = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        found = Taboos(taboos)
        problems: list[str] = []
        replies: dict[str, QuickReply] = {}
        for row in rows:
            problems += [f"{path.name}: {each}" for each in _problems(row, replies, found)]
            if not problems:
                reply = _reply(row)
                replies[reply.id] = reply
        if problems:
            raise ScriptsError(tuple(problems))
        return cls(tuple(replies.values()))

    def all(self) -> tuple[QuickReply, ...]:
        """Return every reply, in the order of the file."""
        return self._replies

    def found(self, query: str) -> tuple[QuickReply, ...]:
        """Return what fits `query`, best first, at most `MOST`; everything for an empty one.

        Initials that begin with the query come first, then titles, then texts.
        """
        wanted = query.strip().lower()
        if not wanted:
            return self._replies[:MOST]
        ranked = [
            (rank, place, reply)
            for place, reply in enumerate(self._replies)
            if (rank := _rank(reply, wanted)) is not None
        ]
        return tuple(reply for _, _, reply in sorted(ranked, key=lambda row: row[:2])[:MOST])

    def for_intent(self, intent: str) -> tuple[QuickReply, ...]:
        """Return the replies that answer `intent`."""
        return tuple(each for each in self._replies if intent in each.intents)


def initials_of(text: str) -> str:
    """Return the pinyin initials of the characters, other letters and digits as they are."""
    parts = lazy_pinyin(text, style=Style.FIRST_LETTER)
    return "".join(char for part in parts for char in part if char.isalnum()).lower()


def _rank(reply: QuickReply, wanted: str) -> int | None:
    if wanted in {reply.initials, reply.id}:
        return 0
    if reply.initials.startswith(wanted):
        return 1
    if wanted in reply.title:
        return 2
    if wanted in reply.initials:
        return 3
    if wanted in reply.text or wanted in reply.folder:
        return 4
    return None


def _reply(row: Mapping[str, Any]) -> QuickReply:
    return QuickReply(
        id=row["id"],
        folder=row["folder"],
        title=row["title"],
        text=row["text"],
        intents=tuple(row.get("intents", ())),
        initials=initials_of(row["title"]),
    )


def _problems(row: Any, known: Mapping[str, QuickReply], taboos: Taboos) -> list[str]:
    if not isinstance(row, dict) or row.keys() - _FIELDS or not _FIELDS - {"intents"} <= row.keys():
        return [f"{row!r:.40}: expected id, folder, title, text and maybe intents"]
    found = []
    if row["id"] in known:
        found.append(f"{row['id']}: twice")
    unknown = set(_VARIABLE.findall(row["text"])) - VARIABLES.keys()
    if unknown:
        found.append(f"{row['id']}: unknown variable {', '.join(sorted(unknown))}")
    found += [f"{row['id']}: taboo {hit.word}" for hit in taboos.find(row["text"])]
    return found
