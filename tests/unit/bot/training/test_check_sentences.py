"""Sentences in a real project: every mistake by file and line, and what is only worth a look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.findings import line_of
from bot.training.check import check_files
from bot.training.check_sentences import bare
from bot.training.sources import Sources

NEW = "data/nlu/own.yml"
HEAD = "nlu:\n"


def test_a_good_project_has_no_errors(project) -> None:
    """The examples are few, which is a warning and no more."""
    assert project.told() == []
    assert {kind for kind, _, _ in project.told("warning")} == {"few_examples"}
    report = project.check()
    assert (report.files, report.examples, report.intents) == (4, 9, 3)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["- 查[上个月](month"], [("entity_unclosed", 4)]),
        (["- 查[上个月](moth)"], [("unknown_entity", 4)]),
        (['- 查[上个月]{"entity": "month", "valeu": "x"}'], [("entity_key", 4)]),
        (["- [[上个月](month)的](month)账单"], [("entity_nested", 4)]),
        (["- 好", "不行", "  - 缩进了"], [("not_an_example", 5), ("not_an_example", 6)]),
        (["- 你好！"], [("conflicting_labels", 4)]),
        (["- ＨＩ", "- hi呀", "- 在嗎？"], [("conflicting_labels", 6)]),
        (["-", "- "], [("empty_intent", 2)]),
    ],
)
def test_a_bad_sentence_is_refused_at_its_line(project, intent, lines, expected) -> None:
    """The text of the file stands from line 4 on."""
    project.write(NEW, HEAD + intent("query_bill", *lines))

    assert project.told() == [(kind, "own.yml", line) for kind, line in expected]


def test_a_conflict_names_the_other_label_and_its_place(project, intent) -> None:
    """Writing, punctuation and script do not make two sentences of one."""
    project.write(NEW, HEAD + intent("stop", "- 查話費！！"))

    (error,) = project.check().errors

    assert (error.intent, error.text) == ("stop", "查話費！！")
    assert error.data == {"other": "query_bill", "place": "data/nlu/nlu.yml:5"}


def test_an_unknown_intent_is_refused_with_the_one_that_was_meant(project, intent) -> None:
    """The line is that of its block."""
    project.write(NEW, HEAD + intent("query_bil", "- 月结单", "- 账单多少"))

    (error,) = project.check().errors

    assert (error.kind, error.line, error.suggestion) == ("unknown_intent", 2, "query_bill")


def test_an_intent_without_examples_is_refused_at_its_line_of_the_domain(project) -> None:
    """Rasa's own intents need none."""
    project.write(
        "domain.yml", project.read("domain.yml").replace("- stop\n", "- stop\n- thanks\n")
    )

    assert project.told() == [("unused_intent", "domain.yml", 6)]


def test_an_intent_with_one_sentence_is_refused_and_with_two_it_is_not(project, intent) -> None:
    """Writing it twice does not help; a second sentence does."""
    project.write(
        "domain.yml", project.read("domain.yml").replace("- stop\n", "- stop\n- thanks\n")
    )
    project.write(NEW, HEAD + intent("thanks", "- 谢谢", "- 谢谢"))
    refused = project.told()
    project.write(NEW, HEAD + intent("thanks", "- 谢谢", "- 多谢您"))

    assert refused == [("single_example", "own.yml", 2)]
    assert project.told() == []


def test_empty_files_and_intents_are_refused(project) -> None:
    """Whoever wrote them meant to say something."""
    project.write("data/nlu/a.yml", "")
    project.write("data/nlu/b.yml", "# only a comment\n")
    project.write("data/nlu/c.yml", 'version: "3.1"\nnlu:\n')
    project.write("data/nlu/d.yml", HEAD + "- intent: stop\n- intent: stop\n  examples: |\n")

    assert project.told() == [
        ("empty_file", "a.yml", 1),
        ("empty_file", "b.yml", 1),
        ("empty_file", "c.yml", 1),
        ("empty_intent", "d.yml", 2),
        ("empty_intent", "d.yml", 3),
    ]


def test_what_training_copes_with_is_a_warning(project, intent) -> None:
    """Each at its line; nothing is refused."""
    project.write(
        NEW,
        HEAD
        + intent(
            "query_bill",
            "- 账单呢",
            "",
            "- 账单呢",
            "-",
            "- 查\x07一下费用",
            "- " + "话费怎么又涨了" * 720,
            "- ？？？",
            "- \u200b",
            "- 号码15277304816的账单",
            "- 号码13812345678的账单",
            "- 身份证11010519491231002X能查吗",
            "- 身份证110105194912310021能查吗",
        ),
    )

    warnings = [one for one in project.told("warning") if one[1] == "own.yml"]

    assert project.told() == []
    assert [(kind, line) for kind, _, line in warnings] == [
        ("empty_line", 5),
        ("duplicate", 6),
        ("empty_example", 7),
        ("control_character", 8),
        ("long_message", 9),
        ("control_character", 11),
        ("says_nothing", 11),
        ("personal_phone", 12),
        ("personal_number", 14),
    ]


def test_twins_and_emoji_are_noted_only(project, intent) -> None:
    """Traditional writing and emoji are things that customers send."""
    project.write(NEW, HEAD + intent("query_bill", "- 查話費", "- 👍👍"))

    assert project.told() == []
    assert project.told("note") == [("twin", "own.yml", 4), ("emoji_only", "own.yml", 5)]


