"""domain.yml, rules, scripts and code say the same (style.md pitfalls 7, 8, 18)."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor
from ruamel.yaml import YAML

from actions import slots
from actions.base import InnerAction, ServiceAction
from bot.scripts import Scripts

ROOT = Path(__file__).resolve().parents[3]
SPOKEN_BY_KIND = {
    "notification_",
    "error_",
    "complaint_type_",
    "fault_type_",
    "fault_step_",
    "wish_",
    "audit_what_",
    "desk_verify_",
    "desk_verified_",
}
"""Prefixes of keys that are built from data."""


def _yaml(path: str) -> Any:
    return YAML(typ="safe").load((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    """Read the domain."""
    return _yaml("domain.yml")


@pytest.fixture(scope="module")
def registered() -> set[str]:
    """Register the package as the SDK does; return the names of our actions."""
    executor = ActionExecutor()
    executor.register_package("actions")
    ours = {
        name
        for name, run in executor.actions.items()
        if type(run.__self__).__module__.startswith("actions.")
    }
    assert ours
    return ours


def _classes(root: type) -> set[type[ServiceAction]]:
    return {root} | {each for child in root.__subclasses__() for each in _classes(child)}


def test_the_domain_lists_exactly_the_registered_actions(domain, registered) -> None:
    """Neither an action without code nor code that nothing can run."""
    assert set(domain["actions"]) == registered


def test_slots_are_the_constants(domain) -> None:
    """One list in two places, kept equal here."""
    assert set(domain["slots"]) == slots.ALL


def test_no_slot_fills_itself_and_none_sways_the_rules(domain) -> None:
    """Every slot has one writer, in code."""
    for name, slot in domain["slots"].items():
        assert slot["influence_conversation"] is False, name
        assert [mapping["type"] for mapping in slot["mappings"]] == ["custom"], name


def test_each_slot_names_its_writer() -> None:
    """In a comment beside it."""
    lines = (ROOT / "domain.yml").read_text(encoding="utf-8").splitlines()

    for name in slots.ALL:
        assert any(line.startswith(f"  {name}:  # ") and "written by" in line for line in lines), (
            name
        )


def test_the_domain_stays_readable() -> None:
    """Style 9.1."""
    assert len((ROOT / "domain.yml").read_text(encoding="utf-8").splitlines()) <= 800


def test_every_intent_has_a_rule_of_its_own(domain) -> None:
    """No intent falls through to the default."""
    intents = {name for item in domain["intents"] for name in item}
    ruled: list[str] = []
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in _yaml(f"data/rules/{path.name}")["rules"]:
            ruled += [step["intent"] for step in rule["steps"] if "intent" in step]

    assert sorted(ruled) == sorted(intents)
    assert len(intents - {"nlu_fallback"}) == 44


def test_every_script_is_used_and_every_key_used_exists() -> None:
    """A key stands as a constant somewhere in the code, and every said constant is a key."""
    keys = Scripts.load(ROOT / "data" / "scripts").keys()
    constants: set[str] = set()
    said: set[str] = set()
    for path in [*(ROOT / "actions").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            said |= _said(node)
    unused = {
        key for key in keys - constants if not any(key.startswith(pre) for pre in SPOKEN_BY_KIND)
    }

    assert said - keys == set()
    assert unused == set()


def _said(node: ast.AST) -> set[str]:
    """Return the key of a call like ``turn.say("key")``."""
    speaking = {"say", "message", "button"}
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in speaking
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ):
        return {str(node.args[0].value)}
    return set()


def test_no_class_that_helps_is_registered() -> None:
    """Only named actions are concrete."""
    for each in _classes(ServiceAction) - {ServiceAction, InnerAction}:
        if each.__module__.startswith("actions.") and not each.__abstractmethods__:
            assert each.NAME
