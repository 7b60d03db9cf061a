"""Files of articles: added by a trainer, passed by another, offered with what is served."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from accounts.clock import Clock
from bot.knowledge.file_checks import MOST_ATTACHMENTS, check_size, clean_name, media_type_of
from bot.knowledge.model import Attachment, KnowledgeRefused, Version
from bot.knowledge.ports import Changes, Library, newest_of

PUBLIC_PATH = "/files"
"""Where customers fetch files, by their id."""
_ID_BYTES = 16


class Attachments:
    """Everything that concerns the files of articles; each change is whole and in the history."""

    def __init__(
        self, *, library: Library, clock: Clock, may_be_said: Callable[[str], bool]
    ) -> None:
        """`may_be_said` tells whether customers may read a name."""
        self._library = library
        self._clock = clock
        self._may_be_said = may_be_said

    def of(self, code: str) -> tuple[Attachment, ...]:
        """Return the files of an article, passed or not, oldest first.

        Raises KnowledgeRefused (unknown) when there is no article of that code.
        """
        if not self._library.history(code):
            raise KnowledgeRefused("unknown", code=code)
        return self._library.attachments((code,))

    def passed(self, codes: Collection[str]) -> Mapping[str, tuple[Attachment, ...]]:
        """Return the files that somebody has passed, by the code of their article."""
        found: dict[str, tuple[Attachment, ...]] = dict.fromkeys(codes, ())
        for each in self._library.attachments(codes):
            if each.reviewer:
                found[each.code] += (each,)
        return found

    def content(self, code: str, attachment_id: str) -> tuple[Attachment, bytes]:
        """Return a file of an article with its bytes; raises KnowledgeRefused (file_unknown)."""
        found = self._library.attachment(attachment_id)
        if found is None or found[0].code != code:
            raise KnowledgeRefused("file_unknown", name="")
        return found

    def named(self, code: str, name: str) -> Attachment:
        """Return the file of that name; raises KnowledgeRefused (unknown, file_unknown)."""
        for each in self.of(code):
            if each.name == name:
                return each
        raise KnowledgeRefused("file_unknown", name=name)

    def add(self, code: str, name: str, content: bytes, by: str) -> Attachment:
        """Attach a file to an article, which waits until somebody else has passed it.

        The same file once more changes nothing. Raises KnowledgeRefused: unknown, file_empty,
        file_too_large, file_name, file_type, file_disguised, file_taken (another file has the
        name) or file_too_many.
        """
        check_size(len(content))
        name = clean_name(name)
        if not self._may_be_said(name):
            raise KnowledgeRefused("file_name")
        made = Attachment(
            id=secrets.token_hex(_ID_BYTES),
            code=code,
            name=name,
            media_type=media_type_of(name, content),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            added_by=by,
            added_at=self._clock.now(),
        )
        with self._library.change() as changes:
            version, present = newest_of(changes, code), changes.attachments(code)
            same = next((each for each in present if each.name == name), None)
            if same is not None and same.sha256 == made.sha256:
                return same
            if same is not None:
                raise KnowledgeRefused("file_taken", name=name)
            if len(present) >= MOST_ATTACHMENTS:
                raise KnowledgeRefused("file_too_many", most=str(MOST_ATTACHMENTS))
            changes.attach(made, content, version)
        return made

    def remove(self, code: str, attachment_id: str, by: str) -> None:
        """Remove a file for good, at once; raises KnowledgeRefused (unknown, file_unknown)."""
        with self._library.change() as changes:
            version, one = newest_of(changes, code), _one(changes, code, attachment_id)
            changes.detach(one, version, by, self._clock.now())

    def vouch(self, code: str, attachment_id: str, by: str) -> Attachment:
        """Pass a file, which is offered from now on; one that is passed stays as it is.

        Raises KnowledgeRefused: unknown, file_unknown, own_work (whoever added it).
        """
        with self._library.change() as changes:
            version, one = newest_of(changes, code), _one(changes, code, attachment_id)
            if one.reviewer:
                return one
            if one.added_by == by:
                raise KnowledgeRefused("own_work", code=one.name, by=by)
            return changes.vouch(one, version, by, self._clock.now())


def vouch_with(
    changes: Changes, version: Version, by: str, at: datetime, seen_at: datetime | None = None
) -> None:
    """Pass what waits beside a version that `by` approves; what they added themselves waits on.

    With `seen_at`, when they approved it, what was added since waits on too.
    """
    for each in changes.attachments(version.article.code):
        seen = seen_at is None or each.added_at <= seen_at
        if not each.reviewer and each.added_by != by and seen:
            changes.vouch(each, version, by, at)


def _one(changes: Changes, code: str, attachment_id: str) -> Attachment:
    for each in changes.attachments(code):
        if each.id == attachment_id:
            return each
    raise KnowledgeRefused("file_unknown", name="")