def test_the_same_wish_under_two_intents_is_warned_of(project, intent) -> None:
    """One character apart in a long sentence; within one intent it is no matter."""
    text = "麻烦您帮我查一下上个月的话费账单一共是多少钱"
    project.write(NEW, HEAD + intent("query_bill", f"- {text}", f"- {text}呢"))
    before = project.told("warning")
    project.write(NEW, HEAD + intent("query_bill", f"- {text}") + intent("stop", f"- {text}呢"))

    (near,) = [one for one in project.check().warnings if one.kind == "near_duplicate"]

    assert "near_duplicate" not in {kind for kind, _, _ in before}
    assert near.line == 7
    assert near.data["place"] == f"{NEW}:4"


def test_short_sentences_that_differ_in_polite_words_alone_need_one_label(project, intent) -> None:
    """Too short to be compared by their characters; within one intent they are welcome."""
    project.write(
        NEW,
        HEAD
        + intent("query_bill", "- 查一下话单", "- 查话单吧")
        + intent("stop", "- 请帮我查下话单", "- 别查话单"),
    )

    (found,) = [one for one in project.check().warnings if one.kind == "filler_conflict"]

    assert (found.text, found.line, found.intent) == ("请帮我查下话单", 8, "stop")
    assert found.data == {"other": "query_bill", "place": f"{NEW}:4"}


def test_whereabouts_of_people_are_told_with_an_invention_to_use(project, intent) -> None:
    """By file and line, and without repeating them."""
    project.write(NEW, HEAD + intent("query_bill", "- 账单寄到南山路66号", "- 账单发到cw@163.com"))

    found = [one for one in project.check().warnings if one.kind.startswith("personal")]

    assert [(one.kind, one.line) for one in found] == [
        ("personal_address", 4),
        ("personal_mail", 5),
    ]
    assert not any("南山路" in line_of(one) or "163" in line_of(one) for one in found)


def test_personal_data_never_leaves_a_finding(project, intent) -> None:
    """Whatever is wrong with a sentence, its number is masked."""
    project.write(NEW, HEAD + intent("query_bill", "- 查15277304816的[账单](bil", "- 15277304816"))

    assert "7730" not in str(project.check().as_json())


@given(text=st.text(max_size=30))
def test_bare_text_is_bare_already(text) -> None:
    """Levelling twice is levelling once."""
    assert bare(bare(text)) == bare(text)


def test_sentences_that_models_are_measured_with_must_not_be_trained_on(project, intent) -> None:
    """Told with the place in the held-out set: the very sentence, and one hardly reworded."""
    text = "麻烦您帮我查一下上个月的话费账单一共是多少钱"
    held_out = HEAD + intent("query_bill", "- 查話費。", f"- {text}")
    project.write("tests/dialogue/nlu_holdout.yml", held_out)
    project.write(NEW, HEAD + intent("query_bill", f"- {text}呢"))

    found = [
        (one.kind, one.file, one.line, one.data["place"])
        for one in project.check().findings
        if "held_out" in one.kind
    ]

    assert project.told() == []
    assert found == [
        ("held_out", "data/nlu/nlu.yml", 5, "tests/dialogue/nlu_holdout.yml:4"),
        ("near_held_out", NEW, 4, "tests/dialogue/nlu_holdout.yml:5"),
    ]


def test_hardly_different_sentences_of_one_intent_are_noted_once_each(project, intent) -> None:
    """With the first that each is like."""
    text = "麻烦您帮我查一下上个月的话费账单一共是多少钱"
    project.write(NEW, HEAD + intent("query_bill", f"- {text}", f"- {text}呢", f"- {text}啊"))

    found = [one for one in project.check().notes if one.kind == "near_twin"]

    assert [(one.line, one.data["place"]) for one in found] == [(5, f"{NEW}:4"), (6, f"{NEW}:4")]


def test_an_entity_that_ends_inside_a_word_is_told_with_the_line_that_mends_it(
    project, intent
) -> None:
    """The line is tried: with it in the dictionary the finding is gone."""
    sentence = "- 查[前儿个](month)交的话费"
    project.write(NEW, HEAD + intent("query_bill", sentence, "- 看[这个月](month)的账单"))
    (found,) = [one for one in project.check().warnings if one.kind == "entity_cut"]
    project.write("data/dictionary/own.txt", f"{found.data['dictionary_line']}\n")

    assert (found.line, found.data["part"]) == (4, "前儿个")
    assert found.data["dictionary_line"].startswith("前儿个 ")
    assert [one.kind for one in project.check().warnings if "entity" in one.kind] == []


def test_an_entity_that_no_dictionary_can_part_from_its_word_is_told_without_one(
    project, intent
) -> None:
    """Its ends have to move."""
    project.write("data/dictionary/own.txt", "通话记录 20000 n\n")
    project.write(NEW, HEAD + intent("query_bill", "- 查[通话](month)记录"))

    found = [one for one in project.check().warnings if one.kind.startswith("entity")]

    assert [(one.kind, one.line) for one in found] == [("entity_in_word", 4)]
    assert found[0].data == {"part": "通话", "words": "通话记录"}


def test_the_held_out_set_itself_can_be_looked_at(project, intent) -> None:
    """It is then no leak of its own; a sentence that is trained on is a duplicate as ever."""
    held_out = "tests/dialogue/nlu_holdout.yml"
    project.write(held_out, HEAD + intent("query_bill", "- 账单总共多少", "- 查话费"))

    report = check_files([project.root / held_out], Sources(root=project.root))

    assert [(one.kind, one.line) for one in report.findings] == [("duplicate", 5)]
