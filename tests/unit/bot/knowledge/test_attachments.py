"""Files of articles: kept whole, passed by somebody else, offered while their article is."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from bot.knowledge.attaching import Attachments
from bot.knowledge.file_checks import MOST_ATTACHMENTS
from bot.knowledge.model import Disclosure, Event, KnowledgeRefused, Reader
from bot.knowledge.storage.library import SqlLibrary

from .conftest import AUTHOR, REVIEWER

NOW = datetime(2026, 10, 15, 4, 0, tzinfo=timezone.utc)
PDF = b"%PDF-1.7\n" + bytes(range(256))


def test_a_file_comes_back_as_it_went_in_and_goes_for_good(empty_url: str, make, clock) -> None:
    """On SQLite and PostgreSQL, every byte of it."""
    library = SqlLibrary(empty_url)
    files = Attachments(library=library, clock=clock, may_be_said=lambda _text: True)
    with library.change() as changes:
        changes.add(make("sim", "补卡"), 1, AUTHOR, NOW)
    one = files.add("sim", "申请表.pdf", PDF, AUTHOR)
    two = files.add("sim", "说明.txt", "须知".encode(), AUTHOR)
    passed = files.vouch("sim", one.id, REVIEWER)

    assert files.of("sim") == (passed, two)
    assert files.content("sim", one.id) == (passed, PDF)
    assert files.passed(("sim", "other")) == {"sim": (passed,), "other": ()}
    files.remove("sim", one.id, REVIEWER)
    assert library.attachment(one.id) is None
    assert files.of("sim") == (two,)
    told = [(each.event, each.actor, each.note) for each in library.history("sim")[1:]]
    assert told == [
        ("attach", AUTHOR, "申请表.pdf"),
        ("attach", AUTHOR, "说明.txt"),
        ("vouch", REVIEWER, "申请表.pdf"),
        ("detach", REVIEWER, "申请表.pdf"),
    ]
    library.close()


def test_customers_get_a_file_once_somebody_else_has_passed_it(knowledge) -> None:
    """Whoever added it cannot."""
    made = knowledge.attachments.add("sim", "申请表.pdf", PDF, AUTHOR)
    assert knowledge.file(made.id, Reader.CUSTOMER) is None
    assert knowledge.file(made.id, Reader.AGENT) is None
    with pytest.raises(KnowledgeRefused) as refused:
        knowledge.attachments.vouch("sim", made.id, AUTHOR)
    assert refused.value.reason == "own_work"
    passed = knowledge.attachments.vouch("sim", made.id, REVIEWER)

    assert knowledge.file(made.id, Reader.CUSTOMER) == (passed, PDF)
    assert knowledge.attachments.vouch("sim", made.id, AUTHOR) == passed


def test_who_approves_a_version_passes_the_files_beside_it_but_their_own(library, make) -> None:
    """An article and its form are reviewed in one step."""
    library.editor.write(make("form", "表单"), made_from=0, by=AUTHOR)
    library.attachments.add("form", "甲.pdf", PDF, AUTHOR)
    library.attachments.add("form", "乙.pdf", PDF, REVIEWER)
    library.editor.publish("form", REVIEWER)

    passed = [each.name for each in library.attachments.passed(("form",))["form"]]
    assert passed == ["甲.pdf"]


@pytest.mark.parametrize(
    ("change", "customer", "agent"),
    [
        ({}, True, True),
        ({"disclosure": Disclosure.INTERNAL}, False, True),
        ({"disclosure": Disclosure.ON_REQUEST}, False, True),
        ({"valid_from": date(2026, 10, 16)}, False, False),
        ({"valid_until": date(2026, 10, 14)}, False, False),
    ],
)
def test_a_file_is_for_whoever_may_read_its_article_today(
    library, make, publish, clock, change, customer: bool, agent: bool
) -> None:
    """Customers get those of public articles alone."""
    clock.advance(-timedelta(days=1))
    publish(make("form", "表单", **change))
    clock.advance(timedelta(days=1))
    made = library.attachments.add("form", "甲.pdf", PDF, AUTHOR)
    library.attachments.vouch("form", made.id, REVIEWER)

    assert (library.file(made.id, Reader.CUSTOMER) is not None) is customer
    assert (library.file(made.id, Reader.AGENT) is not None) is agent


def test_a_file_of_a_withdrawn_article_or_of_a_draft_is_for_nobody(knowledge, make) -> None:
    """It stays with the article, and is back when that is."""
    made = knowledge.attachments.add("sim", "甲.pdf", PDF, AUTHOR)
    knowledge.attachments.vouch("sim", made.id, REVIEWER)
    assert knowledge.file(made.id, Reader.CUSTOMER) is not None
    knowledge.editor.move("sim", Event.WITHDRAW, REVIEWER)
    knowledge.editor.write(make("sim", "补卡", "改过。"), made_from=1, by=AUTHOR)
    assert knowledge.file(made.id, Reader.AGENT) is None
    knowledge.editor.publish("sim", REVIEWER)

    assert knowledge.file(made.id, Reader.CUSTOMER) is not None


def test_the_same_file_again_is_the_one_that_is_there_and_another_by_its_name_is_refused(
    knowledge,
) -> None:
    """A button pressed twice; nothing is overwritten."""
    made = knowledge.attachments.add("sim", "甲.pdf", PDF, AUTHOR)

    assert knowledge.attachments.add("sim", "甲.PDF", PDF, REVIEWER) == made
    with pytest.raises(KnowledgeRefused) as refused:
        knowledge.attachments.add("sim", "甲.pdf", PDF + b"x", AUTHOR)
    assert refused.value.reason == "file_taken"
    assert knowledge.attachments.add("roaming", "甲.pdf", PDF, AUTHOR) != made


def test_an_article_takes_ten_files(knowledge) -> None:
    """One that is removed makes room."""
    made = [
        knowledge.attachments.add("sim", f"{each}.pdf", PDF, AUTHOR)
        for each in range(MOST_ATTACHMENTS)
    ]
    with pytest.raises(KnowledgeRefused) as refused:
        knowledge.attachments.add("sim", "more.pdf", PDF, AUTHOR)
    assert refused.value.reason == "file_too_many"
    knowledge.attachments.remove("sim", made[0].id, AUTHOR)

    assert knowledge.attachments.add("sim", "more.pdf", PDF, AUTHOR).name == "more.pdf"


def test_what_is_nowhere_and_what_nobody_should_read_are_refused(knowledge) -> None:
    """An unknown article or file, a file of another article, a taboo in a name."""
    files, made = knowledge.attachments, knowledge.attachments.add("sim", "甲.pdf", PDF, AUTHOR)
    for reason, refuse in {
        "unknown": lambda: files.add("nowhere", "甲.pdf", PDF, AUTHOR),
        "file_unknown": lambda: files.remove("roaming", made.id, AUTHOR),
        "file_name": lambda: files.add("sim", "你要的表.pdf", PDF, AUTHOR),
    }.items():
        with pytest.raises(KnowledgeRefused) as refused:
            refuse()
        assert refused.value.reason == reason
    for lost in (
        lambda: files.of("nowhere"),
        lambda: files.content("roaming", made.id),
        lambda: files.named("sim", "乙.pdf"),
        lambda: files.vouch("sim", "0" * 32, REVIEWER),
    ):
        with pytest.raises(KnowledgeRefused):
            lost()
    assert files.named("sim", "甲.pdf") == made
