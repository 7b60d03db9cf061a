"""Entity annotations: read as Rasa reads them, and refused where Rasa would see plain text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.entities_parser import (
    find_entities_in_training_example,
    replace_entities,
)

from bot.training.annotations import read_annotations

WORDS = st.text(alphabet="查上个月话费 ，abc12(){}:", max_size=8)
TEXT = st.text(alphabet="查上个月话费12", min_size=1, max_size=6)
NAMES = st.sampled_from(["month", "amount", "date"])
VALUES = st.one_of(TEXT, st.integers(0, 99))
ANNOTATION = st.one_of(
    st.builds("[{}]({})".format, TEXT, NAMES),
    st.builds("[{}]({}:{})".format, TEXT, NAMES, TEXT),
    st.builds(
        lambda text, name, value: f"[{text}]{json.dumps({'entity': name, 'value': value})}",
        TEXT,
        NAMES,
        VALUES,
    ),
    st.builds(
        lambda text, one, two: f'[{text}][{json.dumps({"entity": one})}, {{"entity": "{two}"}}]',
        TEXT,
        NAMES,
        NAMES,
    ),
)


@given(pieces=st.lists(st.one_of(WORDS, ANNOTATION), max_size=6))
def test_good_annotations_are_read_as_rasa_reads_them(pieces) -> None:
    """The same plain text, and the same entities at the same places."""
    raw = "".join(pieces)

    read = read_annotations(raw)

    assert read.problems == ()
    assert read.text == replace_entities(raw)
    assert [
        {"start": span.start, "end": span.end, "value": span.value, "entity": span.entity}
        for span in read.spans
    ] == find_entities_in_training_example(raw)
    assert all(0 <= span.start < span.end <= len(read.text) for span in read.spans)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("查[上个月](month", "entity_unclosed"),
        ("查[上个月(month)", "entity_unclosed"),
        ('[上个月]{"entity": "month"', "entity_unclosed"),
        ("[上个月", "entity_unclosed"),
        ("查上个月](month)", "entity_unopened"),
        ("[[上个月](month)账单](bill)", "entity_nested"),
        ("[上个月](mon[th)", "entity_nested"),
        ("[](month)", "entity_empty"),
        ("[上个月]()", "entity_empty"),
        ("[上个月]（month）", "entity_full_width"),
        ("[上个月] (month)", "entity_full_width"),
        ('[上个月]｛"entity": "month"｝', "entity_full_width"),
        ("[上个月]{entity: month}", "entity_json"),
        ('[上个月]{"entity": "month", "value": [1]}', "entity_json"),
        ("[上个月][month]", "entity_json"),
        ('[上个月]{"entity": "month", "valeu": "2026-10"}', "entity_key"),
        ('[上个月]{"value": "2026-10"}', "entity_without_name"),
    ],
)
def test_a_broken_annotation_is_named(raw, kind) -> None:
    """Each mistake has a kind of its own, so that it can say what to do."""
    assert [problem.kind for problem in read_annotations(raw).problems] == [kind]


@pytest.mark.parametrize("raw", ["[微笑]好的", "收到（好）", "a [b] c", "[图片] （看不清）", "{x}"])
def test_brackets_that_annotate_nothing_are_text(raw) -> None:
    """Chat programs send emoji as words in brackets."""
    read = read_annotations(raw)

    assert (read.text, read.spans, read.problems) == (raw, (), ())


@given(raw=st.text(alphabet='上月[](){}（）":,month \\', max_size=40))
def test_no_sentence_is_too_much(raw) -> None:
    """Any jumble of brackets is read; without a problem it means what Rasa makes of it."""
    read = read_annotations(raw)

    if not read.problems and raw.count("[") == 1:
        assert read.text == replace_entities(raw)
