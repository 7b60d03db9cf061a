"""Files that make no sense: each is one line with its place, and the rest is checked as well."""

from __future__ import annotations

from time import perf_counter

import pytest

from bot.settings import ROOT
from bot.training.check import check_files, check_project
from bot.training.sources import Sources

NLU = "data/nlu/nlu.yml"
RULES = "data/rules/rules.yml"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (NLU, "nlu:", "nlu: [", [("broken_yaml", 3)]),
        (NLU, "- intent: greet", '- intent: "greet', [("broken_yaml", 8)]),
        (NLU, "- intent: greet", "-  intent: greet: x", [("broken_yaml", 8)]),
        (NLU, "- intent: greet", "- intent: greet\n  example: |", [("unknown_key", 9)]),
        (NLU, "greet\n  examples: |", "greet\n  examples: >", [("not_literal", 9)]),
        (NLU, "- intent: greet", "- intent: [greet]", [("wrong_shape", 8), ("unused_intent", 0)]),
        (NLU, "nlu:", "nul:", [("unknown_key", 2), ("unused_intent", 0)]),
        ("domain.yml", "intents:", "intents", [("broken_yaml", 2)]),
        ("domain.yml", "intents:", "intnets:", [("unknown_key", 2)]),
        ("domain.yml", "- greet\n", "- greet\n- greet\n", [("declared_twice", 5)]),
        ("domain.yml", "[month]", "[mouth]", [("unknown_entity", 3)]),
        ("domain.yml", "    type: text\n", "", [("wrong_shape", 10)]),
        ("domain.yml", "loop: number_form", "loop: nummer_form", [("unknown_form", 15)]),
        ("domain.yml", "    - topic\n", "    - tropic\n", [("unknown_slot", 19)]),
        ("domain.yml", "- greet\n", "- greet\n- {}\n", [("wrong_shape", 5)]),
        (RULES, "- intent: query_bill", "- intent: query_bil", [("unknown_intent", 7)]),
        (RULES, "action_query_bill", "action_query_bil", [("unknown_action", 8)]),
        (RULES, "{topic: x}", "{tropic: x}", [("unknown_slot", 5)]),
        (RULES, "- slot_was_set: [{topic: x}]", "- active_loop: a_form", [("unknown_form", 5)]),
        (RULES, "  - action:", "  - actoin:", [("unknown_key", 8)]),
        (RULES, "  - action:", "  action:", [("unknown_key", 8)]),
        (RULES, "- rule: query_bill", "- rule:", [("wrong_shape", 3)]),
        (RULES, "- rule:", "- rule: query_bill\n- rule:", [
            ("empty_steps", 3), ("declared_twice", 4)]),
        (RULES, "rules:", "rules:\n  a: b", [("broken_yaml", 4)]),
        ("config.yml", "pipeline:", "pipeline", [("broken_yaml", 3)]),
        ("config.yml", "- name: Keyword", "- nam: Keyword", [("wrong_shape", 4)]),
        ("config.yml", "Keyword", "Kyword", [("unknown_component", 4)]),
        ("config.yml", "KeywordIntentClassifier", "bot.nlu.x.Y", [("unknown_component", 4)]),
        ("config.yml", "recipe: default.v1", "recipe:", [("wrong_shape", 1)]),
        ("config.yml", "\n- name: RulePolicy", " RulePolicy", [("wrong_shape", 5)]),
    ],
)  # fmt: skip
def test_a_mistake_in_any_file_is_told_at_its_line(project, name, old, new, expected) -> None:
    """The line is where a person has to look."""
    text = project.read(name)
    assert old in text
    project.write(name, text.replace(old, new, 1))

    told = project.told()

    # Line 0 stands for intents of the domain that lost their sentences by it.
    wanted = {(kind, name.rpartition("/")[2], line) for kind, line in expected if line}
    assert {one for one in told if one[0] != "unused_intent"} == wanted
    assert ("unused_intent" in {kind for kind, _, _ in told}) is any(
        not line for _, line in expected
    )


@pytest.mark.parametrize("name", ["domain.yml", "config.yml"])
def test_a_missing_file_is_told(project, name) -> None:
    """And not every name of the data as well."""
    (project.root / name).unlink()

    assert project.told() == [("no_such_file", name, 1)]


@pytest.mark.parametrize("name", [NLU, RULES, "domain.yml", "config.yml"])
def test_any_file_may_have_a_byte_order_mark_and_none_may_be_gbk(project, name) -> None:
    """The first is handed to Rasa without it, the second is refused."""
    text = project.read(name) + "# 注释\n"
    project.write(name, b"\xef\xbb\xbf" + text.encode())
    report = project.check()
    project.write(name, text.encode("gbk"))

    assert report.errors == ()
    assert report.rewritten == {project.root / name: text}
    assert {kind for kind, _, _ in project.told()} == {"not_utf8"}


