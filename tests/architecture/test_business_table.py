"""Every business intent ends somewhere: docs/business.md against the domain, rules and tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 5
CREDENTIALS = ("none", "any", "proof", "both", "password", "a code")


def business_intents() -> tuple[str, ...]:
    """Return the intents that stand under ``# business`` in domain.yml."""
    text = (ROOT / "domain.yml").read_text(encoding="utf-8")
    part = text.split("\n# business\n", 1)[1].split("\n# dialogue\n", 1)[0]
    return tuple(re.findall(r"^- (\w+):", part, flags=re.MULTILINE))


def table() -> tuple[tuple[str, ...], ...]:
    """Return the rows of the table, each cell without blanks around it."""
    page = (ROOT / "docs" / "business.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    return tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)


ROWS: Mapping[str, tuple[str, ...]] = {row[0].strip("`"): row for row in table()}


def actions_by_intent() -> Mapping[str, str]:
    """Return the action that each intent's own rule runs."""
    found = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["rules"]:
            intents = [step["intent"] for step in rule["steps"] if "intent" in step]
            actions = [step["action"] for step in rule["steps"] if "action" in step]
            found.update(dict.fromkeys(intents, actions[0]))
    return found


def test_every_business_intent_is_a_row_once() -> None:
    """No intent without a way to its end, and no row for what nobody can say."""
    assert [row[0].strip("`") for row in table()] == list(dict.fromkeys(business_intents()))


@pytest.mark.parametrize("intent", business_intents())
def test_a_row_names_a_flow_a_credential_an_effect_and_tests_that_exist(intent: str) -> None:
    """Links lead to pages, test files are there, and the credential is one of the page's words."""
    row = ROWS[intent]
    assert len(row) == COLUMNS
    _, flow, credential, effect, tests = row
    pages = re.findall(r"\]\((flows/[\w.-]+)\)", flow)
    files = re.findall(r"`(tests/[\w/.-]+)`", tests)

    assert pages
    assert all((ROOT / "docs" / page).is_file() for page in pages)
    assert files
    assert [path for path in files if not (ROOT / path).is_file()] == []
    assert re.match(rf"({'|'.join(CREDENTIALS)})\b", credential), credential
    assert effect


@pytest.mark.parametrize("intent", business_intents())
def test_the_tests_of_a_row_speak_of_its_intent(intent: str) -> None:
    """At least one of them says the intent, or runs the action that its rule names."""
    files = re.findall(r"`(tests/[\w/.-]+)`", ROWS[intent][-1])
    text = "".join((ROOT / path).read_text(encoding="utf-8") for path in files)
    action = actions_by_intent()[intent]
    camel = "".join(part.capitalize() for part in action.removeprefix("action_").split("_"))

    assert intent in text or action in text or camel in text


KINDS = ("happy", "digress", "refuse", "correct", "change mind", "stop", "human", "timeout")


def ways() -> Mapping[str, tuple[str, ...]]:
    """Return the rows of the second table: a kind of treatment → the tests named in its cells."""
    page = (ROOT / "docs" / "business.md").read_text(encoding="utf-8")
    lines = page.split("## Ways of treating a question", 1)[1].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "`" in line]
    return {row[0]: tuple(re.findall(r"`(\w+)`", " ".join(row))) for row in rows if row[0] in KINDS}


def test_every_question_is_treated_in_every_way() -> None:
    """The eight kinds of issue 4, each by tests that exist, for questions and both forms."""
    tests = {
        name
        for path in (ROOT / "tests" / "dialogue").glob("test_*.py")
        for name in re.findall(r"^async def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }

    assert tuple(ways()) == KINDS
    for kind, named in ways().items():
        assert len(named) == 3, kind
        assert set(named) <= tests, kind


def test_every_flow_that_waits_for_a_yes_is_treated_so() -> None:
    """Every intent with an effect is a flow of the dialogue test, or is tested elsewhere."""
    text = (ROOT / "tests" / "dialogue" / "test_kinds_dialogue.py").read_text(encoding="utf-8")
    flows = set(re.findall(r'^    "(\w+)": Flow\(', text, re.MULTILINE))
    changing = {intent for intent, row in ROWS.items() if row[3] != "none"}

    assert flows - {"query_subscriptions", "faq"} <= changing
    assert changing - flows == set(ELSEWHERE)


ELSEWHERE: Mapping[str, str] = {
    "query_progress": "urging and rating need no yes: test_faults_dialogue.py",
    "query_invoice": "registered as faq is: test_invoice_action.py",
    "dispute_charge": "the question of query_subscriptions: test_dispute_dialogue.py",
    "give_suggestion": "recorded at once, touches no account: test_complaints_dialogue.py",
    "change_password": "the password form",
    "reset_password": "the password form",
    "resume_service": "as report_loss, the other way round: test_security_dialogue.py",
}
"""Intents with an effect that wait for no yes of their own, and where they are tested."""
