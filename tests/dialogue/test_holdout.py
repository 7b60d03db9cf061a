"""The development set speaks in every voice, names nobody, and its values have one form."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.text.phones import find_phones

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT = ROOT / "tests" / "dialogue" / "nlu_holdout.yml"
RANGES = ROOT / "tests" / "dialogue" / "nlu_ranges.tsv"
CATALOGUE = ROOT / "data" / "demo" / "operator.yml"

FEWEST = Counter(dict.fromkeys(("typed", "hotline"), 150))
"""Messages a style needs at least; every other style needs 60."""
INVENTED = re.compile(r"1380001\d{4}|1390000\d{4}")
ANNOTATED = re.compile(r"\[([^\]]+)\](\{[^}]*\})")

SHAPES = {
    "month": r"20\d\d-(0[1-9]|1[0-2])",
    "date": r"20\d\d-\d\d-\d\d",
    "amount": r"\d+\.\d\d",
    "price": r"\d+\.\d\d|cheap|cheapest|expensive|most_expensive",
    "data_amount": r"[1-9]\d*",
    "resource": "data|voice|sms",
    "ticket_id": r"(GZ|DD)\d+",
    "complaint_type": "billing|network|service_attitude|marketing_harassment"
    "|unauthorised_subscription|business_handling|other",
    "fault_type": "signal|mobile_data|voice_call|sms|broadband|iptv|other",
    "phone_number": INVENTED.pattern,
    "reference": r"other_number|ordinal:-?[1-9]\d?",
    "location": ".+",
}
"""What the value of each entity looks like (docs/labelling.md); catalogue codes are looked up."""


@pytest.fixture(scope="module")
def messages() -> list[dict[str, object]]:
    """Give the held-out messages as they are in the file."""
    return [
        example for block in YAML(typ="safe").load(HELD_OUT)["nlu"] for example in block["examples"]
    ]


@pytest.fixture(scope="module")
def ranges() -> list[dict[str, str]]:
    """Give the rows of the messages with ranges."""
    lines = RANGES.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def values(messages, ranges) -> list[tuple[str, str]]:
    """Give every (entity, value) of both files."""
    given = [
        json.loads(annotation)
        for message in messages
        for _, annotation in ANNOTATED.findall(message["text"])
    ]
    given += [one for row in ranges for one in json.loads(row["entities"])]
    return [(one["entity"], one["value"]) for one in given]


def test_every_style_has_enough_voices(messages) -> None:
    """At least 900 messages, each with a known style, and no style with too few of them."""
    styles = Counter(message["metadata"]["style"] for message in messages)
    assert styles.total() >= 900
    assert {name: found for name, found in styles.items() if found < (FEWEST[name] or 60)} == {}
    assert len(styles) == 11


def test_no_message_stands_in_the_set_twice(messages, ranges) -> None:
    """The same words are there once only."""
    texts = [ANNOTATED.sub(r"\1", message["text"]).strip() for message in messages]
    texts += [row["text"] for row in ranges]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_every_value_has_the_one_form_of_its_kind(values) -> None:
    """A value that the docs do not know, or a code that is not in the catalogue, is a mistake."""
    catalogue = YAML(typ="safe").load(CATALOGUE)["catalogue"]
    codes = {
        "package_name": {one["code"] for one in catalogue["packages"]},
        "service_name": {one["code"] for kind in ("addons", "services") for one in catalogue[kind]},
    }
    wrong = [
        (entity, value)
        for entity, value in values
        if (
            value not in codes[entity]
            if entity in codes
            else not re.fullmatch(SHAPES.get(entity, "(?!)"), value)
        )
    ]
    assert wrong == []


def test_sums_of_money_are_exact(values) -> None:
    """Amounts are decimal yuan, above zero."""
    sums = [value for entity, value in values if entity == "amount"]
    assert all(Decimal(value) > 0 for value in sums)


def test_every_phone_number_is_invented(messages, ranges) -> None:
    """No number outside the invented ranges, and none of a demo customer, is in a message."""
    texts = [ANNOTATED.sub(r"\1", message["text"]) for message in messages]
    texts += [row["text"] for row in ranges]
    found = {mention.value for text in texts for mention in find_phones(text)}
    customers = YAML(typ="safe").load(CATALOGUE)["customers"]
    assert {number for number in found if not INVENTED.fullmatch(number)} == set()
    assert found & {one["phone_number"] for one in customers} == set()