def test_all_mistakes_are_told_at_once(project, intent) -> None:
    """A broken block does not hide the ones around it, a broken file not the others."""
    project.write(
        NLU,
        "nlu:\n"
        + intent("query_bill", "- 查[上月](month", "- 看账单")
        + intent("greet: x", "- 你好", "- 您好")
        + intent("stop", "- 算了", "停"),
    )
    project.write("data/nlu/other.yml", "nlu:\n" + intent("sotp", "- 不用了", "- 不办了"))
    project.write("config.yml", project.read("config.yml").replace("Rule", "Role"))

    assert project.told() == [
        ("unknown_component", "config.yml", 6),
        ("entity_unclosed", "nlu.yml", 4),
        ("broken_yaml", "nlu.yml", 6),
        ("not_an_example", "nlu.yml", 13),
        ("unknown_intent", "other.yml", 2),
    ]


def test_a_key_that_stands_twice_is_told_with_the_first(project, intent) -> None:
    """Which of the two would count depends on the reader."""
    project.write(NLU, project.read(NLU) + "nlu:\n" + intent("stop", "- 停"))

    (error,) = project.check().errors

    assert (error.kind, error.data["first"]) == ("duplicate_key", 2)


def test_files_that_nothing_reads_are_warned_of(project) -> None:
    """A copy kept beside the data looks like data; hidden files are nobody's business."""
    project.write("data/nlu/nlu.yml.bak", project.read(NLU))
    project.write("data/nlu/.nlu.yml.swp", b"\x00\xff")

    assert project.told() == []
    assert ("ignored_file", "nlu.yml.bak", 1) in project.told("warning")


def test_files_by_themselves_are_checked_against_the_projects_names(project, intent) -> None:
    """A writer's new file need not have every intent, but must not invent any."""
    project.write("new/a.yml", "nlu:\n" + intent("stop", "- 停") + intent("wait", "- 等等"))

    report = check_files([project.root / "new"], Sources(root=project.root))

    assert [(one.kind, one.file, one.line) for one in report.findings] == [
        ("unknown_intent", "new/a.yml", 5)
    ]
    assert (report.files, report.examples) == (1, 2)


def test_files_by_themselves_must_agree_with_the_projects_sentences(project, intent) -> None:
    """A new label for an old sentence is told in the new file, which may be of the project too."""
    project.write("new/a.yml", "nlu:\n" + intent("stop", "- 你好。", "- 算了"))
    project.write("data/nlu/nlu2.yml", "nlu:\n" + intent("stop", "- 在吗", "- 走了"))
    sources = Sources(root=project.root)

    new = check_files([project.root / "new" / "a.yml"], sources)
    old = check_files([project.root / "data" / "nlu" / "nlu2.yml"], sources)

    assert [(one.kind, one.line, one.data["place"]) for one in new.findings] == [
        ("conflicting_labels", 4, "data/nlu/nlu.yml:10"),
        ("duplicate", 5, "data/nlu/nlu.yml:15"),
    ]
    assert [(one.kind, one.line) for one in old.findings] == [("conflicting_labels", 4)]


def test_our_own_project_has_no_errors_and_is_checked_in_seconds(record_property) -> None:
    """6,000 sentences may take three seconds; the bound here leaves room for a busy machine."""
    check_project(Sources(root=ROOT))  # dictionaries load once
    began = perf_counter()

    report = check_project(Sources(root=ROOT))

    seconds = perf_counter() - began
    record_property("seconds", round(seconds, 2))
    assert report.errors == ()
    assert [each for each in report.findings if each.kind.startswith("personal")] == []
    assert report.rewritten == {}
    assert seconds < 3 * 3 * max(1, report.examples / 6000)


def test_the_report_is_plain_json(project) -> None:
    """What the studio will show: every field of every finding, and the counts."""
    project.write("data/nlu/b.yml", "")

    report = project.check().as_json()

    assert report["errors"] == 1
    (error,) = [one for one in report["findings"] if one["severity"] == "error"]
    assert error == {
        "key": error["key"],
        "kind": "empty_file",
        "severity": "error",
        "file": "data/nlu/b.yml",
        "line": 1,
        "intent": "",
        "text": "",
        "message_key": "finding_empty_file",
        "data": {},
        "suggestion": "",
    }
