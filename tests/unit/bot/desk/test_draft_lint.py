"""Drafts that break the standard are held, and what to say instead is offered (handbook §1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.lint import DraftLint, Manners
from bot.scripts import Scripts
from bot.settings import ROOT

SCRIPTS = Scripts.load(ROOT / "data" / "scripts")
LINT = DraftLint(dict(SCRIPTS.taboos()), Manners.load(ROOT / "data" / "desk" / "drafts.yml"))


def held(text: str) -> list[str]:
    """Return the words for which a draft is held."""
    return [each.word for each in LINT.findings(text) if each.blocks]


@pytest.mark.parametrize(
    ("draft", "instead"),
    [
        ("您搞错了", "可能我们的沟通有些误会"),
        ("您好，您搞错了，请再看一下。", "您好，可能我们的沟通有些误会，请再看一下。"),
        ("不行，这是规定", "可以为您办的是【请补充】"),
        ("你好", "您好"),
        ("这个我不知道！", "我为您核实一下！"),
    ],
)
def test_a_taboo_is_held_and_the_whole_draft_reworded(draft, instead) -> None:
    """A clause by what to say instead, a single word where it stands."""
    assert held(draft)
    assert LINT.suggestion(draft) == instead


@pytest.mark.parametrize(
    "draft", ["不 知 道", "不\u200b知道", "不　知道", "不知道", "我真的不知道啊"]
)
def test_nothing_between_its_characters_hides_a_taboo(draft) -> None:
    """Blanks, zero-width characters, other words around it."""
    assert held(draft) == ["不知道"]


@pytest.mark.parametrize(
    "draft",
    [
        "您看这样行不行？",
        "请问还有没有其他可以帮您的？",
        "好的，我马上为您核实。",
        "迷你套餐每月19元。",
    ],
)
def test_a_polite_draft_goes_out(draft) -> None:
    """Also one that holds the characters of a taboo in another meaning."""
    assert held(draft) == []
    assert LINT.suggestion(draft) is None


def test_a_gap_that_nobody_filled_is_held() -> None:
    """What a quick reply could not fill must not reach a customer."""
    assert held("您的工单号是【工单号】，请留意。") == ["【工单号】"]


def test_a_bare_no_is_pointed_out_and_one_with_a_way_out_is_not() -> None:
    """Pointed out, not held: what makes a no bearable is the agent's to judge."""
    bare = LINT.findings("这个不能办理")

    assert [(each.kind, each.blocks) for each in bare] == [("negative", False)]
    assert bare[0].instead
    assert LINT.findings("这个不能在线办理，您可以到营业厅办") == ()


def test_the_place_of_a_finding_is_that_in_the_draft() -> None:
    """The composer underlines it there, blanks and all."""
    text = "您好，我 不 知道"
    found = LINT.findings(text)[0]

    assert text[found.start : found.start + found.length] == "不 知道"


@given(st.text(max_size=40), st.sampled_from(sorted(SCRIPTS.taboos())), st.text(max_size=40))
def test_a_taboo_is_found_in_any_surroundings(before, word, after) -> None:
    """Unless it is part of a harmless turn of phrase."""
    text = before + word + after
    harmless = Manners.load(ROOT / "data" / "desk" / "drafts.yml").harmless
    squeezed = "".join(text.split())
    if any(each in squeezed for each in harmless):
        return

    assert held(text)


@given(st.text(max_size=80))
def test_any_draft_at_all_can_be_checked(text) -> None:
    """Places lie inside it."""
    for each in LINT.findings(text):
        assert 0 <= each.start <= each.start + each.length <= len(text)
    LINT.suggestion(text)
