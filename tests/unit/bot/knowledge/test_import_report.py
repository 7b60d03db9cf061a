"""The report of an import: complete in one round, and nothing in it that is not so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.channels import connection, rest
from bot.knowledge.checking import CHANNELS, Checker
from bot.knowledge.editing import Editor, ImportRefused, Incoming
from bot.knowledge.fields import as_raw
from bot.knowledge.files.folder import read_folder, write_folder
from bot.knowledge.files.jsonfile import read_json
from bot.knowledge.model import State, Version
from bot.taboo import Taboos

from .conftest import NOON, REVIEWER


def report(editor: Editor, path: Path) -> set[tuple[str, str, str]]:
    """Return what an import of a file tells: place, field, code."""
    incoming, unreadable = read_json(path) if path.is_file() else read_folder(path)
    found = [*unreadable, *editor.check(incoming, REVIEWER)]
    return {(each.place, each.field, each.code) for each in found}


def written(path: Path, *rows: dict) -> Path:
    """Return a file of these rows."""
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def test_a_row_with_a_bad_cell_tells_everything_else_that_is_wrong_with_it(
    library, make, tmp_path
) -> None:
    """Markup, taboos, personal data, limits and links, though it cannot be read whole."""
    row = {
        **as_raw(make("a", "你" * 61, "<b>13800010001</b>", links=("nowhere",), similar=())),
        "kind": "song",
        "valid_from": "soon",
    }
    del row["source"]

    assert report(library.editor, written(tmp_path / "a.json", row)) == {
        ("#1", "kind", "not_choice"),
        ("#1", "valid_from", "not_day"),
        ("#1", "source", "missing"),
        ("#1", "title", "too_long"),
        ("#1", "title", "taboo"),
        ("#1", "answer", "markup"),
        ("#1", "answer", "personal"),
        ("#1", "links", "bad_link"),
    }


def test_an_answer_for_a_channel_is_held_to_what_every_answer_is_held_to(library, make) -> None:
    """Its length, its words, and that there is such a channel and such an answer."""
    answers = {"web": "字" * 20_001, "rest": "<b>你</b>", "fax": "请来电。"}
    rows = [Incoming("1", make("a", "甲", answers=answers))]
    found = {(each.field, each.code) for each in library.editor.check(rows, None)}
    short = Incoming("1", make("a", "甲", answers={"rest": "请来电。"}))

    assert found == {("answers", code) for code in ("too_long", "markup", "taboo", "bad_channel")}
    assert library.editor.check([short], None) == []


def test_a_link_to_a_row_with_problems_is_no_mistake(library, make, tmp_path) -> None:
    """It is there, in the file; one to nowhere still is a mistake, and so is a row's own code."""
    good = as_raw(make("good", "甲", links=("bad", "nowhere")))
    bad = {**as_raw(make("bad", "乙", links=("good",))), "weight": "heavy"}
    nameless = {**bad, "code": "", "links": ["bad"]}

    assert report(library.editor, written(tmp_path / "a.json", good, bad, nameless)) == {
        ("#1", "links", "bad_link"),
        ("#2", "weight", "not_number"),
        ("#3", "code", "missing"),
        ("#3", "weight", "not_number"),
    }


def test_a_link_to_a_file_that_cannot_be_parsed_is_no_mistake(library, make, tmp_path) -> None:
    """A Markdown file is called by its code."""
    write_folder(tmp_path, [Version(make("a", "甲", links=("b", "c")), 1, State.DRAFT, NOON)])
    (tmp_path / "b.md").write_text("---\ncode: [\n---\n正文", encoding="utf-8")

    assert report(library.editor, tmp_path) == {
        ("a.md", "links", "bad_link"),
        ("b.md", "", "unreadable"),
    }


def test_what_could_not_be_read_is_never_taken(library, make) -> None:
    """Even by whoever forgets that there were problems."""
    spoiled = Incoming("1", make("a", "甲"), unread=frozenset({"kind"}))
    with pytest.raises(ImportRefused) as refused:
        library.editor.take([spoiled, Incoming("2", make("b", "乙"))])

    assert [(each.place, each.field) for each in refused.value.problems] == [("1", "kind")]
    assert library.library.versions() == ()


def test_an_offer_that_the_catalogue_has_not_is_told(library, make) -> None:
    """Its price would silently be missing; nothing is asked when no article names any."""
    asked = []

    def offers() -> tuple[str, ...]:
        asked.append(1)
        return ("ROAM",)

    library.editor._checker = Checker(Taboos({}), offers)
    library.editor.take([Incoming("0", make("plain", "甲"))])
    assert asked == []
    rows = [Incoming("1", make("a", "乙", offers=("ROAM", "ROMA"))), Incoming("2", make("b", "丙"))]
    with pytest.raises(ImportRefused) as refused:
        library.editor.take(rows)
    told = [(each.place, each.field, each.detail) for each in refused.value.problems]
    assert told == [("1", "offers", "ROMA")]
    assert library.editor.take([Incoming("1", make("a", "乙", offers=("ROAM",)))]).added == ("a",)


def test_a_delivered_library_may_name_what_another_operator_does_not_sell(library, make) -> None:
    """It is taken with any catalogue, and without one nothing is wrong."""
    library.editor._checker = Checker(Taboos({}), lambda: ("OTHER",))
    rows = [Incoming("1", make("a", "甲", offers=("ROAM",), reviewer=REVIEWER))]
    assert library.editor.take(rows, as_written=True).added == ("a",)
    library.editor._checker = Checker(Taboos({}), tuple)

    assert library.editor.check([Incoming("1", make("b", "乙", offers=("ROAM",)))], None) == []


def test_the_channels_with_answers_of_their_own_are_those_there_are() -> None:
    """Else an answer would be kept that nobody ever hears."""
    assert set(CHANNELS) == {connection.CHANNEL, rest.CHANNEL}
